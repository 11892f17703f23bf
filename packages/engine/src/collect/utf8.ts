/** Strict UTF-8: what is not well-formed is an error where people wrote it, never silently something else. */

/** Node's own decoders, which work on any Uint8Array; only Buffer has them in its interface. */
const decoders = Buffer.prototype as unknown as {
  readonly latin1Slice: (this: Uint8Array, start: number, end: number) => string;
  readonly utf8Slice: (this: Uint8Array, start: number, end: number) => string;
};

/** `bytes[start, end)`, which must be ASCII. */
export function decodeAscii(bytes: Uint8Array, start: number, end: number): string {
  return decoders.latin1Slice.call(bytes, start, end);
}

/** `bytes[start, end)`, which should be well-formed; what is not is replaced. A byte-order mark is kept. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  return decoders.utf8Slice.call(bytes, start, end);
}

/** Length in bytes of the character that begins at `at` with a byte of 0x80 or more; 0 when it is not well-formed. */
export function utf8SequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + length > end) return 0;
  for (let i = 1; i < length; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1]!;
  // Overlong forms, surrogates, and beyond U+10FFFF.
  if (lead === 0xe0 && second < 0xa0) return 0;
  if (lead === 0xed && second > 0x9f) return 0;
  if (lead === 0xf0 && second < 0x90) return 0;
  if (lead === 0xf4 && second > 0x8f) return 0;
  return length;
}

/** The text, or `null` when it is not well-formed UTF-8. */
export function decodeStrictUtf8(bytes: Uint8Array): string | null {
  let ascii = true;
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at]! < 0x80) {
      at++;
      continue;
    }
    ascii = false;
    const length = utf8SequenceLength(bytes, at, bytes.length);
    if (length === 0) return null;
    at += length;
  }
  return ascii ? decodeAscii(bytes, 0, bytes.length) : decodeUtf8(bytes, 0, bytes.length);
}
