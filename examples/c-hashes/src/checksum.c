/* CRC-32, eight bytes at a step. */
#include "hashes.h"

enum { AT_ONCE = 8 };

/* tables[n][byte]: what byte does to the checksum when n more bytes follow it in the step. */
static uint32_t tables[AT_ONCE][256];

void crc32_prepare(void) {
  const uint32_t reversed_polynomial = 0xedb88320;
  if (tables[0][1] != 0) return;
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ reversed_polynomial;
    tables[0][byte] = crc;
  }
  for (int more = 1; more < AT_ONCE; more++) {
    for (int byte = 0; byte < 256; byte++) {
      uint32_t before = tables[more - 1][byte];
      tables[more][byte] = before >> 8 ^ tables[0][before & 0xff];
    }
  }
}

uint32_t crc32_add(uint32_t crc, const uint8_t *bytes, size_t length) {
  crc = ~crc;
  for (; length >= AT_ONCE; length -= AT_ONCE, bytes += AT_ONCE) {
    uint32_t first, second;
    /* WebAssembly is little-endian. */
    memcpy(&first, bytes, 4);
    memcpy(&second, bytes + 4, 4);
    first ^= crc;
    crc = tables[7][first & 0xff] ^ tables[6][first >> 8 & 0xff] ^ tables[5][first >> 16 & 0xff] ^
          tables[4][first >> 24] ^ tables[3][second & 0xff] ^ tables[2][second >> 8 & 0xff] ^
          tables[1][second >> 16 & 0xff] ^ tables[0][second >> 24];
  }
  for (; length > 0; length--, bytes++) crc = crc >> 8 ^ tables[0][(crc ^ *bytes) & 0xff];
  return ~crc;
}
