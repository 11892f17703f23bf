/**
 * Paths of inputs. On their way from the walk to a worker they are bytes, because a file's name may be any bytes but
 * '/' and NUL. In the walk they are strings of one character per byte ("latin1").
 */
import { isUtf8 } from 'node:buffer';

/** A path as bytes, in a string of one character per byte. */
export type ByteString = string;

// oxlint-disable-next-line no-control-regex -- the range of ASCII
const BEYOND_ASCII = /[^\u0000-\u007f]/;

export function isAscii(text: string): boolean {
  return !BEYOND_ASCII.test(text);
}

export function toByteString(path: string): ByteString {
  return isAscii(path) ? path : Buffer.from(path, 'utf8').toString('latin1');
}

/** The path to give to `node:fs`: a string where that says the same. */
export function toHostPath(path: ByteString): string | Buffer {
  if (isAscii(path)) return path;
  const bytes = Buffer.from(path, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : bytes;
}

/** The path as people see it: UTF-8, and `\xNN` for each byte that is not. */
export function toDisplayPath(path: ByteString): string {
  return isAscii(path) ? path : displayBytes(Buffer.from(path, 'latin1'));
}

/** As `toDisplayPath`. */
export function displayBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      text += `\\x${bytes[at]!.toString(16).padStart(2, '0')}`;
      at += 1;
    } else {
      text += bytes.toString('utf8', at, at + length);
      at += length;
    }
  }
  return text;
}

/** Bytes of the valid UTF-8 sequence at `at`, or 0. */
function sequenceLength(bytes: Buffer, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  return isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}
