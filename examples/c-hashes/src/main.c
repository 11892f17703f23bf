/* Hashes, checksum, entropy and kind of every content, in one pass. */
#include "hashes.h"

/* What is read at once, and what all algorithms do one after the other while it is still in the processor's nearest cache. */
enum { READ_AT_ONCE = 256 * 1024, WORK_AT_ONCE = 16 * 1024 };

static const wadup_column columns[] = {
  { "size", WADUP_INT64 },
  { "file_type", WADUP_STRING },
  { "md5", WADUP_STRING },
  { "sha1", WADUP_STRING },
  { "sha256", WADUP_STRING },
  { "crc32", WADUP_STRING },
  { "entropy", WADUP_FLOAT64 },
  { "highest_entropy", WADUP_FLOAT64 },
  { "highest_entropy_offset", WADUP_INT64 },
};
static wadup_table hashes = WADUP_TABLE("content_hashes", columns);

static hash md5_hash, sha1_hash, sha256_hash;
static entropy measured;
static uint32_t crc;
static uint64_t size;

static void begin_content(void) {
  crc32_prepare();
  entropy_prepare();
  hash_begin(&md5_hash, &md5);
  hash_begin(&sha1_hash, &sha1);
  hash_begin(&sha256_hash, &sha256);
  entropy_begin(&measured);
  crc = 0;
  size = 0;
}

static void add(const uint8_t *bytes, size_t length) {
  for (size_t at = 0; at < length; at += WORK_AT_ONCE) {
    size_t piece = length - at < WORK_AT_ONCE ? length - at : WORK_AT_ONCE;
    hash_add(&md5_hash, bytes + at, piece);
    hash_add(&sha1_hash, bytes + at, piece);
    hash_add(&sha256_hash, bytes + at, piece);
    crc = crc32_add(crc, bytes + at, piece);
    entropy_add(&measured, bytes + at, piece);
  }
  size += length;
}

/* last: what follows the last whole block of the hashes. */
static int insert(const char *type, const uint8_t *last) {
  char md5_hex[33], sha1_hex[41], sha256_hex[65], crc_hex[9];
  size_t last_length = (size_t)(size % HASH_BLOCK);
  hash_end(&md5_hash, last, last_length, size, md5_hex);
  hash_end(&sha1_hash, last, last_length, size, sha1_hex);
  hash_end(&sha256_hash, last, last_length, size, sha256_hex);
  snprintf(crc_hex, sizeof crc_hex, "%08x", (unsigned)crc);
  wadup_value row[] = {
    wadup_int64((int64_t)size),
    wadup_string(type),
    wadup_string(md5_hex),
    wadup_string(sha1_hex),
    wadup_string(sha256_hex),
    wadup_string(crc_hex),
    size == 0 ? wadup_null() : wadup_float64(entropy_of_all(&measured)),
    size == 0 ? wadup_null() : wadup_float64(measured.highest),
    size == 0 ? wadup_null() : wadup_int64((int64_t)measured.highest_offset),
  };
  return wadup_insert_row(&hashes, row, sizeof row / sizeof row[0]);
}

static int measure(void) {
  static uint8_t bytes[READ_AT_ONCE];
  const char *type = "empty";
  ptrdiff_t length;
  begin_content();
  do {
    length = wadup_content_read(size, bytes, sizeof bytes);
    if (length < 0) return -1;
    if (size == 0 && length > 0) type = file_type(bytes, (size_t)length, length < READ_AT_ONCE);
    add(bytes, (size_t)length);
  } while (length == READ_AT_ONCE);
  return insert(type, bytes + length - length % HASH_BLOCK);
}

__attribute__((export_name("process"))) int process(void) {
  if (measure() == 0) return 0;
  fprintf(stderr, "c-hashes: %s\n", wadup_error());
  return 1;
}
