/** UUIDs of version 7: ordered by time, so that new rows go to the end of the index and a run is a range. */
import { randomFillSync } from 'node:crypto';

const HEX = new TextEncoder().encode('0123456789abcdef');
const DASH = 0x2d;
const COUNTER_VALUES = 4096;
const TIME_DIGITS = 12;
const LENGTH = 36;
const RANDOM_POOL = 4096;
const PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Milliseconds since 1970 in a UUID of version 7; `undefined` if it is none (lower case, as we write them). */
export function uuidTime(uuid: string): number | undefined {
  if (!PATTERN.test(uuid)) return undefined;
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

/** Makes UUIDs that only rise, one source per thread: 12 bits count within a millisecond, 62 bits are random. */
export class UuidSource {
  readonly #text = Buffer.alloc(LENGTH, DASH);
  readonly #random = Buffer.alloc(RANDOM_POOL);
  #randomAt = RANDOM_POOL;
  #milliseconds: number;
  #counter = COUNTER_VALUES - 1;

  /** All made here are later than `notBefore` (Unix milliseconds), also when the clock is set back. */
  constructor(notBefore = 0) {
    this.#milliseconds = notBefore;
    this.#text[14] = 0x37;
  }

  /** For the contents of a run: all are greater than the run's own id. */
  static after(uuid: string): UuidSource {
    return new UuidSource(uuidTime(uuid) ?? 0);
  }

  next(): string {
    const now = Date.now();
    if (now > this.#milliseconds) this.#startMillisecond(now);
    else if (++this.#counter === COUNTER_VALUES) this.#startMillisecond(this.#milliseconds + 1);
    if (this.#randomAt === RANDOM_POOL) {
      randomFillSync(this.#random);
      this.#randomAt = 0;
    }
    const text = this.#text;
    const random = this.#random;
    text[15] = HEX[this.#counter >>> 8]!;
    text[16] = HEX[(this.#counter >>> 4) & 15]!;
    text[17] = HEX[this.#counter & 15]!;
    let byte = random[this.#randomAt++]!;
    text[19] = HEX[8 | ((byte >>> 4) & 3)]!;
    text[20] = HEX[byte & 15]!;
    byte = random[this.#randomAt++]!;
    text[21] = HEX[byte >>> 4]!;
    text[22] = HEX[byte & 15]!;
    for (let at = 24; at < LENGTH; at += 2) {
      byte = random[this.#randomAt++]!;
      text[at] = HEX[byte >>> 4]!;
      text[at + 1] = HEX[byte & 15]!;
    }
    return text.toString('latin1');
  }

  #startMillisecond(milliseconds: number): void {
    this.#milliseconds = milliseconds;
    this.#counter = 0;
    let rest = milliseconds;
    for (let digit = TIME_DIGITS - 1; digit >= 0; digit--) {
      this.#text[digit < 8 ? digit : digit + 1] = HEX[rest % 16]!;
      rest = Math.floor(rest / 16);
    }
  }
}
