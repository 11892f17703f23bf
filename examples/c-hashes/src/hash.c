/* Three hash functions that differ only in how they mix a block. */
#include "hashes.h"

static uint32_t rotate(uint32_t value, int by) { return value << by | value >> (32 - by); }

static uint32_t little_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

static uint32_t big_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* ---- MD5 ---- */

/* floor(2^32 * |sin(i + 1)|) */
static const uint32_t md5_constants[64] = {
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
  0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
  0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
  0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
  0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
  0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
  0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
  0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

/* One step; f mixes b, c and d. */
#define MD5_STEP(f, a, b, c, d, at, by, index)                    \
  (a) += (f) + words[at] + md5_constants[index];                  \
  (a) = rotate(a, by) + (b)

#define MD5_FOUR(F, at, step, s0, s1, s2, s3, index)                                                  \
  MD5_STEP(F(b, c, d), a, b, c, d, (at) & 15, s0, index);                                             \
  MD5_STEP(F(a, b, c), d, a, b, c, ((at) + (step)) & 15, s1, (index) + 1);                            \
  MD5_STEP(F(d, a, b), c, d, a, b, ((at) + 2 * (step)) & 15, s2, (index) + 2);                        \
  MD5_STEP(F(c, d, a), b, c, d, a, ((at) + 3 * (step)) & 15, s3, (index) + 3)

#define MD5_SIXTEEN(F, at, step, s0, s1, s2, s3, index)                    \
  MD5_FOUR(F, at, step, s0, s1, s2, s3, index);                            \
  MD5_FOUR(F, (at) + 4 * (step), step, s0, s1, s2, s3, (index) + 4);       \
  MD5_FOUR(F, (at) + 8 * (step), step, s0, s1, s2, s3, (index) + 8);       \
  MD5_FOUR(F, (at) + 12 * (step), step, s0, s1, s2, s3, (index) + 12)

#define MD5_F(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))
#define MD5_G(x, y, z) ((y) ^ ((z) & ((x) ^ (y))))
#define MD5_H(x, y, z) ((x) ^ (y) ^ (z))
#define MD5_I(x, y, z) ((y) ^ ((x) | ~(z)))

static void md5_add(uint32_t *state, const uint8_t *bytes, size_t blocks) {
  for (; blocks > 0; blocks--, bytes += HASH_BLOCK) {
    uint32_t words[16], a = state[0], b = state[1], c = state[2], d = state[3];
    for (int at = 0; at < 16; at++) words[at] = little_endian(bytes + 4 * at);
    MD5_SIXTEEN(MD5_F, 0, 1, 7, 12, 17, 22, 0);
    MD5_SIXTEEN(MD5_G, 1, 5, 5, 9, 14, 20, 16);
    MD5_SIXTEEN(MD5_H, 5, 3, 4, 11, 16, 23, 32);
    MD5_SIXTEEN(MD5_I, 0, 7, 6, 10, 15, 21, 48);
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
  }
}

const hash_function md5 = {
  "MD5", { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 }, 4, false, md5_add,
};

/* ---- SHA-1 ---- */

/* The words are made as they are needed, in a ring of sixteen. */
#define SHA1_WORD(t) \
  (words[(t) & 15] = rotate(words[((t) + 13) & 15] ^ words[((t) + 8) & 15] ^ words[((t) + 2) & 15] ^ words[(t) & 15], 1))

#define SHA1_STEP(f, k, word, a, b, c, d, e)              \
  (e) += rotate(a, 5) + (f) + (k) + (word);               \
  (b) = rotate(b, 30)

#define SHA1_CHOICE(x, y, z) ((z) ^ ((x) & ((y) ^ (z))))
#define SHA1_PARITY(x, y, z) ((x) ^ (y) ^ (z))
#define SHA1_MAJORITY(x, y, z) (((x) & (y)) | ((z) & ((x) | (y))))

#define SHA1_FIVE(F, k, W, t)                                        \
  SHA1_STEP(F(b, c, d), k, W(t), a, b, c, d, e);                     \
  SHA1_STEP(F(a, b, c), k, W((t) + 1), e, a, b, c, d);               \
  SHA1_STEP(F(e, a, b), k, W((t) + 2), d, e, a, b, c);               \
  SHA1_STEP(F(d, e, a), k, W((t) + 3), c, d, e, a, b);               \
  SHA1_STEP(F(c, d, e), k, W((t) + 4), b, c, d, e, a)

#define SHA1_GIVEN(t) words[(t)]

static void sha1_add(uint32_t *state, const uint8_t *bytes, size_t blocks) {
  for (; blocks > 0; blocks--, bytes += HASH_BLOCK) {
    uint32_t words[16], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int at = 0; at < 16; at++) words[at] = big_endian(bytes + 4 * at);
    SHA1_FIVE(SHA1_CHOICE, 0x5a827999, SHA1_GIVEN, 0);
    SHA1_FIVE(SHA1_CHOICE, 0x5a827999, SHA1_GIVEN, 5);
    SHA1_FIVE(SHA1_CHOICE, 0x5a827999, SHA1_GIVEN, 10);
    SHA1_STEP(SHA1_CHOICE(b, c, d), 0x5a827999, words[15], a, b, c, d, e);
    SHA1_STEP(SHA1_CHOICE(a, b, c), 0x5a827999, SHA1_WORD(16), e, a, b, c, d);
    SHA1_STEP(SHA1_CHOICE(e, a, b), 0x5a827999, SHA1_WORD(17), d, e, a, b, c);
    SHA1_STEP(SHA1_CHOICE(d, e, a), 0x5a827999, SHA1_WORD(18), c, d, e, a, b);
    SHA1_STEP(SHA1_CHOICE(c, d, e), 0x5a827999, SHA1_WORD(19), b, c, d, e, a);
    for (int t = 20; t < 40; t += 5) {
      SHA1_FIVE(SHA1_PARITY, 0x6ed9eba1, SHA1_WORD, t);
    }
    for (int t = 40; t < 60; t += 5) {
      SHA1_FIVE(SHA1_MAJORITY, 0x8f1bbcdc, SHA1_WORD, t);
    }
    for (int t = 60; t < 80; t += 5) {
      SHA1_FIVE(SHA1_PARITY, 0xca62c1d6, SHA1_WORD, t);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
  }
}

const hash_function sha1 = {
  "SHA-1", { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 }, 5, true, sha1_add,
};

/* ---- SHA-256 ---- */

/* The fractions of the cube roots of the first 64 primes */
static const uint32_t sha256_constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

#define SHA256_STEP(a, b, c, d, e, f, g, h, t)                                                                        \
  (h) += (rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7)) + ((g) ^ ((e) & ((f) ^ (g)))) + sha256_constants[t] + words[t]; \
  (d) += (h);                                                                                                         \
  (h) += (rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10)) + (((a) & (b)) | ((c) & ((a) | (b))))

static void sha256_add(uint32_t *state, const uint8_t *bytes, size_t blocks) {
  for (; blocks > 0; blocks--, bytes += HASH_BLOCK) {
    uint32_t words[64];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (int t = 0; t < 16; t++) words[t] = big_endian(bytes + 4 * t);
    for (int t = 16; t < 64; t++) {
      uint32_t near = words[t - 2], far = words[t - 15];
      words[t] = words[t - 16] + (rotate(far, 25) ^ rotate(far, 14) ^ far >> 3) + words[t - 7] +
                 (rotate(near, 15) ^ rotate(near, 13) ^ near >> 10);
    }
    for (int t = 0; t < 64; t += 8) {
      SHA256_STEP(a, b, c, d, e, f, g, h, t);
      SHA256_STEP(h, a, b, c, d, e, f, g, t + 1);
      SHA256_STEP(g, h, a, b, c, d, e, f, t + 2);
      SHA256_STEP(f, g, h, a, b, c, d, e, t + 3);
      SHA256_STEP(e, f, g, h, a, b, c, d, t + 4);
      SHA256_STEP(d, e, f, g, h, a, b, c, t + 5);
      SHA256_STEP(c, d, e, f, g, h, a, b, t + 6);
      SHA256_STEP(b, c, d, e, f, g, h, a, t + 7);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}

const hash_function sha256 = {
  "SHA-256",
  { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 },
  8,
  true,
  sha256_add,
};

/* ---- What is common to them ---- */

void hash_begin(hash *one, const hash_function *function) {
  one->function = function;
  memcpy(one->state, function->initial, sizeof one->state);
}

void hash_add(hash *one, const uint8_t *bytes, size_t length) {
  one->function->add_blocks(one->state, bytes, length / HASH_BLOCK);
}

void hash_end(hash *one, const uint8_t *last, size_t last_length, uint64_t total, char *hex) {
  static const char digits[] = "0123456789abcdef";
  const hash_function *function = one->function;
  /* The rest, one bit, zeros, and the length in bits: in one block when there is room, else in two. */
  uint8_t end[2 * HASH_BLOCK] = { 0 };
  size_t length = last_length + 9 <= HASH_BLOCK ? HASH_BLOCK : 2 * HASH_BLOCK;
  memcpy(end, last, last_length);
  end[last_length] = 0x80;
  for (int byte = 0; byte < 8; byte++) {
    size_t at = function->big_endian ? length - 1 - (size_t)byte : length - 8 + (size_t)byte;
    end[at] = (uint8_t)(total * 8 >> 8 * byte);
  }
  function->add_blocks(one->state, end, length / HASH_BLOCK);
  for (size_t word = 0; word < function->words; word++) {
    for (int byte = 0; byte < 4; byte++) {
      int shift = function->big_endian ? 24 - 8 * byte : 8 * byte;
      uint32_t value = one->state[word] >> shift & 0xff;
      *hex++ = digits[value >> 4];
      *hex++ = digits[value & 15];
    }
  }
  *hex = '\0';
}
