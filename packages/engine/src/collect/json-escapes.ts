/** Escapes in JSON strings. */

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const LETTER_U = 0x75;

/** The value of a hexadecimal digit; -1 of anything else. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

function hexQuad(bytes: Uint8Array, at: number): number {
  return (
    (hexDigit(bytes[at]!) << 12) |
    (hexDigit(bytes[at + 1]!) << 8) |
    (hexDigit(bytes[at + 2]!) << 4) |
    hexDigit(bytes[at + 3]!)
  );
}

/** What a backslash and this letter stand for; -1 when JSON does not know it. */
export function simpleEscape(letter: number): number {
  switch (letter) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f:
      return letter;
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    default:
      return -1;
  }
}

function writeUtf8(target: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    target[at] = code;
    return at + 1;
  }
  if (code < 0x800) {
    target[at] = 0xc0 | (code >> 6);
    target[at + 1] = 0x80 | (code & 0x3f);
    return at + 2;
  }
  if (code < 0x10000) {
    target[at] = 0xe0 | (code >> 12);
    target[at + 1] = 0x80 | ((code >> 6) & 0x3f);
    target[at + 2] = 0x80 | (code & 0x3f);
    return at + 3;
  }
  target[at] = 0xf0 | (code >> 18);
  target[at + 1] = 0x80 | ((code >> 12) & 0x3f);
  target[at + 2] = 0x80 | ((code >> 6) & 0x3f);
  target[at + 3] = 0x80 | (code & 0x3f);
  return at + 4;
}

/**
 * Writes the string `bytes[start, end)`, whose escapes are well-formed, to `target` in UTF-8. No escape is shorter than
 * what it stands for, so the length of the string is enough. Half a surrogate pair becomes U+FFFD.
 * @returns the length in bytes.
 */
export function unescapeJson(bytes: Uint8Array, start: number, end: number, target: Uint8Array): number {
  let out = 0;
  for (let at = start; at < end; ) {
    const byte = bytes[at]!;
    if (byte !== BACKSLASH) {
      target[out++] = byte;
      at++;
      continue;
    }
    const kind = bytes[at + 1]!;
    if (kind !== LETTER_U) {
      target[out++] = simpleEscape(kind);
      at += 2;
      continue;
    }
    let code = hexQuad(bytes, at + 2);
    at += 6;
    if (code >= 0xd800 && code <= 0xdbff && at + 6 <= end && bytes[at] === BACKSLASH && bytes[at + 1] === LETTER_U) {
      const low = hexQuad(bytes, at + 2);
      if (low >= 0xdc00 && low <= 0xdfff) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        at += 6;
      }
    }
    out = writeUtf8(target, out, code >= 0xd800 && code <= 0xdfff ? 0xfffd : code);
  }
  return out;
}
