/* Headers, sections and needed libraries of ELF and PE files. What is neither succeeds without rows. */
#include "executable.h"

#include <math.h>
#include <stdarg.h>

static int problems;

void report_problem(const char *format, ...) {
  enum { MOST_PRINTED = 20 };
  va_list values;
  if (++problems > MOST_PRINTED) return;
  fputs("c-executables: ", stderr);
  va_start(values, format);
  vfprintf(stderr, format, values);
  va_end(values);
  fputs("\n", stderr);
}

/* ---- The content ---- */

/* Several, because tables, names and sections alternate. */
enum { WINDOWS = 4 };
static struct {
  uint64_t start;
  size_t length;
  uint32_t used; /* when */
  uint8_t bytes[WINDOW];
} windows[WINDOWS];
static uint32_t now;

static void forget_content(void) {
  for (int index = 0; index < WINDOWS; index++) windows[index].length = 0;
}

const uint8_t *content_at(uint64_t offset, size_t length) {
  int oldest = 0;
  ptrdiff_t count;
  now++;
  for (int index = 0; index < WINDOWS; index++) {
    if (offset >= windows[index].start && offset - windows[index].start < windows[index].length &&
        length <= windows[index].length - (size_t)(offset - windows[index].start)) {
      windows[index].used = now;
      return windows[index].bytes + (offset - windows[index].start);
    }
    if (windows[index].used < windows[oldest].used) oldest = index;
  }
  count = wadup_content_read(offset, windows[oldest].bytes, WINDOW);
  windows[oldest].start = offset;
  windows[oldest].length = count < 0 ? 0 : (size_t)count;
  windows[oldest].used = now;
  if (count < 0) report_problem("%s", wadup_error());
  return length > 0 && length <= windows[oldest].length ? windows[oldest].bytes : NULL;
}

void read_name(char *name, uint64_t offset, uint64_t limit) {
  size_t length;
  for (length = 0; length < LONGEST_NAME && length < limit; length++) {
    const uint8_t *byte = content_at(offset + length, 1);
    if (byte == NULL || *byte == 0) break;
    name[length] = (char)*byte;
  }
  name[length] = '\0';
}

uint16_t u16_at(const uint8_t *bytes, bool big_endian) {
  return (uint16_t)(big_endian ? bytes[0] << 8 | bytes[1] : bytes[1] << 8 | bytes[0]);
}

uint32_t u32_at(const uint8_t *bytes, bool big_endian) {
  uint32_t first = u16_at(bytes, big_endian), second = u16_at(bytes + 2, big_endian);
  return big_endian ? first << 16 | second : second << 16 | first;
}

uint64_t u64_at(const uint8_t *bytes, bool big_endian) {
  uint64_t first = u32_at(bytes, big_endian), second = u32_at(bytes + 4, big_endian);
  return big_endian ? first << 32 | second : second << 32 | first;
}

/* ---- The tables ---- */

static const wadup_column executable_columns[] = {
  { "format", WADUP_STRING },      { "bits", WADUP_INT64 },        { "byte_order", WADUP_STRING },
  { "machine", WADUP_STRING },     { "type", WADUP_STRING },       { "entry_point", WADUP_INT64 },
  { "subsystem", WADUP_STRING },   { "interpreter", WADUP_STRING }, { "link_time", WADUP_INT64 },
  { "sections", WADUP_INT64 },     { "overlay_size", WADUP_INT64 },
};
static wadup_table executables = WADUP_TABLE("executables", executable_columns);

static const wadup_column part_columns[] = {
  { "kind", WADUP_STRING },       { "number", WADUP_INT64 },  { "name", WADUP_STRING }, { "address", WADUP_INT64 },
  { "file_offset", WADUP_INT64 }, { "size", WADUP_INT64 },    { "memory_size", WADUP_INT64 },
  { "permissions", WADUP_STRING }, { "entropy", WADUP_FLOAT64 }, { "problem", WADUP_STRING },
};
static wadup_table parts = WADUP_TABLE("executable_sections", part_columns);

static const wadup_column library_columns[] = { { "library", WADUP_STRING } };
static wadup_table libraries = WADUP_TABLE("executable_libraries", library_columns);

int insert_executable(const executable *found) {
  uint64_t size = (uint64_t)wadup_content_size();
  uint64_t overlay = found->end < size ? size - found->end : 0;
  wadup_value row[] = {
    wadup_string(found->format),
    found->bits == 0 ? wadup_null() : wadup_int64(found->bits),
    wadup_string(found->big_endian ? "big" : "little"),
    wadup_string(found->machine),
    wadup_string(found->type),
    wadup_int64((int64_t)found->entry_point),
    wadup_string(found->subsystem),
    wadup_string(found->interpreter),
    found->link_time == 0 ? wadup_null() : wadup_int64(found->link_time),
    wadup_int64((int64_t)found->sections),
    wadup_int64((int64_t)overlay),
  };
  /* Installers, self-extracting archives and droppers carry their load behind the program. */
  if (overlay > 0 && wadup_emit_slice(found->end, overlay, "overlay") != 0) return -1;
  return wadup_insert_row(&executables, row, sizeof row / sizeof row[0]);
}

/* Bytes of which the entropy may still be measured: parts that all overlap would be read without end. */
static uint64_t entropy_budget;

/* Shannon entropy in bits per byte, 0 to 8. */
static double entropy_of(uint64_t offset, uint64_t size) {
  static uint8_t bytes[64 * 1024];
  uint64_t counts[256] = { 0 }, left = size;
  double entropy = 0;
  while (left > 0) {
    ptrdiff_t length = wadup_content_read(offset, bytes, left < sizeof bytes ? (size_t)left : sizeof bytes);
    if (length <= 0) break;
    for (ptrdiff_t at = 0; at < length; at++) counts[bytes[at]]++;
    offset += (uint64_t)length;
    left -= (uint64_t)length;
  }
  for (int value = 0; value < 256; value++) {
    if (counts[value] > 0) {
      double share = (double)counts[value] / (double)size;
      entropy -= share * log2(share);
    }
  }
  return entropy > 0 ? entropy : 0; /* not -0 */
}

int insert_part(executable *found, const part *one) {
  uint64_t content_size = (uint64_t)wadup_content_size();
  uint64_t available = one->offset >= content_size ? 0 : content_size - one->offset;
  uint64_t present = one->size < available ? one->size : available;
  char permissions[4] = { one->readable ? 'r' : '-', one->writable ? 'w' : '-', one->runnable ? 'x' : '-', 0 };
  const char *problem = NULL;
  wadup_value entropy = wadup_null();
  if (present < one->size) {
    problem = "reaches past the end of the file";
  } else if (present > entropy_budget) {
    problem = "overlaps others too often to be measured";
  }
  if (present > 0 && present <= entropy_budget) {
    entropy_budget -= present;
    entropy = wadup_float64(entropy_of(one->offset, present));
  }
  if (problem != NULL) report_problem("%s %llu: %s", one->kind, (unsigned long long)one->number, problem);
  if (present > 0 && one->offset + present > found->end) found->end = one->offset + present;
  wadup_value row[] = {
    wadup_string(one->kind),
    wadup_int64((int64_t)one->number),
    wadup_string(one->name),
    wadup_int64((int64_t)one->address),
    wadup_int64((int64_t)one->offset),
    wadup_int64((int64_t)one->size),
    wadup_int64((int64_t)one->memory_size),
    wadup_string(permissions),
    entropy,
    wadup_string(problem),
  };
  return wadup_insert_row(&parts, row, sizeof row / sizeof row[0]);
}

int insert_library(const char *name) {
  wadup_value row[] = { wadup_string(name) };
  if (name[0] == '\0') {
    report_problem("the name of a library is empty, or not in the file");
    return 0;
  }
  return wadup_insert_row(&libraries, row, 1);
}

__attribute__((export_name("process"))) int process(void) {
  int64_t size = wadup_content_size();
  int result;
  problems = 0;
  forget_content();
  entropy_budget = size < 0 ? 0 : (uint64_t)size * 4;
  result = size < 0 ? -1 : read_elf();
  if (result == 0) result = read_pe();
  if (result < 0) report_problem("%s", wadup_error());
  return problems == 0 ? 0 : 1;
}
