/* Module "wadup:host": tables and rows. A row is an object; its values go straight into the library's buffer. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runtime.h"
#include "wadup.h"

typedef struct {
  wadup_table table;
  wadup_column *columns;
  JSAtom *names;
} Table;

/* By the numbers that JavaScript knows them by. They last as long as the instance. */
static Table **tables;
static uint32_t table_count;

#define MOST_SAFE_INTEGER 9007199254740991.0

/* A copy that lasts; names cannot have zero bytes. NULL: an exception. */
static char *keep_text(JSContext *context, JSValueConst value, const char *what) {
  size_t length;
  const char *text = JS_ToCStringLen(context, &length, value);
  if (text == NULL) return NULL;
  if (strlen(text) != length) {
    JS_FreeCString(context, text);
    JS_ThrowTypeError(context, "%s has a zero character in it", what);
    return NULL;
  }
  char *kept = strdup(text);
  JS_FreeCString(context, text);
  if (kept == NULL) JS_ThrowOutOfMemory(context);
  return kept;
}

static void free_table(JSContext *context, Table *table) {
  for (size_t at = 0; at < table->table.column_count; at++) {
    free((char *)table->columns[at].name);
    JS_FreeAtom(context, table->names[at]);
  }
  free((char *)table->table.name);
  free(table->columns);
  free(table->names);
  free(table);
}

static bool fill_column(JSContext *context, Table *table, JSValueConst names, JSValueConst types, uint32_t at) {
  int32_t type;
  JSValue name = JS_GetPropertyUint32(context, names, at), type_value = JS_GetPropertyUint32(context, types, at);
  bool fine = JS_ToInt32(context, &type, type_value) == 0;
  table->names[at] = JS_ValueToAtom(context, name);
  table->columns[at].name = keep_text(context, name, "the name of a column");
  table->columns[at].type = (wadup_type)type;
  table->table.column_count = at + 1;
  JS_FreeValue(context, name);
  JS_FreeValue(context, type_value);
  return fine && table->columns[at].name != NULL && table->names[at] != JS_ATOM_NULL;
}

static Table *make_table(JSContext *context, JSValueConst *argv) {
  int64_t count;
  Table *table = calloc(1, sizeof *table);
  if (table == NULL || JS_GetLength(context, argv[1], &count) != 0 || count < 0 || count > 100000) {
    free(table);
    return NULL;
  }
  table->columns = calloc((size_t)count + 1, sizeof *table->columns);
  table->names = calloc((size_t)count + 1, sizeof *table->names);
  table->table.name = keep_text(context, argv[0], "the name of a table");
  table->table.columns = table->columns;
  bool fine = table->columns != NULL && table->names != NULL && table->table.name != NULL;
  for (uint32_t at = 0; fine && at < (uint32_t)count; at++) fine = fill_column(context, table, argv[1], argv[2], at);
  if (fine) return table;
  free_table(context, table);
  return NULL;
}

/* defineTable(name, columnNames, columnTypes): its number. Types are 1 Int64, 2 Float64, 3 String. */
static JSValue define_table(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  Table *table = make_table(context, argv);
  if (table == NULL) return JS_HasException(context) ? JS_EXCEPTION : JS_ThrowOutOfMemory(context);
  Table **grown = realloc(tables, (table_count + 1) * sizeof *tables);
  if (grown == NULL) {
    free_table(context, table);
    return JS_ThrowOutOfMemory(context);
  }
  tables = grown;
  tables[table_count] = table;
  if (wadup_define_table(&table->table) != 0) return throw_library_error(context);
  return JS_NewInt64(context, table_count++);
}

static bool wrong_value(JSContext *context, const Table *table, size_t at, JSValueConst given, const char *expected) {
  JSValue shown = JS_IsString(given) ? JS_JSONStringify(context, given, JS_UNDEFINED, JS_UNDEFINED)
                                     : JS_ToString(context, given);
  const char *text = JS_IsException(shown) ? NULL : JS_ToCString(context, shown);
  if (text == NULL) JS_FreeValue(context, JS_GetException(context));
  JS_ThrowTypeError(context, "column '%s' of table '%s' is %s and takes %s, not %.60s%s", table->columns[at].name,
                    table->table.name, wadup_type_name_((int)table->columns[at].type), expected,
                    text == NULL ? "this" : text, JS_IsBigInt(given) ? "n" : "");
  JS_FreeCString(context, text);
  JS_FreeValue(context, shown);
  return false;
}

static bool to_int64(JSContext *context, const Table *table, size_t at, JSValueConst given, wadup_value *value) {
  int64_t whole;
  if (JS_IsBigInt(given)) {
    if (JS_ToBigInt64(context, &whole, given) != 0) return false;
    /* The conversion keeps the lowest 64 bits: was that all of it? */
    JSValue again = JS_NewBigInt64(context, whole);
    bool same = JS_IsStrictEqual(context, again, given);
    JS_FreeValue(context, again);
    if (!same) return wrong_value(context, table, at, given, "64 bits");
    *value = wadup_int64(whole);
    return true;
  }
  double number;
  if (JS_IsNumber(given) && JS_ToFloat64(context, &number, given) == 0 && number == trunc(number) &&
      fabs(number) <= MOST_SAFE_INTEGER) {
    *value = wadup_int64((int64_t)number);
    return true;
  }
  return wrong_value(context, table, at, given, "a whole number (past 2^53 a bigint) or null");
}

static bool to_value(JSContext *context, const Table *table, size_t at, JSValueConst given, wadup_value *value) {
  double number;
  size_t length;
  if (JS_IsNull(given) || JS_IsUndefined(given)) {
    *value = wadup_null();
    return true;
  }
  switch (table->columns[at].type) {
    case WADUP_INT64: return to_int64(context, table, at, given, value);
    case WADUP_FLOAT64:
      if (!JS_IsNumber(given)) return wrong_value(context, table, at, given, "a number or null");
      if (JS_ToFloat64(context, &number, given) != 0) return false;
      *value = wadup_float64(number);
      return true;
    default: {
      if (!JS_IsString(given)) return wrong_value(context, table, at, given, "a string or null");
      const char *text = JS_ToCStringLen(context, &length, given);
      if (text == NULL) return false;
      replace_surrogates((char *)text, length);
      *value = wadup_text(text, length);
      return true;
    }
  }
}

/* A misspelt column would be NULL for ever, unnoticed. */
static bool check_keys(JSContext *context, const Table *table, JSValueConst row) {
  JSPropertyEnum *keys;
  uint32_t count;
  if (JS_GetOwnPropertyNames(context, &keys, &count, row, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) != 0) return false;
  bool fine = true;
  for (uint32_t key = 0; fine && key < count; key++) {
    size_t column = key;
    /* Mostly they are in the order of the columns. */
    if (column >= table->table.column_count || table->names[column] != keys[key].atom) {
      for (column = 0; column < table->table.column_count && table->names[column] != keys[key].atom; column++);
    }
    if (column < table->table.column_count) continue;
    const char *name = JS_AtomToCString(context, keys[key].atom);
    fine = false;
    if (name != NULL) JS_ThrowTypeError(context, "table '%s' has no column '%s'", table->table.name, name);
    JS_FreeCString(context, name);
  }
  JS_FreePropertyEnum(context, keys, count);
  return fine;
}

static bool fill_values(JSContext *context, const Table *table, JSValueConst row, wadup_value *values,
                        size_t *filled) {
  for (size_t at = 0; at < table->table.column_count; at++) {
    JSValue given = JS_GetProperty(context, row, table->names[at]);
    bool fine = !JS_IsException(given) && to_value(context, table, at, given, &values[at]);
    JS_FreeValue(context, given);
    if (!fine) return false;
    *filled = at + 1;
  }
  return true;
}

/* insertRow(table, row) */
static JSValue insert_row(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  wadup_value few[16], *values = few;
  uint32_t number;
  size_t filled = 0;
  if (JS_ToUint32(context, &number, argv[0]) != 0) return JS_EXCEPTION;
  if (number >= table_count) return JS_ThrowRangeError(context, "there is no such table");
  Table *table = tables[number];
  if (!JS_IsObject(argv[1])) {
    return JS_ThrowTypeError(context, "a row of table '%s' is an object with a property for each column",
                             table->table.name);
  }
  if (!check_keys(context, table, argv[1])) return JS_EXCEPTION;
  /* Of this call alone: a property may be a getter that inserts a row itself. */
  if (table->table.column_count > sizeof few / sizeof few[0]) {
    values = js_malloc(context, table->table.column_count * sizeof *values);
    if (values == NULL) return JS_EXCEPTION;
  }
  bool fine = fill_values(context, table, argv[1], values, &filled);
  if (fine && wadup_insert_row(&table->table, values, table->table.column_count) != 0) {
    throw_library_error(context);
    fine = false;
  }
  for (size_t at = 0; at < filled; at++) {
    if (values[at].type == WADUP_STRING) JS_FreeCString(context, values[at].text);
  }
  if (values != few) js_free(context, values);
  return fine ? JS_UNDEFINED : JS_EXCEPTION;
}

static JSValue flush(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc, (void)argv;
  return wadup_flush() == 0 ? JS_UNDEFINED : throw_library_error(context);
}

const HostFunction host_row_functions[] = {
  { "defineTable", 3, define_table },
  { "insertRow", 2, insert_row },
  { "flush", 0, flush },
  { NULL, 0, NULL },
};
