/** `node:buffer`: bytes with the methods that npm packages call on them. */
import { decodeBytes, decodeUtf16, decodeUtf8, encodeUtf8 } from 'wadup:host';

type Source = string | ArrayBuffer | ArrayBufferView | ArrayLike<number> | { readonly data: ArrayLike<number> };

function encode(text: string, encoding: string): Uint8Array {
  switch (encoding.toLowerCase()) {
    case 'hex':
      return Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (byte) => Number.parseInt(byte, 16));
    case 'base64':
    case 'base64url':
      return decodeBase64(text);
    case 'latin1':
    case 'binary':
    case 'ascii':
      return Uint8Array.from(text, (character) => character.charCodeAt(0));
    case 'utf16le':
    case 'utf-16le':
    case 'ucs2':
    case 'ucs-2':
      return Uint8Array.from(
        { length: text.length * 2 },
        (_, at) => text.charCodeAt(at >> 1) >> (at % 2 === 0 ? 0 : 8),
      );
    default:
      return encodeUtf8(text);
  }
}

/** As Node does: either alphabet, and what belongs to neither is passed over. */
function decodeBase64(text: string): Uint8Array {
  const end = text.indexOf('=');
  const plain = (end < 0 ? text : text.slice(0, end))
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/[^A-Za-z0-9+/]/g, '');
  const whole = plain.length % 4 === 1 ? plain.slice(0, -1) : plain;
  return Uint8Array.from(atob(whole), (character) => character.charCodeAt(0));
}

function decode(bytes: Uint8Array, encoding: string): string {
  switch (encoding.toLowerCase()) {
    case 'hex':
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    case 'base64':
      return btoa(decodeBytes(bytes));
    case 'base64url':
      return btoa(decodeBytes(bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    case 'latin1':
    case 'binary':
      return decodeBytes(bytes);
    case 'ascii':
      return decodeBytes(bytes.map((byte) => byte & 0x7f));
    case 'utf16le':
    case 'utf-16le':
    case 'ucs2':
    case 'ucs-2':
      return decodeUtf16(bytes.subarray(0, bytes.length & ~1), false, false) ?? '';
    default:
      return decodeUtf8(bytes, false) ?? '';
  }
}

export class Buffer extends Uint8Array<ArrayBuffer> {
  static override from(source: Source | Iterable<number>, encoding?: unknown, length?: number): Buffer {
    if (typeof source === 'string')
      return Buffer.#copy(encode(source, typeof encoding === 'string' ? encoding : 'utf8'));
    if (source instanceof ArrayBuffer) return new Buffer(source, Number(encoding ?? 0), length);
    if (typeof source === 'object' && 'data' in source) return Buffer.#copy(source.data);
    return Buffer.#copy(source as ArrayLike<number>);
  }

  static #copy(bytes: ArrayLike<number>): Buffer {
    const buffer = new Buffer(new ArrayBuffer(bytes.length));
    buffer.set(bytes);
    return buffer;
  }

  static alloc(size: number, fill?: string | number, encoding?: string): Buffer {
    const buffer = new Buffer(new ArrayBuffer(size));
    return fill === undefined || fill === 0 ? buffer : buffer.fill(fill, 0, size, encoding);
  }

  static allocUnsafe(size: number): Buffer {
    return new Buffer(new ArrayBuffer(size));
  }

  static isBuffer(value: unknown): value is Buffer {
    return value instanceof Buffer;
  }

  static isEncoding(encoding: string): boolean {
    return /^(?:utf-?8|hex|base64(?:url)?|latin1|binary|ascii|utf-?16le|ucs-?2)$/i.test(encoding);
  }

  static byteLength(value: string | ArrayBuffer | ArrayBufferView, encoding = 'utf8'): number {
    return typeof value === 'string' ? encode(value, encoding).length : value.byteLength;
  }

  static concat(parts: readonly Uint8Array[], length?: number): Buffer {
    const total = length ?? parts.reduce((sum, part) => sum + part.length, 0);
    const joined = new Buffer(new ArrayBuffer(total));
    let at = 0;
    for (const part of parts) {
      if (at >= total) break;
      joined.set(part.subarray(0, total - at), at);
      at += part.length;
    }
    return joined;
  }

  static compare(first: Uint8Array, second: Uint8Array): number {
    const length = Math.min(first.length, second.length);
    for (let at = 0; at < length; at++) {
      if (first[at] !== second[at]) return first[at]! < second[at]! ? -1 : 1;
    }
    return Math.sign(first.length - second.length);
  }

  override toString(encoding = 'utf8', start = 0, end: number = this.length): string {
    return decode(start === 0 && end === this.length ? this : this.subarray(start, end), encoding);
  }

  toJSON(): { type: 'Buffer'; data: number[] } {
    return { type: 'Buffer', data: Array.from(this) };
  }

  override subarray(start?: number, end?: number): Buffer {
    const part = super.subarray(start, end);
    return new Buffer(part.buffer, part.byteOffset, part.length);
  }

  /** Unlike that of a Uint8Array: the bytes are shared. */
  override slice(start?: number, end?: number): Buffer {
    return this.subarray(start, end);
  }

  equals(other: Uint8Array): boolean {
    return Buffer.compare(this, other) === 0;
  }

  compare(other: Uint8Array): number {
    return Buffer.compare(this, other);
  }

  copy(target: Uint8Array, targetStart = 0, start = 0, end: number = this.length): number {
    const part = super.subarray(start, Math.min(end, start + target.length - targetStart));
    target.set(part, targetStart);
    return part.length;
  }

  write(text: string, offset = 0, length: number | string = this.length - offset, encoding = 'utf8'): number {
    const bytes = encode(text, typeof length === 'string' ? length : encoding);
    const most = typeof length === 'string' ? this.length - offset : length;
    const part = bytes.subarray(0, Math.min(most, this.length - offset));
    this.set(part, offset);
    return part.length;
  }

  override fill(value: string | number | Uint8Array, start = 0, end: number = this.length, encoding = 'utf8'): this {
    if (typeof value === 'number') return super.fill(value, start, end);
    const pattern = typeof value === 'string' ? encode(value, encoding) : value;
    if (pattern.length === 0) return super.fill(0, start, end);
    for (let at = start; at < end; at++) this[at] = pattern[(at - start) % pattern.length]!;
    return this;
  }

  override indexOf(value: string | number | Uint8Array, from = 0, encoding = 'utf8'): number {
    if (typeof value === 'number') return super.indexOf(value & 0xff, from);
    const wanted = typeof value === 'string' ? encode(value, encoding) : value;
    if (wanted.length === 0) return Math.min(from, this.length);
    for (let at = super.indexOf(wanted[0]!, from); at >= 0; at = super.indexOf(wanted[0]!, at + 1)) {
      if (at + wanted.length > this.length) return -1;
      if (wanted.every((byte, index) => this[at + index] === byte)) return at;
    }
    return -1;
  }

  override includes(value: string | number | Uint8Array, from = 0, encoding = 'utf8'): boolean {
    return this.indexOf(value, from, encoding) >= 0;
  }
}

type Read = (view: DataView, at: number, isLittle: boolean) => unknown;
type Write = (view: DataView, at: number, value: never, isLittle: boolean) => void;

/** Name, bytes, and the DataView's method. */
const NUMBERS = [
  ['Int8', 1, 'Int8'],
  ['UInt8', 1, 'Uint8'],
  ['Int16', 2, 'Int16'],
  ['UInt16', 2, 'Uint16'],
  ['Int32', 4, 'Int32'],
  ['UInt32', 4, 'Uint32'],
  ['Float', 4, 'Float32'],
  ['Double', 8, 'Float64'],
  ['BigInt64', 8, 'BigInt64'],
  ['BigUInt64', 8, 'BigUint64'],
] as const;

const viewOf = (buffer: Buffer): DataView => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);

function addMethods(name: string, isLittle: boolean, size: number, read: Read, write: Write): void {
  const methods: Record<string, unknown> = {
    [`read${name}`](this: Buffer, at = 0): unknown {
      return read(viewOf(this), at, isLittle);
    },
    [`write${name}`](this: Buffer, value: never, at = 0): number {
      write(viewOf(this), at, value, isLittle);
      return at + size;
    },
  };
  for (const [method, value] of Object.entries(methods)) {
    const names = [method, method.replace('UInt', 'Uint')];
    for (const alias of names)
      Object.defineProperty(Buffer.prototype, alias, { value, writable: true, configurable: true });
  }
}

for (const [name, size, kind] of NUMBERS) {
  const read: Read = (view, at, isLittle) => view[`get${kind}`](at, isLittle);
  const write: Write = (view, at, value, isLittle) => view[`set${kind}`](at, value, isLittle);
  if (size === 1) addMethods(name, true, size, read, write);
  else for (const order of ['LE', 'BE']) addMethods(name + order, order === 'LE', size, read, write);
}

// As in Node, where packages copy them in a loop.
for (const name of Object.getOwnPropertyNames(Buffer)) {
  if (typeof Reflect.get(Buffer, name) === 'function' && name !== 'prototype') {
    Object.defineProperty(Buffer, name, { enumerable: true });
  }
}

export const kMaxLength = 2 ** 31 - 1;
export const constants = { MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: 2 ** 30 - 1 };
const { atob: atobGlobal, btoa: btoaGlobal } = globalThis;
export { atobGlobal as atob, btoaGlobal as btoa };
