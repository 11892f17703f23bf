// Long on purpose: one header is the whole library, to be copied beside a module's source and nothing else.
/*
 * Write WADUP modules in C (C99 or newer) or in C++ (C++11 or newer, without exceptions): include this header, in as many
 * source files as you like, and export a function called process.
 *
 *     #include "wadup.h"
 *
 *     static const wadup_column columns[] = { { "size_bytes", WADUP_INT64 } };
 *     static wadup_table sizes = WADUP_TABLE("file_sizes", columns);
 *
 *     __attribute__((export_name("process"))) int process(void) {
 *       wadup_value row[] = { wadup_int64(wadup_content_size()) };
 *       return wadup_insert_row(&sizes, row, 1) == 0 ? 0 : 1;
 *     }
 *
 * (In C++ with extern "C" before __attribute__.) Build it as a reactor:
 *
 *     clang --target=wasm32-wasip1 -mexec-model=reactor -O2 -o module.wasm module.c
 *
 * WADUP calls process once per content: the content is what wadup_content_read reads, and the file WADUP_CONTENT_PATH.
 * process returns 0, or the code of a failure. Functions here that can fail give 0, or -1 and the reason in wadup_error().
 *
 * Rows are buffered and handed over in large pieces. Nothing has to be flushed by hand: WADUP calls the exported
 * __wadup_flush, which is defined here, after process. Everything travels through files (/metadata and /subcontent), so
 * such a module runs on every host that offers them; on one that does not know __wadup_flush, call wadup_flush() at the
 * end of process. Variables keep their values from content to content.
 */
#ifndef WADUP_H
#define WADUP_H

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

/* In front of all paths: empty, unless a native test has a folder of its own. */
#ifndef WADUP_ROOT
#define WADUP_ROOT ""
#endif

/* Every source file that includes this has a copy, and the linker keeps one. */
#define WADUP_API __attribute__((weak))

/* ---- The content ---- */

/* A read-only file, for functions that want a path. */
#define WADUP_CONTENT_PATH WADUP_ROOT "/data.bin"

/* Length of the content in bytes; -1 when it cannot be opened. */
WADUP_API int64_t wadup_content_size(void);

/*
 * Reads length bytes from offset on. Gives how many were read: fewer where the content ends, 0 past its end, -1 for a
 * failure.
 */
WADUP_API ptrdiff_t wadup_content_read(uint64_t offset, void *buffer, size_t length);

/* ---- Tables and rows ---- */

typedef enum {
  WADUP_INT64 = 1, /* SQLite INTEGER */
  WADUP_FLOAT64,   /* SQLite REAL */
  WADUP_STRING     /* SQLite TEXT */
} wadup_type;

typedef struct {
  const char *name;
  wadup_type type;
} wadup_column;

/* A table, mostly a static variable. Names are UTF-8 of any characters, but not with the prefixes __wadup_ and sqlite_. */
typedef struct {
  const char *name;
  const wadup_column *columns;
  size_t column_count;
  uint32_t defined_in; /* 0 at first; the library's own */
} wadup_table;

/* Initializes a wadup_table with an array of columns, whose length it knows. */
#define WADUP_TABLE(name, columns) { (name), (columns), sizeof(columns) / sizeof((columns)[0]), 0 }

/* One value of a row, made by the functions below. */
typedef struct {
  int type; /* 0 is NULL, which fits every column */
  int64_t integer;
  double real;
  const char *text; /* not copied: it must last until the row is inserted */
  size_t text_length;
} wadup_value;

WADUP_API wadup_value wadup_null(void);
WADUP_API wadup_value wadup_int64(int64_t value);
/* NaN and the infinities are kept. */
WADUP_API wadup_value wadup_float64(double value);
/* Text that ends with a zero byte; NULL where the pointer is. Bytes that are no UTF-8 become U+FFFD. */
WADUP_API wadup_value wadup_string(const char *text);
/* Text of so many bytes, zero bytes included. */
WADUP_API wadup_value wadup_text(const char *text, size_t length);

/* Makes the table exist in the database even if no row is inserted. Not needed before wadup_insert_row. */
WADUP_API int wadup_define_table(wadup_table *table);

/* Inserts a row: count values, one for every column, in order, each of the column's type or NULL. */
WADUP_API int wadup_insert_row(wadup_table *table, const wadup_value *values, size_t count);

/*
 * Hands all buffered rows to the host now. Rarely needed: they are handed over whenever the buffer is full and when
 * process returns. Useful before something that may trap, because rows still in memory are lost with it.
 */
WADUP_API int wadup_flush(void);

/* ---- Sub-content: what was found inside the content. Every module is called for it as for an input file. ---- */

/* Emits bytes that the module has produced, under the name the analyst will see (UTF-8). */
WADUP_API int wadup_emit_bytes(const void *data, size_t length, const char *filename);

/* Emits a part of the content itself. Nothing is read or copied: prefer it where the bytes stand there as they are. */
WADUP_API int wadup_emit_slice(uint64_t offset, uint64_t length, const char *filename);

/* An emission whose bytes come piece by piece: create, write as often as needed, then finish or discard. */
typedef struct {
  int descriptor;
  uint32_t number;
} wadup_sub_content;

WADUP_API int wadup_create_sub_content(wadup_sub_content *sub);
WADUP_API int wadup_write_sub_content(wadup_sub_content *sub, const void *data, size_t length);
WADUP_API int wadup_finish_sub_content(wadup_sub_content *sub, const char *filename);
WADUP_API void wadup_discard_sub_content(wadup_sub_content *sub);

/* Why the last call that failed did so, in words. */
WADUP_API const char *wadup_error(void);

/* ======== What follows is how, not what. ======== */

/* Bytes of rows that make a file: far above what opening and closing one costs, small beside a module's memory. */
#define WADUP_FLUSH_AT_BYTES_ (64 * 1024)
#define WADUP_LONGEST_PATH_ (sizeof(WADUP_ROOT) + 64)

typedef struct {
  char *bytes;
  size_t length;
  size_t capacity;
} wadup_buffer_;

typedef struct {
  /*
   * The beginning of the next file, with the definitions of the tables it uses: every file stands by itself, because on
   * another thread, or after another module, the same table may not have been defined yet. Empty: nothing to write.
   */
  wadup_buffer_ head;
  wadup_buffer_ rows;
  uint32_t files_written; /* ever; one more is what a table compares to know whether the next file has its definition */
  uint32_t files_of_content;
  uint32_t emitted; /* sub-contents of this content: the N in their files' names */
  int content;      /* its descriptor plus one, so that 0 is none */
  int64_t content_size;
  char error[256];
} wadup_state_type_;

WADUP_API wadup_state_type_ wadup_state_ = { { 0, 0, 0 }, { 0, 0, 0 }, 0, 0, 0, 0, 0, { 0 } };

WADUP_API const char *wadup_error(void) { return wadup_state_.error; }

/* Makes the reason of several pieces up to a null pointer; what is too long for it is cut off. */
WADUP_API int wadup_fail_(const char *const *pieces) {
  size_t length = 0;
  for (; *pieces != NULL; pieces++) {
    size_t piece = strlen(*pieces), room = sizeof wadup_state_.error - 1 - length;
    if (piece > room) piece = room;
    memcpy(wadup_state_.error + length, *pieces, piece);
    length += piece;
  }
  wadup_state_.error[length] = '\0';
  return -1;
}

WADUP_API int wadup_cannot_(const char *verb, const char *path) {
  const char *pieces[] = { "cannot ", verb, " ", path, ": ", strerror(errno), NULL };
  return wadup_fail_(pieces);
}

/* ---- Buffers ---- */

WADUP_API int wadup_append_(wadup_buffer_ *buffer, const void *bytes, size_t length) {
  if (length > buffer->capacity - buffer->length) {
    size_t capacity = buffer->capacity < 1024 ? 1024 : buffer->capacity;
    while (length > capacity - buffer->length) {
      if (capacity > SIZE_MAX / 2) return -1;
      capacity *= 2;
    }
    char *grown = (char *)realloc(buffer->bytes, capacity);
    if (grown == NULL) return -1;
    buffer->bytes = grown;
    buffer->capacity = capacity;
  }
  if (length > 0) memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
  return 0;
}

WADUP_API int wadup_append_text_(wadup_buffer_ *buffer, const char *text) {
  return wadup_append_(buffer, text, strlen(text));
}

/* Writes a number's decimal digits and a zero byte, and gives where they begin in digits[21]. */
WADUP_API const char *wadup_decimal_(char *digits, uint64_t value) {
  char *at = digits + 20;
  *at = '\0';
  do {
    *--at = (char)('0' + value % 10);
    value /= 10;
  } while (value > 0);
  return at;
}

WADUP_API int wadup_append_int64_(wadup_buffer_ *buffer, int64_t value) {
  char digits[21];
  if (value < 0 && wadup_append_(buffer, "-", 1) != 0) return -1;
  return wadup_append_text_(buffer, wadup_decimal_(digits, value < 0 ? 0 - (uint64_t)value : (uint64_t)value));
}

/* A number that reads back as exactly the same; what JSON has no number for becomes a string. */
WADUP_API int wadup_append_float64_(wadup_buffer_ *buffer, double value) {
  char digits[32];
  if (value != value) return wadup_append_text_(buffer, "\"NaN\"");
  if (value - value != 0) return wadup_append_text_(buffer, value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  snprintf(digits, sizeof digits, "%.17g", value);
  return wadup_append_text_(buffer, digits);
}

/* How many bytes the UTF-8 character at the start has; 0 when it is none. */
WADUP_API size_t wadup_utf8_length_(const unsigned char *text, size_t length) {
  unsigned char first = text[0], lowest = 0x80, highest = 0xbf;
  size_t more = first < 0x80 ? 0 : first < 0xc2 ? 4 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : 4;
  size_t at;
  if (more == 4 || more >= length) return 0;
  /* Neither longer than needed, nor half of a pair, nor past the last character. */
  if (first == 0xe0) lowest = 0xa0;
  if (first == 0xed) highest = 0x9f;
  if (first == 0xf0) lowest = 0x90;
  if (first == 0xf4) highest = 0x8f;
  for (at = 1; at <= more; at++) {
    if (text[at] < lowest || text[at] > highest) return 0;
    lowest = 0x80;
    highest = 0xbf;
  }
  return more + 1;
}

WADUP_API int wadup_append_escape_(wadup_buffer_ *buffer, unsigned char character) {
  static const char hex[] = "0123456789abcdef";
  char escape[6] = { '\\', 'u', '0', '0', 0, 0 };
  size_t length = 2;
  switch (character) {
    case '"':
    case '\\': escape[1] = (char)character; break;
    case '\n': escape[1] = 'n'; break;
    case '\r': escape[1] = 'r'; break;
    case '\t': escape[1] = 't'; break;
    default:
      escape[4] = hex[character >> 4];
      escape[5] = hex[character & 15];
      length = 6;
  }
  return wadup_append_(buffer, escape, length);
}

/* A JSON string, quotes included. What is no UTF-8 becomes U+FFFD, byte by byte. */
WADUP_API int wadup_append_string_(wadup_buffer_ *buffer, const char *string, size_t length) {
  const unsigned char *text = (const unsigned char *)string;
  size_t at = 0, copied = 0;
  if (wadup_append_(buffer, "\"", 1) != 0) return -1;
  while (at < length) {
    size_t character = wadup_utf8_length_(text + at, length - at);
    if (character > 1 || (character == 1 && text[at] >= 0x20 && text[at] != '"' && text[at] != '\\')) {
      at += character;
      continue;
    }
    if (wadup_append_(buffer, text + copied, at - copied) != 0) return -1;
    if (character == 0 ? wadup_append_(buffer, "\xef\xbf\xbd", 3) : wadup_append_escape_(buffer, text[at])) return -1;
    copied = ++at;
  }
  if (wadup_append_(buffer, text + copied, length - copied) != 0) return -1;
  return wadup_append_(buffer, "\"", 1);
}

/* ---- Files ---- */

/* Makes prefix, number of at least digits digits, suffix. */
WADUP_API void wadup_path_(char *path, const char *prefix, size_t least_digits, uint32_t number, const char *suffix) {
  char digits[21];
  const char *decimal = wadup_decimal_(digits, number);
  size_t length;
  strcpy(path, prefix);
  for (length = strlen(decimal); length < least_digits; length++) strcat(path, "0");
  strcat(strcat(path, decimal), suffix);
}

WADUP_API int wadup_write_all_(int descriptor, const void *data, size_t length) {
  const char *bytes = (const char *)data;
  while (length > 0) {
    ptrdiff_t written = write(descriptor, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written == 0) errno = EIO;
    if (written <= 0) return -1;
    bytes += written;
    length -= (size_t)written;
  }
  return 0;
}

/* Makes a file of two parts. Closing it is what hands it to the host. */
WADUP_API int wadup_write_file_(const char *path, const void *first, size_t first_length, const void *second,
                                size_t second_length) {
  int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (descriptor < 0) return wadup_cannot_("write", path);
  if (wadup_write_all_(descriptor, first, first_length) != 0 ||
      wadup_write_all_(descriptor, second, second_length) != 0) {
    wadup_cannot_("write", path);
    /* Removed before it is closed: half a file would be read as bad JSON, and hide what went wrong. */
    unlink(path);
    close(descriptor);
    return -1;
  }
  return close(descriptor) == 0 ? 0 : wadup_cannot_("write", path);
}

/* ---- The content ---- */

WADUP_API int wadup_open_content_(void) {
  struct stat about;
  int descriptor;
  if (wadup_state_.content != 0) return 0;
  descriptor = open(WADUP_CONTENT_PATH, O_RDONLY);
  if (descriptor < 0) return wadup_cannot_("open", WADUP_CONTENT_PATH);
  if (fstat(descriptor, &about) != 0) {
    wadup_cannot_("measure", WADUP_CONTENT_PATH);
    close(descriptor);
    return -1;
  }
  wadup_state_.content = descriptor + 1;
  wadup_state_.content_size = about.st_size;
  return 0;
}

WADUP_API int64_t wadup_content_size(void) { return wadup_open_content_() == 0 ? wadup_state_.content_size : -1; }

WADUP_API ptrdiff_t wadup_content_read(uint64_t offset, void *buffer, size_t length) {
  size_t filled = 0;
  if (wadup_open_content_() != 0) return -1;
  if (offset >= (uint64_t)wadup_state_.content_size) return 0;
  if (length > (uint64_t)wadup_state_.content_size - offset) length = (size_t)(wadup_state_.content_size - offset);
  while (filled < length) {
    ptrdiff_t count =
        pread(wadup_state_.content - 1, (char *)buffer + filled, length - filled, (off_t)(offset + filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return wadup_cannot_("read", WADUP_CONTENT_PATH);
    if (count == 0) break;
    filled += (size_t)count;
  }
  return (ptrdiff_t)filled;
}

/* ---- Tables and rows ---- */

WADUP_API wadup_value wadup_null(void) {
  wadup_value value = { 0, 0, 0, NULL, 0 };
  return value;
}

WADUP_API wadup_value wadup_int64(int64_t integer) {
  wadup_value value = { WADUP_INT64, integer, 0, NULL, 0 };
  return value;
}

WADUP_API wadup_value wadup_float64(double real) {
  wadup_value value = { WADUP_FLOAT64, 0, real, NULL, 0 };
  return value;
}

WADUP_API wadup_value wadup_text(const char *text, size_t length) {
  wadup_value value = { WADUP_STRING, 0, 0, text, length };
  return value;
}

WADUP_API wadup_value wadup_string(const char *text) {
  return text == NULL ? wadup_null() : wadup_text(text, strlen(text));
}

WADUP_API const char *wadup_type_name_(int type) {
  return type == WADUP_INT64 ? "Int64" : type == WADUP_FLOAT64 ? "Float64" : type == WADUP_STRING ? "String" : "none";
}

WADUP_API int wadup_append_definition_(wadup_buffer_ *head, const wadup_table *table) {
  size_t index;
  if (wadup_append_text_(head, head->length == 0 ? "{\"tables\":[{\"name\":" : ",{\"name\":") != 0) return -1;
  if (wadup_append_string_(head, table->name, strlen(table->name)) != 0) return -1;
  if (wadup_append_text_(head, ",\"columns\":[") != 0) return -1;
  for (index = 0; index < table->column_count; index++) {
    const wadup_column *column = &table->columns[index];
    if (wadup_append_text_(head, index == 0 ? "{\"name\":" : ",{\"name\":") != 0) return -1;
    if (wadup_append_string_(head, column->name, strlen(column->name)) != 0) return -1;
    if (wadup_append_text_(head, ",\"data_type\":\"") != 0) return -1;
    if (wadup_append_text_(head, wadup_type_name_(column->type)) != 0) return -1;
    if (wadup_append_text_(head, "\"}") != 0) return -1;
  }
  return wadup_append_text_(head, "]}");
}

WADUP_API int wadup_define_table(wadup_table *table) {
  size_t length = wadup_state_.head.length;
  if (table->defined_in == wadup_state_.files_written + 1) return 0;
  if (wadup_append_definition_(&wadup_state_.head, table) != 0) {
    const char *pieces[] = { "out of memory", NULL };
    wadup_state_.head.length = length;
    return wadup_fail_(pieces);
  }
  table->defined_in = wadup_state_.files_written + 1;
  return 0;
}

WADUP_API int wadup_check_(const wadup_table *table, const wadup_value *values, size_t count) {
  size_t index;
  if (count != table->column_count) {
    char columns[21], given[21];
    const char *pieces[] = { "table '",  table->name,       "' has ",
                             wadup_decimal_(columns, table->column_count), " columns, but ",
                             wadup_decimal_(given, count), " values were given", NULL };
    return wadup_fail_(pieces);
  }
  for (index = 0; index < count; index++) {
    if (values[index].type != 0 && values[index].type != (int)table->columns[index].type) {
      const char *pieces[] = { "column '", table->columns[index].name, "' of table '", table->name, "' is ",
                               wadup_type_name_(table->columns[index].type), ", but the value given is ",
                               wadup_type_name_(values[index].type), NULL };
      return wadup_fail_(pieces);
    }
  }
  return 0;
}

WADUP_API int wadup_append_value_(wadup_buffer_ *rows, const wadup_value *value) {
  int failed = 0;
  switch (value->type) {
    case WADUP_INT64:
      failed = wadup_append_text_(rows, "{\"Int64\":") || wadup_append_int64_(rows, value->integer);
      break;
    case WADUP_FLOAT64:
      failed = wadup_append_text_(rows, "{\"Float64\":") || wadup_append_float64_(rows, value->real);
      break;
    case WADUP_STRING:
      failed = wadup_append_text_(rows, "{\"String\":") || wadup_append_string_(rows, value->text, value->text_length);
      break;
    default: return wadup_append_text_(rows, "null");
  }
  return failed ? -1 : wadup_append_(rows, "}", 1);
}

WADUP_API int wadup_append_row_(wadup_buffer_ *rows, const wadup_table *table, const wadup_value *values) {
  size_t index;
  if (wadup_append_text_(rows, rows->length == 0 ? "{\"table_name\":" : ",{\"table_name\":") != 0) return -1;
  if (wadup_append_string_(rows, table->name, strlen(table->name)) != 0) return -1;
  if (wadup_append_text_(rows, ",\"values\":[") != 0) return -1;
  for (index = 0; index < table->column_count; index++) {
    if (index > 0 && wadup_append_(rows, ",", 1) != 0) return -1;
    if (wadup_append_value_(rows, &values[index]) != 0) return -1;
  }
  return wadup_append_text_(rows, "]}");
}

WADUP_API int wadup_insert_row(wadup_table *table, const wadup_value *values, size_t count) {
  size_t length = wadup_state_.rows.length;
  if (wadup_check_(table, values, count) != 0 || wadup_define_table(table) != 0) return -1;
  if (wadup_append_row_(&wadup_state_.rows, table, values) != 0) {
    const char *pieces[] = { "out of memory", NULL };
    wadup_state_.rows.length = length;
    return wadup_fail_(pieces);
  }
  return wadup_state_.rows.length < WADUP_FLUSH_AT_BYTES_ ? 0 : wadup_flush();
}

WADUP_API int wadup_flush(void) {
  wadup_buffer_ *head = &wadup_state_.head, *rows = &wadup_state_.rows;
  char path[WADUP_LONGEST_PATH_];
  int result;
  if (head->length == 0) return 0;
  /* Zero-padded, so that name order is the order of writing also on a host that reads the files only at the end. */
  wadup_path_(path, WADUP_ROOT "/metadata/rows-", 8, ++wadup_state_.files_of_content, ".json");
  if (wadup_append_text_(head, "],\"rows\":[") != 0 || wadup_append_text_(rows, "]}") != 0) {
    const char *pieces[] = { "out of memory", NULL };
    result = wadup_fail_(pieces);
  } else {
    result = wadup_write_file_(path, head->bytes, head->length, rows->bytes, rows->length);
  }
  /* Also after a failure: what could not be written once is not tried again with every further row. */
  head->length = rows->length = 0;
  if (rows->capacity > 4 * WADUP_FLUSH_AT_BYTES_) {
    free(rows->bytes);
    rows->bytes = NULL;
    rows->capacity = 0;
  }
  wadup_state_.files_written++;
  return result;
}

/* What the host calls after process, whatever it returned: hands over what is buffered and begins the next content. */
#ifdef __wasm__
__attribute__((export_name("__wadup_flush")))
#endif
WADUP_API int wadup_end_content_(void) {
  int result = wadup_flush();
  /* What was printed belongs to this content; stdio would keep it for a later one. */
  fflush(NULL);
  if (result != 0) {
    wadup_write_all_(2, wadup_state_.error, strlen(wadup_state_.error));
    wadup_write_all_(2, "\n", 1);
  }
  if (wadup_state_.content != 0) close(wadup_state_.content - 1);
  wadup_state_.content = 0;
  wadup_state_.files_of_content = 0;
  wadup_state_.emitted = 0;
  return result == 0 ? 0 : 1;
}

/* ---- Sub-content ---- */

WADUP_API void wadup_data_path_(char *path, uint32_t number) {
  wadup_path_(path, WADUP_ROOT "/subcontent/data_", 1, number, ".bin");
}

/* Writes the file that emits sub-content number: as a slice when is_slice. */
WADUP_API int wadup_write_metadata_(uint32_t number, const char *filename, int is_slice, uint64_t offset,
                                    uint64_t length) {
  wadup_buffer_ metadata = { NULL, 0, 0 };
  char path[WADUP_LONGEST_PATH_], digits[21];
  int result;
  wadup_path_(path, WADUP_ROOT "/subcontent/metadata_", 1, number, ".json");
  if (wadup_append_text_(&metadata, "{\"filename\":") != 0 ||
      wadup_append_string_(&metadata, filename, strlen(filename)) != 0 ||
      (is_slice && (wadup_append_text_(&metadata, ",\"offset\":") != 0 ||
                    wadup_append_text_(&metadata, wadup_decimal_(digits, offset)) != 0 ||
                    wadup_append_text_(&metadata, ",\"length\":") != 0 ||
                    wadup_append_text_(&metadata, wadup_decimal_(digits, length)) != 0))) {
    const char *pieces[] = { "out of memory", NULL };
    result = wadup_fail_(pieces);
  } else {
    result = wadup_write_file_(path, metadata.bytes, metadata.length, "}", 1);
  }
  free(metadata.bytes);
  return result;
}

WADUP_API int wadup_emit_slice(uint64_t offset, uint64_t length, const char *filename) {
  return wadup_write_metadata_(wadup_state_.emitted++, filename, 1, offset, length);
}

WADUP_API int wadup_create_sub_content(wadup_sub_content *sub) {
  char path[WADUP_LONGEST_PATH_];
  sub->number = wadup_state_.emitted++;
  wadup_data_path_(path, sub->number);
  sub->descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  return sub->descriptor >= 0 ? 0 : wadup_cannot_("write", path);
}

WADUP_API int wadup_write_sub_content(wadup_sub_content *sub, const void *data, size_t length) {
  char path[WADUP_LONGEST_PATH_];
  if (wadup_write_all_(sub->descriptor, data, length) == 0) return 0;
  wadup_data_path_(path, sub->number);
  return wadup_cannot_("write", path);
}

WADUP_API int wadup_finish_sub_content(wadup_sub_content *sub, const char *filename) {
  int closed = close(sub->descriptor);
  sub->descriptor = -1;
  if (closed != 0) {
    char path[WADUP_LONGEST_PATH_];
    wadup_data_path_(path, sub->number);
    return wadup_cannot_("write", path);
  }
  return wadup_write_metadata_(sub->number, filename, 0, 0, 0);
}

/* After a finish it does nothing. */
WADUP_API void wadup_discard_sub_content(wadup_sub_content *sub) {
  char path[WADUP_LONGEST_PATH_];
  if (sub->descriptor < 0) return;
  close(sub->descriptor);
  sub->descriptor = -1;
  /* Only tidiness: bytes without metadata are no emission. */
  wadup_data_path_(path, sub->number);
  unlink(path);
}

WADUP_API int wadup_emit_bytes(const void *data, size_t length, const char *filename) {
  wadup_sub_content sub;
  if (wadup_create_sub_content(&sub) != 0) return -1;
  if (wadup_write_sub_content(&sub, data, length) != 0) {
    wadup_discard_sub_content(&sub);
    return -1;
  }
  return wadup_finish_sub_content(&sub, filename);
}

#ifdef __cplusplus
}
#endif

#endif
