/* Unpacking of Deflate (RFC 1951): Huffman codes by a table of their first bits, the long ones bit by bit. */
#include "inflate.h"

#include <stdbool.h>
#include <string.h>

#define LONGEST_CODE 15
#define FAST_BITS 9
#define LITERALS 288
#define DISTANCES 30
#define END_OF_BLOCK 256

typedef struct {
  const uint8_t *input;
  size_t length, at;
  uint64_t bits;
  unsigned bit_count;
  size_t limit, capacity;
  InflateResize *resize;
  void *opaque;
  Inflated *result;
  InflateEnd end;
} State;

typedef struct {
  uint16_t counts[LONGEST_CODE + 1];
  uint16_t symbols[LITERALS];
  /* By the next bits: the code's length in the upper bits and the symbol in the lower nine; 0 where it is longer. */
  uint16_t fast[1 << FAST_BITS];
} Code;

static bool stop(State *state, InflateEnd end) {
  state->end = end;
  return false;
}

static void fill(State *state) {
  while (state->bit_count <= 56 && state->at < state->length) {
    state->bits |= (uint64_t)state->input[state->at++] << state->bit_count;
    state->bit_count += 8;
  }
}

static bool take(State *state, unsigned count, unsigned *value) {
  if (state->bit_count < count) fill(state);
  if (state->bit_count < count) return stop(state, INFLATE_CUT_OFF);
  *value = (unsigned)(state->bits & ((UINT64_C(1) << count) - 1));
  state->bits >>= count;
  state->bit_count -= count;
  return true;
}

/* Codes come with their highest bit first, in bytes whose lowest bit comes first. */
static unsigned reversed(unsigned code, unsigned length) {
  unsigned result = 0;
  for (; length > 0; length--, code >>= 1) result = result << 1 | (code & 1);
  return result;
}

/* False when there are more codes than fit. Fewer are only right where there is one at most. */
static bool build(Code *code, const uint8_t *lengths, unsigned count) {
  uint16_t offsets[LONGEST_CODE + 1], next[LONGEST_CODE + 1];
  int room = 1;
  unsigned first = 0;
  memset(code, 0, sizeof *code);
  for (unsigned symbol = 0; symbol < count; symbol++) code->counts[lengths[symbol]]++;
  unsigned used = count - code->counts[0];
  code->counts[0] = 0;
  offsets[1] = 0;
  for (unsigned length = 1; length <= LONGEST_CODE; length++) {
    room = room * 2 - code->counts[length];
    if (room < 0) return false;
    first = (first + code->counts[length - 1]) << 1;
    next[length] = (uint16_t)first;
    if (length < LONGEST_CODE) offsets[length + 1] = (uint16_t)(offsets[length] + code->counts[length]);
  }
  for (unsigned symbol = 0; symbol < count; symbol++) {
    unsigned length = lengths[symbol];
    if (length == 0) continue;
    code->symbols[offsets[length]++] = (uint16_t)symbol;
    unsigned bits = reversed(next[length]++, length);
    if (length > FAST_BITS) continue;
    for (; bits < 1 << FAST_BITS; bits += 1u << length) code->fast[bits] = (uint16_t)(length << 9 | symbol);
  }
  return room == 0 || used <= 1;
}

static bool decode(State *state, const Code *code, unsigned *symbol) {
  if (state->bit_count < LONGEST_CODE) fill(state);
  unsigned entry = code->fast[state->bits & ((1 << FAST_BITS) - 1)];
  if (entry != 0 && entry >> 9 <= state->bit_count) {
    state->bits >>= entry >> 9;
    state->bit_count -= entry >> 9;
    *symbol = entry & 511;
    return true;
  }
  int word = 0, first = 0, index = 0;
  for (unsigned length = 1; length <= LONGEST_CODE; length++) {
    unsigned bit;
    if (!take(state, 1, &bit)) return false;
    word |= (int)bit;
    int count = code->counts[length];
    if (word - count < first) {
      *symbol = code->symbols[index + (word - first)];
      return true;
    }
    index += count;
    first = (first + count) << 1;
    word <<= 1;
  }
  return stop(state, INFLATE_WRONG);
}

static bool reserve(State *state, size_t more) {
  Inflated *result = state->result;
  if (more > state->limit - result->length) return stop(state, INFLATE_TOO_LONG);
  if (result->length + more <= state->capacity) return true;
  size_t capacity = state->capacity < 4096 ? 4096 : state->capacity * 2;
  if (capacity < result->length + more) capacity = result->length + more;
  if (capacity > state->limit) capacity = state->limit;
  uint8_t *grown = state->resize(state->opaque, result->output, capacity);
  if (grown == NULL) return stop(state, INFLATE_NO_MEMORY);
  result->output = grown;
  state->capacity = capacity;
  return true;
}

static bool stored_block(State *state) {
  unsigned length, check;
  unsigned partial = state->bit_count % 8;
  state->bits >>= partial;
  state->bit_count -= partial;
  if (!take(state, 16, &length) || !take(state, 16, &check)) return false;
  if (length != (~check & 0xffff)) return stop(state, INFLATE_WRONG);
  /* Whole bytes that were taken ahead are given back. */
  state->at -= state->bit_count / 8;
  state->bits = state->bit_count = 0;
  size_t there = state->length - state->at;
  size_t count = length < there ? length : there;
  if (!reserve(state, count)) return false;
  memcpy(state->result->output + state->result->length, state->input + state->at, count);
  state->result->length += count;
  state->at += count;
  return count == length ? true : stop(state, INFLATE_CUT_OFF);
}

static bool copy_match(State *state, size_t length, size_t distance) {
  Inflated *result = state->result;
  if (distance > result->length) return stop(state, INFLATE_WRONG);
  if (!reserve(state, length)) return false;
  uint8_t *to = result->output + result->length;
  const uint8_t *from = to - distance;
  /* What is copied may be what has just been written. */
  if (distance >= length) memcpy(to, from, length);
  else for (size_t at = 0; at < length; at++) to[at] = from[at];
  result->length += length;
  return true;
}

static bool coded_block(State *state, const Code *literals, const Code *distances) {
  static const uint16_t length_bases[] = { 3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                           31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258 };
  static const uint8_t length_bits[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0 };
  static const uint16_t distance_bases[] = { 1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
                                             193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577 };
  for (;;) {
    unsigned symbol, more, distance;
    if (!decode(state, literals, &symbol)) return false;
    if (symbol < END_OF_BLOCK) {
      if (!reserve(state, 1)) return false;
      state->result->output[state->result->length++] = (uint8_t)symbol;
      continue;
    }
    if (symbol == END_OF_BLOCK) return true;
    symbol -= END_OF_BLOCK + 1;
    if (symbol >= sizeof length_bits) return stop(state, INFLATE_WRONG);
    if (!take(state, length_bits[symbol], &more)) return false;
    size_t length = length_bases[symbol] + more;
    if (!decode(state, distances, &distance)) return false;
    if (distance >= DISTANCES) return stop(state, INFLATE_WRONG);
    if (!take(state, distance < 4 ? 0 : distance / 2 - 1, &more)) return false;
    if (!copy_match(state, length, distance_bases[distance] + more)) return false;
  }
}

static bool fixed_block(State *state) {
  Code literals, distances;
  uint8_t lengths[LITERALS];
  memset(lengths, 8, 144);
  memset(lengths + 144, 9, 112);
  memset(lengths + 256, 7, 24);
  memset(lengths + 280, 8, 8);
  build(&literals, lengths, LITERALS);
  /* Two codes are never used, and complete the set. */
  memset(lengths, 5, 32);
  build(&distances, lengths, 32);
  return coded_block(state, &literals, &distances);
}

/* The lengths of both codes, themselves coded: 16 repeats the last one, 17 and 18 are many zeros. */
static bool read_lengths(State *state, const Code *code, uint8_t *lengths, unsigned count) {
  for (unsigned at = 0; at < count;) {
    unsigned symbol, repeat;
    if (!decode(state, code, &symbol)) return false;
    if (symbol < 16) {
      lengths[at++] = (uint8_t)symbol;
      continue;
    }
    if (symbol == 16 && at == 0) return stop(state, INFLATE_WRONG);
    if (!take(state, symbol == 16 ? 2 : symbol == 17 ? 3 : 7, &repeat)) return false;
    repeat += symbol == 18 ? 11 : 3;
    if (repeat > count - at) return stop(state, INFLATE_WRONG);
    memset(lengths + at, symbol == 16 ? lengths[at - 1] : 0, repeat);
    at += repeat;
  }
  return true;
}

static bool dynamic_block(State *state) {
  static const uint8_t order[] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
  Code code, literals, distances;
  uint8_t lengths[LITERALS + 32] = { 0 };
  unsigned literal_count, distance_count, length_count;
  if (!take(state, 5, &literal_count) || !take(state, 5, &distance_count) || !take(state, 4, &length_count)) {
    return false;
  }
  literal_count += 257;
  distance_count += 1;
  if (literal_count > 286 || distance_count > DISTANCES) return stop(state, INFLATE_WRONG);
  for (unsigned at = 0; at < length_count + 4; at++) {
    unsigned length;
    if (!take(state, 3, &length)) return false;
    lengths[order[at]] = (uint8_t)length;
  }
  if (!build(&code, lengths, 19)) return stop(state, INFLATE_WRONG);
  memset(lengths, 0, sizeof lengths);
  if (!read_lengths(state, &code, lengths, literal_count + distance_count)) return false;
  if (lengths[END_OF_BLOCK] == 0 || !build(&literals, lengths, literal_count) ||
      !build(&distances, lengths + literal_count, distance_count)) {
    return stop(state, INFLATE_WRONG);
  }
  return coded_block(state, &literals, &distances);
}

InflateEnd inflate_raw(const uint8_t *input, size_t length, size_t limit, InflateResize *resize, void *opaque,
                       Inflated *result) {
  State state = { .input = input, .length = length, .limit = limit, .resize = resize, .opaque = opaque, .result = result };
  unsigned is_last = 0, type;
  bool fine = true;
  result->output = NULL;
  result->length = 0;
  while (fine && is_last == 0) {
    fine = take(&state, 1, &is_last) && take(&state, 2, &type);
    if (!fine) break;
    fine = type == 0   ? stored_block(&state)
           : type == 1 ? fixed_block(&state)
           : type == 2 ? dynamic_block(&state)
                       : stop(&state, INFLATE_WRONG);
  }
  result->consumed = state.at - state.bit_count / 8;
  return fine ? INFLATE_WHOLE : state.end;
}
