/**
 * A strict JSON scanner over bytes (RFC 8259), for readers that know what they expect: no string and no object is made
 * of what is not kept. Nothing here throws: whatever goes wrong is in `problem`, and every method that reads says
 * whether it went well.
 */
import { hexDigit, simpleEscape, unescapeJson } from './json-escapes.ts';
import { decodeAscii, decodeUtf8, utf8SequenceLength } from './utf8.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const MAX_DEPTH = 64;
/** Whole numbers of so many digits are exact as doubles. */
const EXACT_DIGITS = 15;
/** -9223372036854775808 has so many. */
const INT64_DIGITS = 19;
const LITERALS = [Buffer.from('true'), Buffer.from('false'), Buffer.from('null')] as const;
const SCRATCH_KEPT = 65_536;
const NO_BYTES = new Uint8Array(0);

/** Powers of ten that are exact as doubles. */
const POWERS_OF_TEN: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** How the string that was scanned last is written. */
const ASCII = 0;
const UTF8 = 1;
const ESCAPED = 2;

export class JsonScanner {
  protected bytes: Uint8Array = NO_BYTES;
  protected at = 0;
  protected end = 0;
  /** The first thing that was wrong: where, and what was expected. */
  protected problem: string | null = null;

  /** Contents of the string that was scanned last, between its quotes. */
  protected stringStart = 0;
  protected stringEnd = 0;
  #stringForm = ASCII;
  #scratch: Buffer = Buffer.alloc(0);

  protected start(bytes: Uint8Array, length: number): void {
    this.bytes = bytes;
    this.at = 0;
    this.end = length;
    this.problem = null;
  }

  /** Lets go of the bytes, so that they can be collected. */
  protected finish(): void {
    this.bytes = NO_BYTES;
    if (this.#scratch.length > SCRATCH_KEPT) this.#scratch = Buffer.alloc(0);
  }

  /** Records the first problem. Always `false`. */
  protected fail(expected: string, at: number = this.at): false {
    this.problem ??= `${this.#describePlace(at)}: expected ${expected}, found ${this.#describeByte(at)}`;
    return false;
  }

  /** As `fail`, for what is wrong by its meaning. */
  protected failWith(reason: string, at: number): false {
    this.problem ??= `${this.#describePlace(at)}: ${reason}`;
    return false;
  }

  #describePlace(at: number): string {
    let line = 1;
    let column = 1;
    for (let i = 0; i < at; i++) {
      const byte = this.bytes[i]!;
      if (byte === 0x0a) {
        line++;
        column = 1;
      } else if ((byte & 0xc0) !== 0x80) column++;
    }
    return `byte ${at} (line ${line}, column ${column})`;
  }

  #describeByte(at: number): string {
    if (at >= this.end) return 'the end';
    const byte = this.bytes[at]!;
    if (byte > 0x20 && byte < 0x7f) return `'${String.fromCharCode(byte)}'`;
    return byte === 0x20 ? 'a space' : `byte 0x${byte.toString(16).padStart(2, '0')}`;
  }

  /** The next byte that is no white space, not yet consumed; -1 at the end. */
  protected peek(): number {
    const { bytes, end } = this;
    let at = this.at;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) {
        this.at = at;
        return byte;
      }
    }
    this.at = at;
    return -1;
  }

  /** Consumes white space and `byte`. */
  protected expect(byte: number, expected: string): boolean {
    if (this.peek() !== byte) return this.fail(expected);
    this.at++;
    return true;
  }

  /** After an element of an object or array: 1 when another follows, 0 when `close` was consumed, -1 on a problem. */
  protected next(close: number, expected: string): number {
    const byte = this.peek();
    if (byte === 0x2c) {
      this.at++;
      return 1;
    }
    if (byte !== close) {
      this.fail(expected);
      return -1;
    }
    this.at++;
    return 0;
  }

  /** Consumes a key and its colon; `stringEquals` then tells which. */
  protected readKey(): boolean {
    return this.readString('a key in double quotes') && this.expect(0x3a, "':' after a key");
  }

  /** Consumes white space and a string. Its text is made by `stringText` only. */
  protected readString(expected: string): boolean {
    if (this.peek() !== QUOTE) return this.fail(expected);
    const { bytes, end } = this;
    let form = ASCII;
    let at = this.at + 1;
    this.stringStart = at;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        this.stringEnd = at;
        this.#stringForm = form;
        this.at = at + 1;
        return true;
      }
      if (byte === BACKSLASH) {
        form = ESCAPED;
        const length = this.#escapeLength(at);
        if (length === 0) return false;
        at += length;
      } else if (byte < 0x20) {
        return this.failWith(
          `control character 0x${byte.toString(16).padStart(2, '0')} in a string must be escaped`,
          at,
        );
      } else if (byte < 0x80) {
        at++;
      } else {
        const length = utf8SequenceLength(bytes, at, end);
        if (length === 0) return this.failWith(`invalid UTF-8 (byte 0x${byte.toString(16)}) in a string`, at);
        if (form === ASCII) form = UTF8;
        at += length;
      }
    }
    return this.failWith('a string is not closed', this.stringStart - 1);
  }

  /** Length of the escape at a backslash; 0 on a problem. */
  #escapeLength(at: number): number {
    const { bytes, end } = this;
    const kind = at + 1 < end ? bytes[at + 1]! : 0;
    if (kind === 0x75) {
      for (let i = at + 2; i < at + 6; i++) {
        if (i >= end || hexDigit(bytes[i]!) < 0) {
          this.fail('four hexadecimal digits after \\u', Math.min(i, end));
          return 0;
        }
      }
      return 6;
    }
    if (simpleEscape(kind) < 0) {
      this.fail('an escape that JSON knows', Math.min(at + 1, end));
      return 0;
    }
    return 2;
  }

  /** Whether the string that was read last is `text` (ASCII). */
  protected stringEquals(text: Uint8Array): boolean {
    const start = this.stringStart;
    const length = this.stringEnd - start;
    if (this.#stringForm === ESCAPED) {
      // Six bytes for a character at most: a long string is not worth decoding.
      return length <= 6 * text.length && this.stringText() === decodeAscii(text, 0, text.length);
    }
    if (length !== text.length) return false;
    for (let i = 0; i < text.length; i++) if (this.bytes[start + i] !== text[i]) return false;
    return true;
  }

  /** The string that was read last. Half a surrogate pair, which no UTF-8 can say, becomes U+FFFD. */
  protected stringText(): string {
    const start = this.stringStart;
    const end = this.stringEnd;
    if (this.#stringForm === ASCII) return shortAscii(this.bytes, start, end) ?? decodeAscii(this.bytes, start, end);
    if (this.#stringForm === UTF8) return decodeUtf8(this.bytes, start, end);
    if (this.#scratch.length < end - start) this.#scratch = Buffer.allocUnsafeSlow(Math.max(256, end - start));
    return decodeUtf8(this.#scratch, 0, unescapeJson(this.bytes, start, end, this.#scratch));
  }

  /** A whole number, exact over 64 bits: a bigint where a double would round. `undefined` on a problem. */
  protected readInt64(): number | bigint | undefined {
    const { bytes, end } = this;
    this.peek();
    const start = this.at;
    const negative = start < end && bytes[start] === MINUS;
    const first = negative ? start + 1 : start;
    let at = first;
    let value = 0;
    for (; at < end; at++) {
      const digit = bytes[at]! - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    const digits = at - first;
    if (digits === 0) this.fail('a whole number', start);
    else if (digits > 1 && bytes[first] === ZERO) this.failWith('a number must not begin with 0', first);
    else if (at < end && (bytes[at] === POINT || (bytes[at]! | 0x20) === 0x65)) {
      this.failWith('an Int64 must be written without fraction and exponent', start);
    }
    if (this.problem !== null) return undefined;
    this.at = at;
    // 0 - 0 is 0, where -0 would be another value.
    if (digits <= EXACT_DIGITS) return negative ? 0 - value : value;
    return this.#largeInt64(start, at, digits);
  }

  #largeInt64(start: number, end: number, digits: number): number | bigint | undefined {
    const value = digits <= INT64_DIGITS ? BigInt(decodeAscii(this.bytes, start, end)) : undefined;
    if (value === undefined || BigInt.asIntN(64, value) !== value) {
      this.failWith('the number does not fit into an Int64', start);
      return undefined;
    }
    const rounded = Number(value);
    return Number.isSafeInteger(rounded) ? rounded : value;
  }

  /** Any JSON number as a double. `undefined` on a problem, also when it is too large for one. */
  protected readDouble(): number | undefined {
    this.peek();
    const start = this.at;
    const value = this.#readNumber();
    if (value === undefined || Number.isFinite(value)) return value;
    this.failWith('the number does not fit into a Float64; write "Infinity" if that is meant', start);
    return undefined;
  }

  /** As `readDouble`, infinite when it is too large. */
  #readNumber(): number | undefined {
    const { bytes, end } = this;
    const start = this.at;
    let at = start < end && bytes[start] === MINUS ? start + 1 : start;
    const first = at;
    let mantissa = 0;
    for (; at < end && isDigit(bytes[at]!); at++) mantissa = mantissa * 10 + bytes[at]! - ZERO;
    let digits = at - first;
    if (digits === 0) return this.#noDouble('a number', at);
    if (digits > 1 && bytes[first] === ZERO) return this.#noDouble('a number that does not begin with 0', first);
    let fraction = 0;
    if (at < end && bytes[at] === POINT) {
      const point = at++;
      for (; at < end && isDigit(bytes[at]!); at++) mantissa = mantissa * 10 + bytes[at]! - ZERO;
      fraction = at - point - 1;
      if (fraction === 0) return this.#noDouble("a digit after '.'", at);
      digits += fraction;
    }
    let exact = digits <= EXACT_DIGITS;
    if (at < end && (bytes[at]! | 0x20) === 0x65) {
      exact = false;
      at++;
      if (at < end && (bytes[at] === PLUS || bytes[at] === MINUS)) at++;
      const exponent = at;
      while (at < end && isDigit(bytes[at]!)) at++;
      if (at === exponent) return this.#noDouble('a digit in the exponent', at);
    }
    this.at = at;
    if (exact) {
      // Both are exact as doubles, so that one division rounds once, correctly.
      const value = mantissa / POWERS_OF_TEN[fraction]!;
      return first > start ? -value : value;
    }
    return Number(decodeAscii(bytes, start, at));
  }

  #noDouble(expected: string, at: number): undefined {
    this.fail(expected, at);
  }

  /** Consumes `null` if it comes next. */
  protected takeNull(): boolean {
    return this.peek() === 0x6e && this.#literal(LITERALS[2]);
  }

  #literal(text: Uint8Array): boolean {
    for (let i = 0; i < text.length; i++) {
      if (this.at + i >= this.end || this.bytes[this.at + i] !== text[i]) return this.fail('a value');
    }
    this.at += text.length;
    return true;
  }

  /** Consumes any value, at most 64 levels deep. */
  protected skipValue(depth: number = MAX_DEPTH): boolean {
    const byte = this.peek();
    if (byte === QUOTE) return this.readString('a string');
    if (byte === 0x7b || byte === 0x5b) {
      if (depth === 0) return this.failWith(`nested more than ${MAX_DEPTH} levels deep`, this.at);
      return this.#skipContainer(byte === 0x7b, depth - 1);
    }
    if (byte === 0x74) return this.#literal(LITERALS[0]);
    if (byte === 0x66) return this.#literal(LITERALS[1]);
    if (byte === 0x6e) return this.#literal(LITERALS[2]);
    if (byte !== MINUS && !isDigit(byte)) return this.fail('a value');
    return this.#readNumber() !== undefined;
  }

  #skipContainer(isObject: boolean, depth: number): boolean {
    const close = isObject ? 0x7d : 0x5d;
    this.at++;
    if (this.peek() === close) {
      this.at++;
      return true;
    }
    for (;;) {
      if (isObject && !this.readKey()) return false;
      if (!this.skipValue(depth)) return false;
      const more = this.next(close, isObject ? "',' or '}'" : "',' or ']'");
      if (more <= 0) return more === 0;
    }
  }

  /** Only white space may follow. */
  protected expectEnd(): boolean {
    return this.peek() === -1 || this.fail('the end');
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

/** Strings of up to three characters, where a call out of JavaScript costs more than it saves. */
function shortAscii(bytes: Uint8Array, start: number, end: number): string | null {
  switch (end - start) {
    case 0:
      return '';
    case 1:
      return String.fromCharCode(bytes[start]!);
    case 2:
      return String.fromCharCode(bytes[start]!, bytes[start + 1]!);
    case 3:
      return String.fromCharCode(bytes[start]!, bytes[start + 1]!, bytes[start + 2]!);
    default:
      return null;
  }
}
