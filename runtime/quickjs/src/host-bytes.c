/* Module "wadup:host": what takes too long in JavaScript, unpacking and digests. */
#include <string.h>

#include "digest.h"
#include "inflate.h"
#include "runtime.h"

static void *resize_output(void *opaque, void *bytes, size_t size) {
  /* Without an exception: the end of memory is one of the ends. */
  return js_realloc_rt(JS_GetRuntime(opaque), bytes, size);
}

/*
 * inflate(bytes, limit): [unpacked, how many bytes of input it took, end]. The end is 0 when it is whole, 1 when the input
 * is cut off, 2 when it is wrong, 3 when there would be more than `limit` bytes.
 */
static JSValue inflate(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  size_t length;
  double limit;
  Inflated result;
  uint8_t *bytes = bytes_of(context, argv[0], &length);
  if (bytes == NULL || JS_ToFloat64(context, &limit, argv[1]) != 0) return JS_EXCEPTION;
  size_t most = limit >= 0 && limit < INT32_MAX ? (size_t)limit : INT32_MAX;
  InflateEnd end = inflate_raw(bytes, length, most, resize_output, context, &result);
  if (end == INFLATE_NO_MEMORY) {
    js_free(context, result.output);
    return JS_ThrowOutOfMemory(context);
  }
  uint8_t *output = js_realloc(context, result.output, result.length == 0 ? 1 : result.length);
  if (output == NULL) {
    js_free(context, result.output);
    return JS_EXCEPTION;
  }
  JSValue parts[] = {
    JS_NewUint8Array(context, output, result.length, resize_array, NULL, false),
    JS_NewInt64(context, (int64_t)result.consumed),
    JS_NewInt32(context, (int32_t)end),
  };
  return JS_NewArrayFrom(context, 3, parts);
}

/* crc32(bytes, before) */
static JSValue crc32(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  size_t length;
  uint32_t before;
  uint8_t *bytes = bytes_of(context, argv[0], &length);
  if (bytes == NULL || JS_ToUint32(context, &before, argv[1]) != 0) return JS_EXCEPTION;
  return JS_NewUint32(context, crc32_of(before, bytes, length));
}

/* digestStart(kind): the state of a digest as bytes. Kinds are 0 MD5, 1 SHA-1, 2 SHA-256. */
static JSValue start_digest(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  Digest digest;
  int32_t kind;
  if (JS_ToInt32(context, &kind, argv[0]) != 0) return JS_EXCEPTION;
  if (kind < 0 || kind >= DIGEST_KINDS) return JS_ThrowRangeError(context, "there is no such digest");
  digest_start(&digest, (DigestKind)kind);
  return JS_NewUint8ArrayCopy(context, (const uint8_t *)&digest, sizeof digest);
}

/* The state may be anything by now: it is JavaScript's. False and an exception when it is none. */
static bool read_digest(JSContext *context, JSValueConst value, Digest *digest, uint8_t **bytes) {
  size_t length;
  *bytes = bytes_of(context, value, &length);
  if (*bytes == NULL) return false;
  if (length == sizeof *digest) memcpy(digest, *bytes, sizeof *digest);
  if (length == sizeof *digest && digest->kind < DIGEST_KINDS) return true;
  JS_ThrowTypeError(context, "this is not the state of a digest");
  return false;
}

/* digestAdd(state, bytes) */
static JSValue add_digest(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  Digest digest;
  uint8_t *state;
  size_t length;
  uint8_t *bytes = bytes_of(context, argv[1], &length);
  if (bytes == NULL || !read_digest(context, argv[0], &digest, &state)) return JS_EXCEPTION;
  digest_add(&digest, bytes, length);
  memcpy(state, &digest, sizeof digest);
  return JS_UNDEFINED;
}

/* digestFinish(state): the digest; the state stays as it is. */
static JSValue finish_digest(JSContext *context, JSValueConst this_value, int argc, JSValueConst *argv) {
  (void)this_value, (void)argc;
  Digest digest;
  uint8_t *state, result[LARGEST_DIGEST];
  if (!read_digest(context, argv[0], &digest, &state)) return JS_EXCEPTION;
  size_t length = digest_finish(&digest, result);
  return JS_NewUint8ArrayCopy(context, result, length);
}

const HostFunction host_byte_functions[] = {
  { "inflate", 2, inflate },
  { "crc32", 2, crc32 },
  { "digestStart", 1, start_digest },
  { "digestAdd", 2, add_digest },
  { "digestFinish", 1, finish_digest },
  { NULL, 0, NULL },
};
