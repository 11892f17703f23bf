/** Characters that would break a line, move the cursor, or show text in another order than it is stored in. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * A name or text that untrusted code supplied, made harmless for a message: one line, at most `maxCharacters`, control
 * and bidirectional characters as `\u{…}`.
 */
export function printable(text: string, maxCharacters = 80): string {
  let out = '';
  let count = 0;
  for (const character of text) {
    if (count++ === maxCharacters) return `${out}…`;
    out += UNPRINTABLE.test(character) ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` : character;
  }
  return out;
}
