/* Unpacking of Deflate (RFC 1951). */
#ifndef WADUP_INFLATE_H
#define WADUP_INFLATE_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
  INFLATE_WHOLE,
  INFLATE_CUT_OFF, /* the input ends too early */
  INFLATE_WRONG,   /* the input is not Deflate from here on */
  INFLATE_TOO_LONG, /* there is more than the limit */
  INFLATE_NO_MEMORY
} InflateEnd;

typedef struct {
  uint8_t *output; /* the caller's to free, whatever the end */
  size_t length;
  size_t consumed; /* bytes of input */
} Inflated;

typedef void *InflateResize(void *opaque, void *bytes, size_t size);

/* What was unpacked before something was wrong is there too. */
InflateEnd inflate_raw(const uint8_t *input, size_t length, size_t limit, InflateResize *resize, void *opaque,
                       Inflated *result);

#endif
