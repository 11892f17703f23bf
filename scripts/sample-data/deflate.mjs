// A plain deflate. Node's zlib gives other bytes on other processors and versions; samples are the same everywhere.
import { adler32, crc32 } from './checksums.mjs';

const SHORTEST_MATCH = 3;
const LONGEST_MATCH = 258;
const WINDOW = 32 * 1024;

const LENGTHS = codes(SHORTEST_MATCH, 28, 4);
const DISTANCES = codes(1, 30, 2);

/** One block with the fixed codes; repetitions are found through the last place of each three bytes. */
export function deflateRaw(bytes) {
  const out = new BitWriter();
  out.bits(1, 1);
  out.bits(1, 2);
  const lastPlace = new Map();
  let at = 0;
  while (at < bytes.length) {
    const key = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
    const earlier = at + SHORTEST_MATCH <= bytes.length ? lastPlace.get(key) : undefined;
    lastPlace.set(key, at);
    const length = earlier !== undefined && at - earlier <= WINDOW ? matchLength(bytes, earlier, at) : 0;
    if (length < SHORTEST_MATCH) {
      writeSymbol(out, bytes[at]);
      at += 1;
    } else {
      writeMatch(out, length, at - earlier);
      at += length;
    }
  }
  writeSymbol(out, 256);
  return out.finish();
}

/** With the header and checksum that PNG wants. */
export function zlib(bytes) {
  const check = Buffer.alloc(4);
  check.writeUInt32BE(adler32(bytes));
  return Buffer.concat([Buffer.of(0x78, 0x01), deflateRaw(bytes), check]);
}

/** A `.gz` file without name and time. */
export function gzip(bytes) {
  const end = Buffer.alloc(8);
  end.writeUInt32LE(crc32(bytes), 0);
  end.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255), deflateRaw(bytes), end]);
}

function matchLength(bytes, earlier, at) {
  const longest = Math.min(LONGEST_MATCH, bytes.length - at);
  let length = 0;
  while (length < longest && bytes[earlier + length] === bytes[at + length]) length += 1;
  return length;
}

/** Smallest value and number of extra bits of each code: none in the first two groups, then one more in each group. */
function codes(first, count, group) {
  const table = [];
  let base = first;
  for (let code = 0; code < count; code += 1) {
    const extra = Math.max(0, Math.floor(code / group) - 1);
    table.push({ base, extra });
    base += 2 ** extra;
  }
  return table;
}

function writeMatch(out, length, distance) {
  // The longest length has a code of its own.
  const lengthCode = length === LONGEST_MATCH ? 28 : lastWithin(LENGTHS, length);
  writeSymbol(out, 257 + lengthCode);
  if (lengthCode < 28) out.bits(length - LENGTHS[lengthCode].base, LENGTHS[lengthCode].extra);
  const distanceCode = lastWithin(DISTANCES, distance);
  out.code(distanceCode, 5);
  out.bits(distance - DISTANCES[distanceCode].base, DISTANCES[distanceCode].extra);
}

function lastWithin(table, value) {
  return table.findLastIndex(({ base }) => base <= value);
}

/** The fixed code of a literal byte, a length or the end (256). */
function writeSymbol(out, symbol) {
  if (symbol < 144) out.code(0x30 + symbol, 8);
  else if (symbol < 256) out.code(0x190 + symbol - 144, 9);
  else if (symbol < 280) out.code(symbol - 256, 7);
  else out.code(0xc0 + symbol - 280, 8);
}

class BitWriter {
  #bytes = [];
  #current = 0;
  #used = 0;

  /** Numbers go lowest bit first. */
  bits(value, count) {
    for (let bit = 0; bit < count; bit += 1) this.#push((value >>> bit) & 1);
  }

  /** Codes go highest bit first. */
  code(value, count) {
    for (let bit = count - 1; bit >= 0; bit -= 1) this.#push((value >>> bit) & 1);
  }

  finish() {
    while (this.#used > 0) this.#push(0);
    return Buffer.from(this.#bytes);
  }

  #push(bit) {
    this.#current |= bit << this.#used;
    this.#used += 1;
    if (this.#used < 8) return;
    this.#bytes.push(this.#current);
    this.#current = 0;
    this.#used = 0;
  }
}
