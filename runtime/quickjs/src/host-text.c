/* Module "wadup:host": text and bytes, output, time and chance. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "runtime.h"
#include "wadup.h"

void replace_surrogates(char *text, size_t length) {
  char *at = text, *end = text + length;
  while (end - at > 2 && (at = memchr(at, 0xed, (size_t)(end - at) - 2)) != NULL) {
    if ((uint8_t)at[1] >= 0xa0) memcpy(at, "\xef\xbf\xbd", 3);
    at += 3;
  }
}

void *resize_array(JSRuntime *runtime, void *opaque, void *bytes, size_t size) {
  (void)opaque;
  return js_realloc_rt(runtime, bytes, size);
}

/* encodeUtf8(text): a Uint8Array */
static JSValue encode_utf8(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  size_t length;
  const char *text = JS_ToCStringLen(context, &length, argv[0]);
  if (text == NULL) return JS_EXCEPTION;
  uint8_t *bytes = js_malloc(context, length == 0 ? 1 : length);
  if (bytes != NULL) memcpy(bytes, text, length);
  JS_FreeCString(context, text);
  if (bytes == NULL) return JS_EXCEPTION;
  replace_surrogates((char *)bytes, length);
  return JS_NewUint8Array(context, bytes, length, resize_array, NULL, false);
}

/*
 * How many bytes at the start are the beginning of a character that breaks off (what one U+FFFD stands for), or 1. Called
 * where no whole character begins.
 */
static size_t broken_length(const uint8_t *text, size_t length) {
  uint8_t first = text[0], lowest = 0x80, highest = 0xbf;
  size_t most = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1, at;
  if (first == 0xe0) lowest = 0xa0;
  if (first == 0xed) highest = 0x9f;
  if (first == 0xf0) lowest = 0x90;
  if (first == 0xf4) highest = 0x8f;
  for (at = 1; at < most && at < length && text[at] >= lowest && text[at] <= highest; at++) {
    lowest = 0x80;
    highest = 0xbf;
  }
  return at;
}

/* Text in UTF-8 that is known to have what is no UTF-8 in it. */
static JSValue decode_broken(JSContext *context, const uint8_t *text, size_t length) {
  /* U+FFFD has three bytes, and stands for one or more. */
  char *fixed = js_malloc(context, 3 * length);
  size_t at = 0, to = 0;
  if (fixed == NULL) return JS_EXCEPTION;
  while (at < length) {
    size_t character = wadup_utf8_length_(text + at, length - at);
    if (character > 0) {
      memcpy(fixed + to, text + at, character);
      at += character;
      to += character;
    } else {
      memcpy(fixed + to, "\xef\xbf\xbd", 3);
      at += broken_length(text + at, length - at);
      to += 3;
    }
  }
  JSValue decoded = JS_NewStringLen(context, fixed, to);
  js_free(context, fixed);
  return decoded;
}

/* decodeUtf8(bytes, isFatal): a string; null when it is fatal that something is no UTF-8. */
static JSValue decode_utf8(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  size_t length, at = 0;
  uint8_t *bytes = bytes_of(context, argv[0], &length);
  if (bytes == NULL) return JS_EXCEPTION;
  while (at < length) {
    size_t character = bytes[at] < 0x80 ? 1 : wadup_utf8_length_(bytes + at, length - at);
    if (character == 0) return JS_ToBool(context, argv[1]) ? JS_NULL : decode_broken(context, bytes, length);
    at += character;
  }
  return JS_NewStringLen(context, (const char *)bytes, length);
}

/* decodeUtf16(bytes, isFatal, isBigEndian): as decodeUtf8; an odd byte at the end is no character. */
static JSValue decode_utf16(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  size_t length, count = 0;
  uint8_t *bytes = bytes_of(context, argv[0], &length);
  bool is_fatal = JS_ToBool(context, argv[1]), is_big = JS_ToBool(context, argv[2]), is_broken = length % 2 != 0;
  if (bytes == NULL) return JS_EXCEPTION;
  uint16_t *units = js_malloc(context, length + 2);
  if (units == NULL) return JS_EXCEPTION;
  for (size_t at = 0; at + 1 < length; at += 2) {
    units[count++] = (uint16_t)(is_big ? bytes[at] << 8 | bytes[at + 1] : bytes[at + 1] << 8 | bytes[at]);
  }
  for (size_t at = 0; at < count; at++) {
    bool is_high = (units[at] & 0xfc00) == 0xd800;
    if (is_high && at + 1 < count && (units[at + 1] & 0xfc00) == 0xdc00) {
      at++;
    } else if ((units[at] & 0xf800) == 0xd800) {
      units[at] = 0xfffd;
      is_broken = true;
    }
  }
  if (length % 2 != 0) units[count++] = 0xfffd;
  JSValue decoded = is_broken && is_fatal ? JS_NULL : JS_NewStringUTF16(context, units, count);
  js_free(context, units);
  return decoded;
}

/* decodeBytes(bytes, upper): each byte is a character; those from 0x80 on are in the string `upper`, or themselves. */
static JSValue decode_bytes(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  size_t length, upper_length = 0;
  uint8_t *bytes = bytes_of(context, argv[0], &length);
  if (bytes == NULL) return JS_EXCEPTION;
  const uint16_t *upper = NULL;
  if (JS_IsString(argv[1]) && (upper = JS_ToCStringLenUTF16(context, &upper_length, argv[1])) == NULL) {
    return JS_EXCEPTION;
  }
  uint16_t *units = js_malloc(context, 2 * length + 2);
  if (units != NULL) {
    for (size_t at = 0; at < length; at++) {
      uint8_t byte = bytes[at];
      units[at] = byte >= 0x80 && byte - 0x80u < upper_length ? upper[byte - 0x80] : byte;
    }
  }
  if (upper != NULL) JS_FreeCStringUTF16(context, upper);
  if (units == NULL) return JS_EXCEPTION;
  JSValue decoded = JS_NewStringUTF16(context, units, length);
  js_free(context, units);
  return decoded;
}

/* print(descriptor, text) */
static JSValue print(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  int32_t descriptor;
  size_t length;
  if (JS_ToInt32(context, &descriptor, argv[0]) != 0) return JS_EXCEPTION;
  const char *text = JS_ToCStringLen(context, &length, argv[1]);
  if (text == NULL) return JS_EXCEPTION;
  replace_surrogates((char *)text, length);
  wadup_write_all_(descriptor, text, length);
  JS_FreeCString(context, text);
  return JS_UNDEFINED;
}

/* sleep(milliseconds) */
static JSValue sleep_milliseconds(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  double milliseconds;
  if (JS_ToFloat64(context, &milliseconds, argv[0]) != 0) return JS_EXCEPTION;
  if (!(milliseconds > 0)) return JS_UNDEFINED;
  struct timespec time = { (time_t)(milliseconds / 1000), 0 };
  time.tv_nsec = (long)((milliseconds - (double)time.tv_sec * 1000) * 1e6);
  nanosleep(&time, NULL);
  return JS_UNDEFINED;
}

/* random(bytes): fills a Uint8Array. */
static JSValue fill_random(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  size_t length;
  uint8_t *bytes = bytes_of(context, argv[0], &length);
  if (bytes == NULL) return JS_EXCEPTION;
  for (size_t at = 0; at < length; at += 256) {
    if (getentropy(bytes + at, length - at < 256 ? length - at : 256) != 0) {
      return JS_ThrowPlainError(context, "there are no random bytes: %s", strerror(errno));
    }
  }
  return JS_UNDEFINED;
}

const HostFunction host_text_functions[] = {
  { "encodeUtf8", 1, encode_utf8 },
  { "decodeUtf8", 2, decode_utf8 },
  { "decodeUtf16", 3, decode_utf16 },
  { "decodeBytes", 2, decode_bytes },
  { "print", 2, print },
  { "sleep", 1, sleep_milliseconds },
  { "random", 1, fill_random },
  { NULL, 0, NULL },
};
