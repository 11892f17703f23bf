/* Finding what names something, in bytes of any kind. */
#ifndef STRINGS_H
#define STRINGS_H

#include <stdbool.h>
#include "wadup.h"

typedef enum {
  KIND_URL,
  KIND_EMAIL,
  KIND_IPV4,
  KIND_IPV6,
  KIND_WINDOWS_PATH,
  KIND_NETWORK_PATH,
  KIND_REGISTRY_KEY,
  KIND_BASE64,
  KINDS
} kind;

/* No text that is found is longer; what is, is cut. How far around a character it must be possible to look. */
enum { LONGEST_TEXT = 2048, MOST_BEFORE = 256 };

/* Letters and digits of Base64 that are worth a row, and those of a line that others may follow. */
enum { SHORTEST_BASE64 = 64, SHORTEST_LINE = 60, SAMPLE = 128 };

/* Characters of one byte each, wherever they come from. */
typedef struct {
  const uint8_t *text;
  size_t length;
  uint64_t offset; /* of text[0] in the content */
  unsigned scale;  /* bytes of the content for each character: 1, or 2 in UTF-16 */
  /* The run of Base64 before the current character. Its lines are joined. */
  uint64_t line_start; /* in the content */
  uint64_t run_start;
  uint64_t run_end;
  uint64_t run_length; /* characters of finished lines; 0: none */
  uint8_t sample[SAMPLE];
  size_t sample_length;
  /* Where the last path and the last URL end, and how many more URLs are looked for inside of that one. */
  uint64_t path_end;
  uint64_t url_end;
  int inner_urls;
} view;

/* A content begins. */
void scan_begin(view *one);
/*
 * Looks at the characters from `from` to `to`; those before and after may belong to what is found. Gives where it stopped:
 * `to`, or behind it. is_all: nothing follows text[length - 1].
 */
size_t scan(view *one, size_t from, size_t to, bool is_all);
/* No character follows. */
void scan_end(view *one);
/* Keeps what is needed of characters before `scanned` that are about to go away. */
void scan_forget(view *one, size_t scanned);

/* ---- What is what: each gives where it ends behind the character at `at`, or 0 when it is none, and sets where it begins ---- */

size_t match_url(const view *in, size_t at, size_t *start);           /* at the colon */
size_t match_windows_path(const view *in, size_t at, size_t *start);  /* at the colon */
size_t match_ipv6(const view *in, size_t at, size_t *start);          /* at the first colon */
size_t match_email(const view *in, size_t at, size_t *start);         /* at the @ */
size_t match_ipv4(const view *in, size_t at, size_t *start);          /* at the first dot */
size_t match_network_path(const view *in, size_t at, size_t *start);  /* at the first backslash */
size_t match_registry_key(const view *in, size_t at, size_t *start);  /* at the first backslash */

bool is_printable(uint8_t character);

/* ---- What was found ---- */

void found_begin(void);
/* text is not kept; offset and length are those in the content. */
void found(kind what, unsigned scale, uint64_t offset, uint64_t length, const uint8_t *text, size_t text_length);
/* Gives 0, or -1 when rows cannot be stored. */
int found_insert(void);

#endif
