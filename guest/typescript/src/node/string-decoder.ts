/** `node:string_decoder`: text from bytes that come in pieces, for packages such as iconv-lite. */
import { TextDecoder } from '../globals/text-decoder.ts';
import { Buffer } from './buffer.ts';

const AS_NODE_NAMES_IT: Readonly<Record<string, string>> = {
  'utf-8': 'utf8',
  'utf-16le': 'utf16le',
  ucs2: 'utf16le',
  'ucs-2': 'utf16le',
  binary: 'latin1',
};

export class StringDecoder {
  readonly encoding: string;
  readonly #text: TextDecoder | null;
  /** Bytes that become characters together. */
  readonly #group: number;
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(encoding = 'utf8') {
    if (!Buffer.isEncoding(encoding)) throw new TypeError(`Unknown encoding: ${encoding}`);
    const name = encoding.toLowerCase();
    this.encoding = AS_NODE_NAMES_IT[name] ?? name;
    this.#text = this.encoding === 'utf8' ? new TextDecoder('utf-8', { ignoreBOM: true }) : null;
    this.#group = this.encoding.startsWith('base64') ? 3 : this.encoding === 'utf16le' ? 2 : 1;
  }

  /** What is whole of the bytes so far; the rest waits for the next ones. */
  write(bytes: Uint8Array | string): string {
    if (typeof bytes === 'string') return bytes;
    if (this.#text !== null) return this.#text.decode(bytes, { stream: true });
    const all = Buffer.concat([this.#rest, bytes]);
    let whole = all.length - (all.length % this.#group);
    // The first half of a pair of UTF-16 waits for the other one.
    if (this.encoding === 'utf16le' && whole > 0 && ((all[whole - 1] ?? 0) & 0xfc) === 0xd8) whole -= 2;
    this.#rest = all.slice(whole);
    return all.toString(this.encoding, 0, whole);
  }

  /** What is left, whole or not. */
  end(bytes?: Uint8Array | string): string {
    const text = bytes === undefined ? '' : this.write(bytes);
    if (this.#text !== null) return text + this.#text.decode();
    const rest = Buffer.from(this.#rest).toString(this.encoding);
    this.#rest = new Uint8Array(0);
    return text + rest;
  }
}
