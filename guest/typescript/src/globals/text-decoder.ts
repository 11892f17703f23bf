import { decodeBytes, decodeUtf16, decodeUtf8 } from 'wadup:host';
import { encodingOf, upperHalfOf } from './encodings.ts';

const NOTHING = new Uint8Array(0);

export interface TextDecoderOptions {
  fatal?: boolean;
  ignoreBOM?: boolean;
}

export class TextDecoder {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  /** What a stream has brought of a character that is not whole yet. */
  #rest: Uint8Array = NOTHING;
  /** Whether the byte order mark, if there is one, is behind us. */
  #started = false;

  constructor(label = 'utf-8', { fatal = false, ignoreBOM = false }: TextDecoderOptions = {}) {
    this.encoding = encodingOf(String(label));
    this.fatal = Boolean(fatal);
    this.ignoreBOM = Boolean(ignoreBOM);
  }

  decode(input?: ArrayBuffer | ArrayBufferView, { stream = false }: { stream?: boolean } = {}): string {
    const bytes = this.#join(viewOf(input));
    const cut = stream ? bytes.length - unfinished(this.encoding, bytes) : bytes.length;
    this.#rest = stream ? bytes.slice(cut) : NOTHING;
    const decoded = this.#convert(cut === bytes.length ? bytes : bytes.subarray(0, cut));
    if (decoded === null) {
      this.#reset();
      throw new TypeError(`the bytes are no ${this.encoding}`);
    }
    const isFirst = !this.#started && decoded !== '';
    if (isFirst) this.#started = true;
    if (!stream) this.#reset();
    return isFirst && !this.ignoreBOM && this.encoding.startsWith('utf') && decoded.startsWith('\ufeff')
      ? decoded.slice(1)
      : decoded;
  }

  #reset(): void {
    this.#rest = NOTHING;
    this.#started = false;
  }

  #join(bytes: Uint8Array): Uint8Array {
    if (this.#rest.length === 0) return bytes;
    const joined = new Uint8Array(this.#rest.length + bytes.length);
    joined.set(this.#rest);
    joined.set(bytes, this.#rest.length);
    return joined;
  }

  #convert(bytes: Uint8Array): string | null {
    switch (this.encoding) {
      case 'utf-8':
        return decodeUtf8(bytes, this.fatal);
      case 'utf-16le':
        return decodeUtf16(withoutHalf(bytes, 2), this.fatal, false);
      case 'utf-16be':
        return decodeUtf16(withoutHalf(bytes, 3), this.fatal, true);
      default: {
        const decoded = decodeBytes(bytes, upperHalfOf(this.encoding));
        return this.fatal && decoded.includes('\ufffd') ? null : decoded;
      }
    }
  }
}

function viewOf(input: ArrayBuffer | ArrayBufferView | undefined): Uint8Array {
  if (input === undefined) return NOTHING;
  if (input instanceof Uint8Array) return input;
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  return new Uint8Array(input);
}

/** At the end, half of a pair and half of a unit behind it are one error. The first has its high byte so far from the end. */
function withoutHalf(bytes: Uint8Array, highByte: number): Uint8Array {
  const isHalf = bytes.length % 2 === 1 && ((bytes[bytes.length - highByte] ?? 0) & 0xfc) === 0xd8;
  return isHalf ? bytes.subarray(0, -1) : bytes;
}

/** How many bytes at the end may be the beginning of a character. */
function unfinished(encoding: string, bytes: Uint8Array): number {
  const { length } = bytes;
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const odd = length % 2;
    const high = bytes[length - odd - (encoding === 'utf-16le' ? 1 : 2)] ?? 0;
    return (high & 0xfc) === 0xd8 ? odd + 2 : odd;
  }
  if (encoding !== 'utf-8') return 0;
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const needed =
      byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xc2 && byte < 0xe0 ? 2 : 1;
    return needed > back && canContinue(byte, bytes[length - back + 1]) ? back : 0;
  }
  return 0;
}

/** Some first bytes do not let every second byte follow. */
function canContinue(first: number, second: number | undefined): boolean {
  if (second === undefined) return true;
  if (first === 0xe0) return second >= 0xa0;
  if (first === 0xed) return second <= 0x9f;
  if (first === 0xf0) return second >= 0x90;
  return first !== 0xf4 || second <= 0x8f;
}
