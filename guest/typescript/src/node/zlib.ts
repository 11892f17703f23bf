/** `node:zlib`, the unpacking half of it: Deflate, zlib and GZIP. */
import { crc32 as crc, inflate } from 'wadup:host';
import { Buffer } from './buffer.ts';

type Input = string | ArrayBuffer | ArrayBufferView;

export interface UnpackOptions {
  /** @throws when there would be more. */
  maxOutputLength?: number;
  /** `constants.Z_SYNC_FLUSH`: what can be had of an input that is cut off. */
  finishFlush?: number;
}

export const constants = { Z_NO_FLUSH: 0, Z_SYNC_FLUSH: 2, Z_FINISH: 4 };

const CUT_OFF = 1;
const WRONG = 2;
const TOO_LONG = 3;
const GZIP_HEADER_BYTES = 10;
const GZIP_TRAILER_BYTES = 8;

function fail(code: string, message: string): never {
  throw Object.assign(new Error(message), { code });
}

function bytesOf(input: Input): Uint8Array {
  if (typeof input === 'string') return Buffer.from(input);
  if (input instanceof Uint8Array) return input;
  return ArrayBuffer.isView(input)
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : new Uint8Array(input);
}

interface Unpacked {
  readonly bytes: Buffer;
  /** Of the input. */
  readonly consumed: number;
  readonly isWhole: boolean;
}

function unpack(input: Uint8Array, { maxOutputLength = Infinity, finishFlush }: UnpackOptions): Unpacked {
  const [bytes, consumed, end] = inflate(input, maxOutputLength);
  if (end === TOO_LONG) throw tooLong(maxOutputLength);
  if (end === WRONG) fail('Z_DATA_ERROR', 'invalid deflate data');
  if (end === CUT_OFF && finishFlush !== constants.Z_SYNC_FLUSH) fail('Z_BUF_ERROR', 'unexpected end of file');
  return { bytes: Buffer.from(bytes.buffer), consumed, isWhole: end === 0 };
}

function tooLong(limit: number): RangeError {
  const message = `Cannot create a Buffer larger than ${limit} bytes`;
  return Object.assign(new RangeError(message), { code: 'ERR_BUFFER_TOO_LARGE' });
}

export function inflateRawSync(input: Input, options: UnpackOptions = {}): Buffer {
  return unpack(bytesOf(input), options).bytes;
}

export function inflateSync(input: Input, options: UnpackOptions = {}): Buffer {
  const all = bytesOf(input);
  const [method = 0x78, flags = 0x9c] = all;
  if ((method & 0x0f) !== 8 || (method * 256 + flags) % 31 !== 0) fail('Z_DATA_ERROR', 'incorrect header check');
  if ((flags & 0x20) !== 0) fail('Z_NEED_DICT', 'Missing dictionary');
  const { bytes, consumed, isWhole } = unpack(all.subarray(2), options);
  const check = Array.from(all.subarray(2 + consumed, 6 + consumed));
  const stored = check.reduce((sum, byte) => sum * 256 + byte, 0);
  if (isWhole && check.length === 4 && stored !== adler32(bytes)) {
    fail('Z_DATA_ERROR', 'incorrect data check');
  }
  if (isWhole && check.length < 4 && options.finishFlush !== constants.Z_SYNC_FLUSH) {
    fail('Z_BUF_ERROR', 'unexpected end of file');
  }
  return bytes;
}

function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (let at = 0; at < bytes.length; ) {
    // As many as cannot pass 2^53.
    for (const end = Math.min(at + 65_536, bytes.length); at < end; at++) {
      low += bytes[at]!;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return high * 65_536 + low;
}

/** All members, one after the other; zeros behind the last one are padding. */
export function gunzipSync(input: Input, options: UnpackOptions = {}): Buffer {
  const takesLess = options.finishFlush === constants.Z_SYNC_FLUSH;
  const parts: Buffer[] = [];
  let room = options.maxOutputLength ?? Infinity;
  let rest = bytesOf(input);
  do {
    const start = gzipHeaderLength(rest);
    if (start > rest.length) return takesLess ? Buffer.concat(parts) : fail('Z_BUF_ERROR', 'unexpected end of file');
    const { bytes, consumed, isWhole } = unpack(rest.subarray(start), { ...options, maxOutputLength: room });
    parts.push(bytes);
    room -= bytes.length;
    const trailer = rest.subarray(start + consumed, start + consumed + GZIP_TRAILER_BYTES);
    if (isWhole) checkTrailer(trailer, bytes);
    if (!isWhole || trailer.length < GZIP_TRAILER_BYTES) {
      return takesLess ? Buffer.concat(parts) : fail('Z_BUF_ERROR', 'unexpected end of file');
    }
    rest = rest.subarray(start + consumed + GZIP_TRAILER_BYTES);
  } while (rest.length > 0 && rest[0] !== 0);
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

/** As much of it as is there must be right. */
function checkTrailer(trailer: Uint8Array, unpacked: Uint8Array): void {
  const right = new DataView(new ArrayBuffer(GZIP_TRAILER_BYTES));
  right.setUint32(0, crc(unpacked, 0), true);
  right.setUint32(4, unpacked.length, true);
  const wrong = trailer.findIndex((byte, at) => byte !== right.getUint8(at));
  if (wrong >= 0) fail('Z_DATA_ERROR', wrong < 4 ? 'incorrect data check' : 'incorrect length check');
}

/** RFC 1952: ten bytes, then what the flags say. More than there are bytes when it is cut off. */
function gzipHeaderLength(bytes: Uint8Array): number {
  if ([0x1f, 0x8b, 8].some((byte, at) => at < bytes.length && bytes[at] !== byte)) {
    fail('Z_DATA_ERROR', 'incorrect header check');
  }
  const flags = bytes[3] ?? 0;
  let at = GZIP_HEADER_BYTES;
  if ((flags & 0xe0) !== 0) fail('Z_DATA_ERROR', 'unknown header flags set');
  if ((flags & 4) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    at = end < 0 ? bytes.length + 1 : end + 1;
  }
  return (flags & 2) === 0 ? at : at + 2;
}

/** By what it begins with. */
export function unzipSync(input: Input, options: UnpackOptions = {}): Buffer {
  const bytes = bytesOf(input);
  return bytes[0] === 0x1f ? gunzipSync(bytes, options) : inflateSync(bytes, options);
}

export function crc32(input: Input, before = 0): number {
  return crc(bytesOf(input), before);
}
