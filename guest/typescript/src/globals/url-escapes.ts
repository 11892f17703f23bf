/** Which characters the parts of a URL do not take as they are (the "percent-encode sets" of the standard). */
import { encodeUtf8 } from 'wadup:host';

// biome-ignore-start lint: control characters are the point.
export const FRAGMENT = /[^\x21\x23-\x3b\x3d\x3f-\x5f\x61-\x7e]/u;
export const QUERY = /[^\x21\x24-\x3b\x3d\x3f-\x7e]/u;
export const SPECIAL_QUERY = /[^\x21\x24-\x26\x28-\x3b\x3d\x3f-\x7e]/u;
export const PATH = /[^\x21\x24-\x3b\x3d\x40-\x5d\x5f\x61-\x7a\x7c\x7e]/u;
export const USER = /[^\x21\x24-\x2e\x30-\x39\x41-\x5a\x5f\x61-\x7a\x7e]/u;
// biome-ignore-end lint: as above.

/** Bytes of UTF-8 as %XX in place of every character that `escaped` matches. */
export function escapeWith(escaped: RegExp, text: string): string {
  return escaped.test(text) ? text.replace(new RegExp(escaped.source, 'gu'), percent) : text;
}

function percent(character: string): string {
  return Array.from(encodeUtf8(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
