/* Module "wadup:host": the content, and what is emitted of it. */
#include <string.h>

#include "runtime.h"
#include "wadup.h"

/* Numbers are exact up to here, and no file is larger. */
#define MOST_OFFSET 9007199254740991.0

JSValue throw_library_error(JSContext *context) { return JS_ThrowPlainError(context, "%s", wadup_error()); }

uint8_t *bytes_of(JSContext *context, JSValueConst value, size_t *length) {
  static uint8_t nothing;
  uint8_t *bytes = JS_GetUint8Array(context, length, value);
  return bytes == NULL && *length == 0 && !JS_HasException(context) ? &nothing : bytes;
}

static bool to_offset(JSContext *context, JSValueConst value, const char *what, uint64_t *offset) {
  double number;
  if (!JS_IsNumber(value) && !JS_IsBigInt(value)) {
    JS_ThrowTypeError(context, "%s is no number", what);
    return false;
  }
  if (JS_IsBigInt(value)) {
    int64_t whole;
    if (JS_ToBigInt64(context, &whole, value) != 0) return false;
    number = (double)whole;
  } else if (JS_ToFloat64(context, &number, value) != 0) {
    return false;
  }
  if (!(number >= 0 && number <= MOST_OFFSET && number == (double)(uint64_t)number)) {
    JS_ThrowRangeError(context, "%s is %g: a whole number from 0 on is expected", what, number);
    return false;
  }
  *offset = (uint64_t)number;
  return true;
}

static JSValue content_size(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc, (void)argv;
  int64_t size = wadup_content_size();
  return size < 0 ? throw_library_error(context) : JS_NewInt64(context, size);
}

/* read(offset, length): a Uint8Array, shorter where the content ends. */
static JSValue content_read(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  uint64_t offset, length;
  if (!to_offset(context, argv[0], "the offset", &offset) || !to_offset(context, argv[1], "the length", &length)) {
    return JS_EXCEPTION;
  }
  int64_t size = wadup_content_size();
  if (size < 0) return throw_library_error(context);
  if (offset >= (uint64_t)size) length = 0;
  else if (length > (uint64_t)size - offset) length = (uint64_t)size - offset;
  if (length > INT32_MAX) {
    return JS_ThrowRangeError(context, "%g bytes of content at once are too many: read it piece by piece",
                              (double)length);
  }
  /* One byte at least: an array of none at no address would count as detached. */
  uint8_t *bytes = js_malloc(context, length == 0 ? 1 : (size_t)length);
  if (bytes == NULL) return JS_EXCEPTION;
  ptrdiff_t count = wadup_content_read(offset, bytes, (size_t)length);
  if (count < 0) {
    js_free(context, bytes);
    return throw_library_error(context);
  }
  return JS_NewUint8Array(context, bytes, (size_t)count, resize_array, NULL, false);
}

/* readInto(offset, bytes): how many were read. */
static JSValue content_read_into(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  uint64_t offset;
  size_t length;
  if (!to_offset(context, argv[0], "the offset", &offset)) return JS_EXCEPTION;
  uint8_t *bytes = bytes_of(context, argv[1], &length);
  if (bytes == NULL) return JS_EXCEPTION;
  ptrdiff_t count = wadup_content_read(offset, bytes, length);
  return count < 0 ? throw_library_error(context) : JS_NewInt64(context, count);
}

/* A file name as the library wants it, where a zero byte would end it: U+FFFD stands for one. NULL: an exception. */
static char *to_filename(JSContext *context, JSValueConst value) {
  size_t length, at, to = 0;
  const char *text = JS_ToCStringLen(context, &length, value);
  if (text == NULL) return NULL;
  char *name = js_malloc(context, 3 * length + 1);
  if (name != NULL) {
    for (at = 0; at < length; at++) {
      if (text[at] != '\0') {
        name[to++] = text[at];
      } else {
        memcpy(name + to, "\xef\xbf\xbd", 3);
        to += 3;
      }
    }
    name[to] = '\0';
  }
  JS_FreeCString(context, text);
  return name;
}

static JSValue emit_bytes(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  size_t length;
  char *name = to_filename(context, argv[1]);
  if (name == NULL) return JS_EXCEPTION;
  uint8_t *bytes = bytes_of(context, argv[0], &length);
  int failed = bytes != NULL && wadup_emit_bytes(bytes, length, name) != 0;
  js_free(context, name);
  if (bytes == NULL) return JS_EXCEPTION;
  return failed ? throw_library_error(context) : JS_UNDEFINED;
}

static JSValue emit_slice(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  uint64_t offset, length;
  if (!to_offset(context, argv[0], "the offset", &offset) || !to_offset(context, argv[1], "the length", &length)) {
    return JS_EXCEPTION;
  }
  char *name = to_filename(context, argv[2]);
  if (name == NULL) return JS_EXCEPTION;
  int failed = wadup_emit_slice(offset, length, name) != 0;
  js_free(context, name);
  return failed ? throw_library_error(context) : JS_UNDEFINED;
}

const HostFunction host_content_functions[] = {
  { "contentSize", 0, content_size },
  { "contentRead", 2, content_read },
  { "contentReadInto", 2, content_read_into },
  { "emitBytes", 2, emit_bytes },
  { "emitSlice", 3, emit_slice },
  { NULL, 0, NULL },
};
