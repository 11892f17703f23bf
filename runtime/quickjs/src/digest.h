/* Digests: MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4), and CRC-32. */
#ifndef WADUP_DIGEST_H
#define WADUP_DIGEST_H

#include <stddef.h>
#include <stdint.h>

typedef enum { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_KINDS } DigestKind;

#define LARGEST_DIGEST 32

typedef struct {
  uint32_t words[8];
  uint64_t length; /* bytes so far */
  uint8_t block[64];
  uint32_t kind;
} Digest;

void digest_start(Digest *digest, DigestKind kind);
void digest_add(Digest *digest, const uint8_t *bytes, size_t length);
/* Gives the digest's length. */
size_t digest_finish(Digest *digest, uint8_t *result);

uint32_t crc32_of(uint32_t before, const uint8_t *bytes, size_t length);

#endif
