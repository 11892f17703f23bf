/** Numbers that look random and are the same for the same seed on every machine (xorshift128, 32-bit words). */
export class Random {
  readonly #state: Uint32Array = new Uint32Array(4);

  constructor(seed: number) {
    // Spread the seed over all words: neighbouring seeds must not give neighbouring numbers.
    let word = seed >>> 0;
    for (let index = 0; index < 4; index++) {
      word = (word + 0x9e3779b9) >>> 0;
      let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      this.#state[index] = (mixed ^ (mixed >>> 16)) >>> 0;
    }
  }

  /** 0 to 2^32 - 1. */
  next(): number {
    const state = this.#state;
    let first = state[3]!;
    const last = state[0]!;
    state[3] = state[2]!;
    state[2] = state[1]!;
    state[1] = last;
    first ^= first << 11;
    first ^= first >>> 8;
    state[0] = first ^ last ^ (last >>> 19);
    return state[0]!;
  }

  /** `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor((this.next() / 2 ** 32) * (high - low + 1));
  }

  /** Bytes without a pattern. */
  bytes(length: number): Buffer {
    const words = new Uint32Array(Math.ceil(length / 4));
    for (let index = 0; index < words.length; index++) words[index] = this.next();
    return Buffer.from(words.buffer, 0, length);
  }

  /** Lower-case words and spaces: compresses about as prose does. */
  text(length: number): Buffer {
    const vocabulary = Array.from({ length: 200 }, () =>
      Array.from({ length: this.between(2, 9) }, () => String.fromCharCode(97 + this.between(0, 25))).join(''),
    );
    let text = '';
    while (text.length < length) text += `${vocabulary[this.between(0, vocabulary.length - 1)]!} `;
    return Buffer.from(text.slice(0, length), 'latin1');
  }
}
