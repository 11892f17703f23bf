/*
 * The author's own files and lines. The builder gives a source map while it compiles, and positions go into the bytecode
 * already translated: nothing has to be looked up, or be in memory, when an error is thrown. Functions here are called
 * from within QuickJS, see patches.mjs.
 */
#include <string.h>

#include "runtime.h"

static const uint32_t *map;
static size_t map_count;
static const char *source_names;
static size_t source_names_length;

void set_position_map(const uint32_t *quadruples, size_t count) {
  map = quadruples;
  map_count = count;
}

void set_position_sources(const char *names, size_t length) {
  source_names = names;
  source_names_length = length;
}

void original_position(int *line, int *column) {
  size_t low = 0, high = map_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const uint32_t *entry = map + 4 * middle;
    bool is_before = entry[0] < (uint32_t)*line || (entry[0] == (uint32_t)*line && entry[1] <= (uint32_t)*column);
    if (is_before) low = middle + 1;
    else high = middle;
  }
  if (low == 0) return;
  const uint32_t *found = map + 4 * (low - 1);
  /* A line without any entry is the bundler's own. */
  if (found[0] != (uint32_t)*line) return;
  *line = (int)found[2];
  *column = (int)found[3];
}

const char *position_source(int *line) {
  int number = *line >> SOURCE_SHIFT;
  const char *name = source_names, *end = source_names + source_names_length;
  if (*line < 0 || number == 0) return NULL;
  *line &= (1 << SOURCE_SHIFT) - 1;
  for (; name < end; name += strlen(name) + 1) {
    if (--number == 0) return name;
  }
  return NULL;
}
