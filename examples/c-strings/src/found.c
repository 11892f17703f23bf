/* What was found in one content: each different text once, with where it stood first and how often it came. */
#include "strings.h"

enum { MOST_OF_A_KIND = 500, MOST = KINDS * MOST_OF_A_KIND, SLOTS = 16384, TEXT_BYTES = 1024 * 1024 };

static const char *const kind_names[KINDS] = {
  "URL", "e-mail address", "IPv4 address", "IPv6 address", "Windows path", "network path", "registry key", "Base64",
};

typedef struct {
  uint32_t hash;
  uint16_t what;
  uint16_t scale;
  uint32_t text;
  uint32_t text_length;
  uint64_t offset;
  uint64_t length;
  int64_t occurrences;
} entry;

static entry entries[MOST];
static size_t entry_count;
static uint16_t slots[SLOTS]; /* number of the entry plus one */
static uint8_t texts[TEXT_BYTES];
static size_t texts_length;
static int64_t stored[KINDS], occurrences[KINDS];

void found_begin(void) {
  entry_count = 0;
  texts_length = 0;
  memset(slots, 0, sizeof slots);
  memset(stored, 0, sizeof stored);
  memset(occurrences, 0, sizeof occurrences);
}

static uint32_t hash_of(kind what, unsigned scale, const uint8_t *text, size_t length) {
  uint32_t hash = 2166136261u ^ (uint32_t)what << 4 ^ scale;
  for (size_t at = 0; at < length; at++) hash = (hash ^ text[at]) * 16777619u;
  return hash;
}

void found(kind what, unsigned scale, uint64_t offset, uint64_t length, const uint8_t *text, size_t text_length) {
  uint32_t hash = hash_of(what, scale, text, text_length);
  size_t slot = hash % SLOTS;
  occurrences[what]++;
  for (; slots[slot] != 0; slot = (slot + 1) % SLOTS) {
    entry *known = &entries[slots[slot] - 1];
    if (known->hash == hash && known->what == what && known->scale == scale && known->text_length == text_length &&
        memcmp(texts + known->text, text, text_length) == 0) {
      known->occurrences++;
      return;
    }
  }
  if (stored[what] == MOST_OF_A_KIND || text_length > TEXT_BYTES - texts_length) return;
  memcpy(texts + texts_length, text, text_length);
  entries[entry_count] = (entry){ hash, (uint16_t)what, (uint16_t)scale, (uint32_t)texts_length, (uint32_t)text_length,
                                  offset, length, 1 };
  texts_length += text_length;
  stored[what]++;
  slots[slot] = (uint16_t)++entry_count;
}

static const wadup_column string_columns[] = {
  { "kind", WADUP_STRING },  { "encoding", WADUP_STRING }, { "file_offset", WADUP_INT64 },
  { "length", WADUP_INT64 }, { "text", WADUP_STRING },     { "occurrences", WADUP_INT64 },
};
static wadup_table strings = WADUP_TABLE("found_strings", string_columns);

static const wadup_column kind_columns[] = {
  { "kind", WADUP_STRING }, { "occurrences", WADUP_INT64 }, { "stored", WADUP_INT64 },
};
static wadup_table kinds = WADUP_TABLE("found_string_kinds", kind_columns);

int found_insert(void) {
  for (size_t index = 0; index < entry_count; index++) {
    const entry *one = &entries[index];
    wadup_value row[] = {
      wadup_string(kind_names[one->what]),
      wadup_string(one->scale == 2 ? "UTF-16LE" : "ASCII"),
      wadup_int64((int64_t)one->offset),
      wadup_int64((int64_t)one->length),
      wadup_text((const char *)texts + one->text, one->text_length),
      wadup_int64(one->occurrences),
    };
    if (wadup_insert_row(&strings, row, sizeof row / sizeof row[0]) != 0) return -1;
  }
  for (int what = 0; what < KINDS; what++) {
    wadup_value row[] = { wadup_string(kind_names[what]), wadup_int64(occurrences[what]), wadup_int64(stored[what]) };
    if (occurrences[what] > 0 && wadup_insert_row(&kinds, row, sizeof row / sizeof row[0]) != 0) return -1;
  }
  return 0;
}
