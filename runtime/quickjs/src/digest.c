/* See digest.h. */
#include "digest.h"

#include <stdbool.h>
#include <string.h>

static uint32_t rotate(uint32_t word, unsigned by) { return word << by | word >> (32 - by); }

static uint32_t little(const uint8_t *bytes) {
  return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static uint32_t big(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The first 32 bits of the fraction of |sin(n)|, n from 1 on. */
static const uint32_t md5_constants[64] = {
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8, 0x8b44f7af,
  0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa,
  0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8,
  0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
  0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97,
  0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1,
  0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static void add_md5(uint32_t *words, const uint8_t *block) {
  static const uint8_t shifts[] = { 7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21 };
  uint32_t a = words[0], b = words[1], c = words[2], d = words[3];
  for (unsigned step = 0; step < 64; step++) {
    uint32_t mixed, index;
    switch (step / 16) {
      case 0: mixed = (b & c) | (~b & d); index = step; break;
      case 1: mixed = (d & b) | (~d & c); index = 5 * step + 1; break;
      case 2: mixed = b ^ c ^ d; index = 3 * step + 5; break;
      default: mixed = c ^ (b | ~d); index = 7 * step;
    }
    uint32_t sum = a + mixed + md5_constants[step] + little(block + index % 16 * 4);
    a = d;
    d = c;
    c = b;
    b += rotate(sum, shifts[step / 16 * 4 + step % 4]);
  }
  words[0] += a;
  words[1] += b;
  words[2] += c;
  words[3] += d;
}

static void add_sha1(uint32_t *words, const uint8_t *block) {
  uint32_t schedule[80], a = words[0], b = words[1], c = words[2], d = words[3], e = words[4];
  for (unsigned step = 0; step < 16; step++) schedule[step] = big(block + 4 * step);
  for (unsigned step = 16; step < 80; step++) {
    schedule[step] = rotate(schedule[step - 3] ^ schedule[step - 8] ^ schedule[step - 14] ^ schedule[step - 16], 1);
  }
  for (unsigned step = 0; step < 80; step++) {
    uint32_t mixed = step < 20   ? ((b & c) | (~b & d)) + 0x5a827999
                     : step < 40 ? (b ^ c ^ d) + 0x6ed9eba1
                     : step < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                                 : (b ^ c ^ d) + 0xca62c1d6;
    uint32_t sum = rotate(a, 5) + mixed + e + schedule[step];
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = sum;
  }
  words[0] += a;
  words[1] += b;
  words[2] += c;
  words[3] += d;
  words[4] += e;
}

/* The first 32 bits of the fractions of the cube roots of the first 64 primes. */
static const uint32_t sha256_constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
  0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
  0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
  0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
  0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static void add_sha256(uint32_t *words, const uint8_t *block) {
  uint32_t schedule[64], now[8];
  memcpy(now, words, sizeof now);
  for (unsigned step = 0; step < 16; step++) schedule[step] = big(block + 4 * step);
  for (unsigned step = 16; step < 64; step++) {
    uint32_t before = schedule[step - 15], last = schedule[step - 2];
    schedule[step] = schedule[step - 16] + (rotate(before, 25) ^ rotate(before, 14) ^ before >> 3) + schedule[step - 7] +
                     (rotate(last, 15) ^ rotate(last, 13) ^ last >> 10);
  }
  for (unsigned step = 0; step < 64; step++) {
    uint32_t a = now[0], e = now[4];
    uint32_t first = now[7] + (rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7)) + ((e & now[5]) ^ (~e & now[6])) +
                     sha256_constants[step] + schedule[step];
    uint32_t second = (rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10)) + ((a & now[1]) ^ (a & now[2]) ^ (now[1] & now[2]));
    memmove(now + 1, now, 7 * sizeof now[0]);
    now[4] += first;
    now[0] = first + second;
  }
  for (unsigned word = 0; word < 8; word++) words[word] += now[word];
}

static void add_block(Digest *digest, const uint8_t *block) {
  switch (digest->kind) {
    case DIGEST_MD5: add_md5(digest->words, block); break;
    case DIGEST_SHA1: add_sha1(digest->words, block); break;
    default: add_sha256(digest->words, block);
  }
}

void digest_start(Digest *digest, DigestKind kind) {
  static const uint32_t small[] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
  static const uint32_t large[] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
  memset(digest, 0, sizeof *digest);
  memcpy(digest->words, kind == DIGEST_SHA256 ? large : small, kind == DIGEST_SHA256 ? sizeof large : sizeof small);
  digest->kind = kind;
}

void digest_add(Digest *digest, const uint8_t *bytes, size_t length) {
  size_t filled = digest->length % sizeof digest->block;
  digest->length += length;
  if (filled > 0) {
    size_t room = sizeof digest->block - filled, count = length < room ? length : room;
    memcpy(digest->block + filled, bytes, count);
    bytes += count;
    length -= count;
    if (count < room) return;
    add_block(digest, digest->block);
  }
  for (; length >= sizeof digest->block; bytes += sizeof digest->block, length -= sizeof digest->block) {
    add_block(digest, bytes);
  }
  memcpy(digest->block, bytes, length);
}

size_t digest_finish(Digest *digest, uint8_t *result) {
  static const size_t lengths[] = { 16, 20, 32 };
  bool is_little = digest->kind == DIGEST_MD5;
  uint64_t bits = digest->length * 8;
  uint8_t end[72] = { 0x80 };
  /* A one, zeros, and the length in the last eight bytes of a block. */
  size_t padding = (119 - digest->length % 64) % 64 + 1;
  for (unsigned byte = 0; byte < 8; byte++) {
    end[padding + byte] = (uint8_t)(bits >> (is_little ? 8 * byte : 56 - 8 * byte));
  }
  digest_add(digest, end, padding + 8);
  for (size_t byte = 0; byte < lengths[digest->kind]; byte++) {
    result[byte] = (uint8_t)(digest->words[byte / 4] >> (is_little ? byte % 4 * 8 : 24 - byte % 4 * 8));
  }
  return lengths[digest->kind];
}

uint32_t crc32_of(uint32_t before, const uint8_t *bytes, size_t length) {
  static uint32_t table[256];
  if (table[1] == 0) {
    for (uint32_t byte = 0; byte < 256; byte++) {
      uint32_t entry = byte;
      for (unsigned bit = 0; bit < 8; bit++) entry = (entry & 1) != 0 ? 0xedb88320 ^ entry >> 1 : entry >> 1;
      table[byte] = entry;
    }
  }
  uint32_t crc = ~before;
  for (size_t at = 0; at < length; at++) crc = table[(crc ^ bytes[at]) & 0xff] ^ crc >> 8;
  return ~crc;
}
