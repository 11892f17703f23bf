import { encodeUtf8 } from 'wadup:host';

export class TextEncoder {
  get encoding(): string {
    return 'utf-8';
  }

  encode(text: string | undefined = ''): Uint8Array<ArrayBuffer> {
    return encodeUtf8(String(text));
  }

  encodeInto(text: string, into: Uint8Array): { read: number; written: number } {
    const bytes = encodeUtf8(String(text));
    let written = Math.min(bytes.length, into.length);
    // Not in the middle of a character.
    while (written < bytes.length && written > 0 && (bytes[written]! & 0xc0) === 0x80) written -= 1;
    let read = 0;
    // A character of four bytes is two units of UTF-16; a following byte is none.
    for (let at = 0; at < written; at++) {
      const byte = bytes[at]!;
      if ((byte & 0xc0) !== 0x80) read += byte >= 0xf0 ? 2 : 1;
    }
    into.set(bytes.subarray(0, written));
    return { read, written };
  }
}
