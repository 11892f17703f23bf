/*
 * Native test of wadup.h, as C99 and as C++11; the folder WADUP_ROOT is the test's own and holds metadata/ and
 * subcontent/. `node scripts/test-guests.mjs c` compiles and runs it.
 */
#include "wadup.h"

static int failures = 0;

static void expect_text(const char *what, const char *found, const char *expected) {
  if (strcmp(found, expected) == 0) return;
  fprintf(stderr, "%s\n  found    %s\n  expected %s\n", what, found, expected);
  failures++;
}

/* The text of a file that was handed over, which is then removed, as the host does. */
static const char *take(const char *name) {
  static char text[200 * 1024];
  char path[256];
  FILE *file;
  snprintf(path, sizeof path, "%s/%s", WADUP_ROOT, name);
  file = fopen(path, "rb");
  if (file == NULL) return "no file";
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  remove(path);
  return text;
}

static const wadup_column mixed_columns[] = { { "n\"", WADUP_INT64 }, { "x", WADUP_FLOAT64 }, { "t", WADUP_STRING } };
static wadup_table mixed = WADUP_TABLE("a\\b", mixed_columns);
#define MIXED_DEFINITION                                                                                        \
  "{\"tables\":[{\"name\":\"a\\\\b\",\"columns\":[{\"name\":\"n\\\"\",\"data_type\":\"Int64\"},"                \
  "{\"name\":\"x\",\"data_type\":\"Float64\"},{\"name\":\"t\",\"data_type\":\"String\"}]}],\"rows\":["

static void test_rows_are_handed_over_in_order_with_the_definition_in_each_file(void) {
  wadup_value row[] = { wadup_int64(INT64_MIN), wadup_float64(0.1), wadup_text("a\"\n\0\xff\xed\xa0\x80\xc3\xa9", 10) };
  wadup_value nulls[] = { wadup_null(), wadup_null(), wadup_string(NULL) };
  if (wadup_insert_row(&mixed, row, 3) != 0 || wadup_insert_row(&mixed, nulls, 3) != 0 || wadup_flush() != 0) failures++;
  expect_text("values", take("metadata/rows-00000001.json"),
              MIXED_DEFINITION
              "{\"table_name\":\"a\\\\b\",\"values\":[{\"Int64\":-9223372036854775808},{\"Float64\":0.10000000000000001},"
              "{\"String\":\"a\\\"\\n\\u0000\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xc3\xa9\"}]},"
              "{\"table_name\":\"a\\\\b\",\"values\":[null,null,null]}]}");
  row[0] = wadup_int64(INT64_MAX);
  row[1] = wadup_float64(-(1e308 * 10));
  row[2] = wadup_string("\xf0\x9f\x90\x8e\xf0\x9f\x90");
  if (wadup_insert_row(&mixed, row, 3) != 0 || wadup_end_content_() != 0) failures++;
  expect_text("the second file", take("metadata/rows-00000002.json"),
              MIXED_DEFINITION
              "{\"table_name\":\"a\\\\b\",\"values\":[{\"Int64\":9223372036854775807},{\"Float64\":\"-Infinity\"},"
              "{\"String\":\"\xf0\x9f\x90\x8e\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"}]}]}");
  expect_text("nothing is left", take("metadata/rows-00000003.json"), "no file");
}

static void test_a_table_without_rows_is_defined_and_the_next_content_begins_again(void) {
  if (wadup_define_table(&mixed) != 0 || wadup_define_table(&mixed) != 0 || wadup_end_content_() != 0) failures++;
  expect_text("a table without rows", take("metadata/rows-00000001.json"), MIXED_DEFINITION "]}");
  if (wadup_end_content_() != 0) failures++;
  expect_text("nothing buffered writes nothing", take("metadata/rows-00000001.json"), "no file");
}

static void test_a_full_buffer_is_handed_over_without_being_asked(void) {
  static char text[40 * 1024 + 1];
  wadup_value row[] = { wadup_null(), wadup_null(), wadup_null() };
  memset(text, 'x', sizeof text - 1);
  row[2] = wadup_string(text);
  if (wadup_insert_row(&mixed, row, 3) != 0) failures++;
  expect_text("half full", take("metadata/rows-00000001.json"), "no file");
  if (wadup_insert_row(&mixed, row, 3) != 0) failures++;
  if (strlen(take("metadata/rows-00000001.json")) < 80 * 1024) failures++;
  if (wadup_end_content_() != 0) failures++;
}

static void test_values_must_fit_the_columns(void) {
  wadup_value row[] = { wadup_float64(1), wadup_null(), wadup_null() };
  if (wadup_insert_row(&mixed, row, 2) != -1) failures++;
  expect_text("too few", wadup_error(), "table 'a\\b' has 3 columns, but 2 values were given");
  if (wadup_insert_row(&mixed, row, 3) != -1) failures++;
  expect_text("wrong type", wadup_error(), "column 'n\"' of table 'a\\b' is Int64, but the value given is Float64");
}

static void test_floats_are_exact(void) {
  static const double values[] = { 0.0, -0.0, 1.0 / 3, 5e-324, 1.7976931348623157e308, 1e21, 123456789.125 };
  size_t index;
  for (index = 0; index < sizeof values / sizeof values[0]; index++) {
    wadup_buffer_ buffer = { NULL, 0, 0 };
    double found;
    if (wadup_append_float64_(&buffer, values[index]) != 0 || wadup_append_(&buffer, "", 1) != 0) failures++;
    found = strtod(buffer.bytes, NULL);
    if (memcmp(&found, &values[index], sizeof found) != 0) failures++;
    free(buffer.bytes);
  }
}

static void test_sub_contents_are_numbered_from_0_for_each_content(void) {
  wadup_sub_content sub;
  if (wadup_emit_slice((uint64_t)1 << 40, UINT64_MAX, "a\"b") != 0) failures++;
  if (wadup_emit_bytes("bytes", 5, "named") != 0) failures++;
  if (wadup_create_sub_content(&sub) != 0 || wadup_write_sub_content(&sub, "dropped", 7) != 0) failures++;
  wadup_discard_sub_content(&sub);
  expect_text("slice", take("subcontent/metadata_0.json"),
              "{\"filename\":\"a\\\"b\",\"offset\":1099511627776,\"length\":18446744073709551615}");
  expect_text("bytes", take("subcontent/data_1.bin"), "bytes");
  expect_text("their name", take("subcontent/metadata_1.json"), "{\"filename\":\"named\"}");
  expect_text("discarded", take("subcontent/data_2.bin"), "no file");
  wadup_end_content_();
  if (wadup_emit_bytes("", 0, "empty") != 0) failures++;
  expect_text("the next content", take("subcontent/metadata_0.json"), "{\"filename\":\"empty\"}");
  take("subcontent/data_0.bin");
}

static void test_the_content_is_read_from_any_offset(void) {
  char buffer[8] = { 0 };
  FILE *file;
  if (wadup_content_size() != -1) failures++;
  expect_text("no content", wadup_error(), "cannot open " WADUP_CONTENT_PATH ": No such file or directory");
  file = fopen(WADUP_CONTENT_PATH, "wb");
  fputs("0123456789", file);
  fclose(file);
  if (wadup_content_size() != 10 || wadup_content_read(7, buffer, 8) != 3 || memcmp(buffer, "789", 3) != 0) failures++;
  if (wadup_content_read(10, buffer, 1) != 0 || wadup_content_read(UINT64_MAX, buffer, 8) != 0) failures++;
  wadup_end_content_();
  remove(WADUP_CONTENT_PATH);
}

static void test_what_cannot_be_written_is_said_once_and_forgotten(void) {
  rename(WADUP_ROOT "/metadata", WADUP_ROOT "/elsewhere");
  if (wadup_define_table(&mixed) != 0 || wadup_flush() != -1) failures++;
  expect_text("nowhere to write", wadup_error(),
              "cannot write " WADUP_ROOT "/metadata/rows-00000001.json: No such file or directory");
  if (wadup_flush() != 0) failures++;
  rename(WADUP_ROOT "/elsewhere", WADUP_ROOT "/metadata");
}

int main(void) {
  test_rows_are_handed_over_in_order_with_the_definition_in_each_file();
  test_a_table_without_rows_is_defined_and_the_next_content_begins_again();
  test_a_full_buffer_is_handed_over_without_being_asked();
  test_values_must_fit_the_columns();
  test_floats_are_exact();
  test_sub_contents_are_numbered_from_0_for_each_content();
  test_the_content_is_read_from_any_offset();
  test_what_cannot_be_written_is_said_once_and_forgotten();
  if (failures > 0) fprintf(stderr, "%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
