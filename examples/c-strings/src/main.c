/* Finds URLs, addresses, paths and packed text in every content, in ASCII and in UTF-16. */
#include "strings.h"

/* Around what is scanned there are so many bytes that all of a text can be seen, in UTF-16 too. */
enum { BEFORE = 4096, AFTER = 4 * LONGEST_TEXT + 64, AT_ONCE = 256 * 1024 };

static uint8_t window[BEFORE + AT_ONCE + AFTER];

static int scan_content(void) {
  view content = { .text = window };
  size_t next = 0;
  scan_begin(&content);
  for (;;) {
    ptrdiff_t count =
        wadup_content_read(content.offset + content.length, window + content.length, sizeof window - content.length);
    size_t keep;
    bool is_all;
    if (count < 0) return -1;
    content.length += (size_t)count;
    is_all = content.length < sizeof window;
    next = scan(&content, next, is_all ? content.length : content.length - AFTER, is_all);
    if (is_all) break;
    keep = next - BEFORE;
    scan_forget(&content, next);
    memmove(window, window + keep, content.length - keep);
    content.offset += keep;
    content.length -= keep;
    next -= keep;
  }
  scan_end(&content);
  return 0;
}

__attribute__((export_name("process"))) int process(void) {
  found_begin();
  if (scan_content() == 0 && found_insert() == 0) return 0;
  fprintf(stderr, "c-strings: %s\n", wadup_error());
  return 1;
}
