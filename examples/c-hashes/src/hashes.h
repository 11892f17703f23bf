/* What is measured of a content in one pass: three hashes, a checksum, entropy; and what kind of file it is. */
#ifndef HASHES_H
#define HASHES_H

#include <stdbool.h>
#include "wadup.h"

/* ---- Hashes over blocks of 64 bytes: MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4) ---- */

enum { HASH_BLOCK = 64, MOST_HASH_WORDS = 8 };

typedef struct {
  const char *name;
  uint32_t initial[MOST_HASH_WORDS];
  size_t words;
  bool big_endian; /* how the length and the result are written */
  void (*add_blocks)(uint32_t *state, const uint8_t *bytes, size_t blocks);
} hash_function;

extern const hash_function md5, sha1, sha256;

typedef struct {
  const hash_function *function;
  uint32_t state[MOST_HASH_WORDS];
} hash;

void hash_begin(hash *one, const hash_function *function);
/* Bytes that go on after these must begin at a multiple of HASH_BLOCK: pieces are whole blocks, except the last one. */
void hash_add(hash *one, const uint8_t *bytes, size_t length);
/* last: the bytes after the last whole block; total: the length of everything. Writes words * 8 digits and a zero byte. */
void hash_end(hash *one, const uint8_t *last, size_t last_length, uint64_t total, char *hex);

/* ---- CRC-32 as in ZIP, PNG, Ethernet ---- */

void crc32_prepare(void);
/* Begin with 0; the result of one piece is where the next goes on. */
uint32_t crc32_add(uint32_t crc, const uint8_t *bytes, size_t length);

/* ---- Shannon entropy, in bits per byte: 0 to 8 ---- */

enum { ENTROPY_BLOCK = 4096 };

typedef struct {
  uint64_t counts[256];
  uint64_t total;
  double highest; /* of any block of ENTROPY_BLOCK bytes, or of the last, shorter one; -1 before the first */
  uint64_t highest_offset;
} entropy;

void entropy_prepare(void);
void entropy_begin(entropy *one);
/* Pieces are whole blocks, except the last one. */
void entropy_add(entropy *one, const uint8_t *bytes, size_t length);
double entropy_of_all(const entropy *one);

/* ---- The kind of file, by its first bytes ---- */

/* The name of a kind; "data" when none is known. first: the beginning of the content, all of it when is_all. */
const char *file_type(const uint8_t *first, size_t length, bool is_all);

#endif
