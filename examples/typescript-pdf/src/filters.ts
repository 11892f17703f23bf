/** What streams are packed with (ISO 32000, 7.4). */
import { Buffer } from 'node:buffer';
import { constants, inflateSync } from 'node:zlib';

/** What unpacks to more is no attachment and no script that anybody wrote. */
export const LARGEST_STREAM = 64 * 1024 * 1024;

type Filter = (bytes: Uint8Array) => Uint8Array;

export const FILTERS: Readonly<Record<string, Filter>> = {
  FlateDecode: inflate,
  Fl: inflate,
  ASCIIHexDecode: decodeHex,
  AHx: decodeHex,
  ASCII85Decode: decode85,
  A85: decode85,
};

/** What can be had of one that is cut off is better than nothing. */
function inflate(bytes: Uint8Array): Uint8Array {
  return inflateSync(bytes, { maxOutputLength: LARGEST_STREAM, finishFlush: constants.Z_SYNC_FLUSH });
}

function decodeHex(bytes: Uint8Array): Uint8Array {
  const digits = Buffer.from(bytes)
    .toString('latin1')
    .replace(/>.*/s, '')
    .replace(/[^0-9A-Fa-f]/g, '');
  return Buffer.from(digits.length % 2 === 1 ? `${digits}0` : digits, 'hex');
}

function decode85(bytes: Uint8Array): Uint8Array {
  const decoded: number[] = [];
  let group: number[] = [];
  const flush = (): void => {
    const missing = 5 - group.length;
    const value = [...group, 84, 84, 84, 84].slice(0, 5).reduce((sum, digit) => sum * 85 + digit, 0);
    for (let byte = 3; byte >= missing; byte--) decoded.push(Math.floor(value / 256 ** byte) % 256);
    group = [];
  };
  for (const byte of bytes) {
    if (byte === 0x7e) break;
    if (byte === 0x7a && group.length === 0) decoded.push(0, 0, 0, 0);
    if (byte < 0x21 || byte > 0x75) continue;
    group.push(byte - 0x21);
    if (group.length === 5) flush();
  }
  if (group.length > 1) flush();
  return Uint8Array.from(decoded);
}
