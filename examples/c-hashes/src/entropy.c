/* Shannon entropy of everything, and of the block that has the most. */
#include "hashes.h"

#include <math.h>

/* n * log2(n): a logarithm for every byte value of every block would cost more than all hashes. */
static double n_log_n[ENTROPY_BLOCK + 1];

void entropy_prepare(void) {
  if (n_log_n[2] != 0) return;
  for (int n = 2; n <= ENTROPY_BLOCK; n++) n_log_n[n] = n * log2(n);
}

void entropy_begin(entropy *one) {
  memset(one, 0, sizeof *one);
  one->highest = -1;
}

static void add_block(entropy *one, const uint8_t *bytes, size_t length) {
  /* Four tables, because equal bytes in a row would wait for each other. */
  static uint32_t counts[4][256];
  double sum = 0;
  size_t at = 0;
  memset(counts, 0, sizeof counts);
  for (; at + 4 <= length; at += 4) {
    uint32_t four;
    memcpy(&four, bytes + at, 4);
    counts[0][four & 0xff]++;
    counts[1][four >> 8 & 0xff]++;
    counts[2][four >> 16 & 0xff]++;
    counts[3][four >> 24]++;
  }
  for (; at < length; at++) counts[0][bytes[at]]++;
  for (int value = 0; value < 256; value++) {
    uint32_t count = counts[0][value] + counts[1][value] + counts[2][value] + counts[3][value];
    one->counts[value] += count;
    sum += n_log_n[count];
  }
  /* -sum(p * log2(p)) with p = n / length */
  double bits = (n_log_n[length] - sum) / (double)length;
  if (bits > one->highest) {
    one->highest = bits < 0 ? 0 : bits;
    one->highest_offset = one->total;
  }
  one->total += length;
}

void entropy_add(entropy *one, const uint8_t *bytes, size_t length) {
  for (; length > ENTROPY_BLOCK; length -= ENTROPY_BLOCK, bytes += ENTROPY_BLOCK) add_block(one, bytes, ENTROPY_BLOCK);
  if (length > 0) add_block(one, bytes, length);
}

double entropy_of_all(const entropy *one) {
  double bits = 0;
  for (int value = 0; value < 256; value++) {
    if (one->counts[value] > 0) {
      double share = (double)one->counts[value] / (double)one->total;
      bits -= share * log2(share);
    }
  }
  return bits > 0 ? bits : 0; /* not -0 */
}
