/* What was thrown and not caught, on stderr. */
#include <stdio.h>
#include <string.h>

#include "runtime.h"
#include "wadup.h"

/* How far errors are followed to those that they have come of, and how many of one AggregateError are printed. */
#define MOST_DEPTH 5
#define MOST_ERRORS 5

static void print(const char *text, size_t length) {
  /* Lone surrogates and such stay as they are: the host makes U+FFFD of what is no UTF-8. */
  wadup_write_all_(2, text, length);
}

static void print_text(const char *text) { print(text, strlen(text)); }

static void forget_exception(JSContext *context) { JS_FreeValue(context, JS_GetException(context)); }

/* Of one line of a stack: where its "file:line:column" is, and its length; 0 when it has none. */
static size_t position_in(const char *line, size_t length, const char **position) {
  const char *open = memchr(line, '(', length);
  if (open == NULL || line[length - 1] != ')') return 0;
  *position = open + 1;
  size_t size = length - (size_t)(*position - line) - 1;
  return memchr(*position, ':', size) == NULL ? 0 : size;
}

static bool is_of_library(const char *position, size_t length) {
  const char *of_packages = "node_modules/";
  return strncmp(position, "wadup-guest/", 12) == 0 || memmem(position, length, of_packages, strlen(of_packages)) != NULL;
}

/* The first position that is in a file of the author's, or else the first of all; its length is 0 when there is none. */
static size_t first_position(const char *stack, const char **position) {
  size_t found = 0;
  for (const char *line = stack, *end; *line != '\0'; line = *end == '\0' ? end : end + 1) {
    const char *candidate;
    end = strchrnul(line, '\n');
    size_t length = position_in(line, (size_t)(end - line), &candidate);
    bool is_authors = length > 0 && !is_of_library(candidate, length);
    if (is_authors || (length > 0 && found == 0)) {
      *position = candidate;
      found = length;
    }
    if (is_authors) break;
  }
  return found;
}

/* Text of a value; NULL when even that fails. */
static const char *text_of(JSContext *context, JSValueConst value) {
  const char *text = JS_ToCString(context, value);
  if (text == NULL) forget_exception(context);
  return text;
}

static const char *stack_of(JSContext *context, JSValueConst thrown) {
  if (!JS_IsError(thrown)) return NULL;
  JSValue stack = JS_GetPropertyStr(context, thrown, "stack");
  if (JS_IsException(stack)) forget_exception(context);
  const char *text = JS_IsString(stack) ? text_of(context, stack) : NULL;
  JS_FreeValue(context, stack);
  return text;
}

/* Everything but an error is shown as JSON, as far as it goes. */
static const char *message_of(JSContext *context, JSValueConst thrown) {
  if (!JS_IsObject(thrown) || JS_IsError(thrown)) return text_of(context, thrown);
  JSValue json = JS_JSONStringify(context, thrown, JS_UNDEFINED, JS_UNDEFINED);
  if (JS_IsException(json)) forget_exception(context);
  const char *text = JS_IsString(json) ? text_of(context, json) : text_of(context, thrown);
  JS_FreeValue(context, json);
  return text;
}

static void report_parts(JSContext *context, JSValueConst thrown, int depth);

/* The stack before the message, which is the last line: what the host quotes in the content's error message. */
static void report_one(JSContext *context, JSValueConst thrown, int depth) {
  const char *message = message_of(context, thrown), *stack = stack_of(context, thrown), *position;
  const char *shown = message == NULL ? "out of memory, also for what was thrown" : message;
  const char *line_end = strchr(shown, '\n');
  if (JS_IsError(thrown) && depth < MOST_DEPTH) report_parts(context, thrown, depth + 1);
  if (line_end != NULL) {
    print_text(shown);
    print_text("\n");
  }
  if (stack != NULL) print_text(stack);
  if (stack != NULL && *stack != '\0' && stack[strlen(stack) - 1] != '\n') print_text("\n");
  if (!JS_IsError(thrown) && message != NULL) print_text("thrown, but no Error: ");
  print(shown, line_end == NULL ? strlen(shown) : (size_t)(line_end - shown));
  size_t length = stack == NULL ? 0 : first_position(stack, &position);
  if (length > 0) {
    print_text(" (");
    print(position, length);
    print_text(")");
  }
  print_text("\n");
  JS_FreeCString(context, message);
  JS_FreeCString(context, stack);
}

/* What an error has come of: its cause, and the errors of an AggregateError. */
static void report_parts(JSContext *context, JSValueConst thrown, int depth) {
  JSValue cause = JS_GetPropertyStr(context, thrown, "cause"), errors = JS_GetPropertyStr(context, thrown, "errors");
  int64_t count;
  bool any = false;
  if (JS_IsException(cause) || JS_IsException(errors)) forget_exception(context);
  if (JS_IsArray(errors) && JS_GetLength(context, errors, &count) == 0) {
    for (uint32_t at = 0; at < count && at < MOST_ERRORS; at++) {
      JSValue one = JS_GetPropertyUint32(context, errors, at);
      if (JS_IsException(one)) forget_exception(context);
      else report_one(context, one, depth);
      any = any || !JS_IsException(one);
      JS_FreeValue(context, one);
    }
  }
  if (!JS_IsUndefined(cause) && !JS_IsException(cause)) {
    report_one(context, cause, depth);
    any = true;
  }
  if (any) print_text("and that caused:\n");
  JS_FreeValue(context, cause);
  JS_FreeValue(context, errors);
}

void report_exception(JSContext *context, JSValueConst thrown) { report_one(context, thrown, 0); }
