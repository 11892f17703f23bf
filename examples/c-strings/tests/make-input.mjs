// Makes the files in input/, the same bytes everywhere: `node examples/c-strings/tests/make-input.mjs`
import { mkdirSync, writeFileSync } from 'node:fs';

const folder = new URL('./input/', import.meta.url);

/** What the module reads at once: texts across that border must be found whole. */
const READ_AT_ONCE = 4096 + 262_144 + 8256;

/** Bytes without a pattern. */
function noise(length, seed = 1) {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

const ascii = (text) => Buffer.from(text, 'latin1');
const wide = (text) => Buffer.from(text, 'utf16le');
const packed = (length, seed) =>
  Buffer.from(noise(Math.ceil((length * 3) / 4), seed))
    .toString('base64')
    .slice(0, length);
const lines = (text, width) => text.replace(new RegExp(`.{${width}}`, 'g'), '$&\r\n');

const indicators = [
  'See https://example.org/a/b?c=d&e=%20f#g, (or http://203.0.113.7:8080/x) and <ftp://files.example.net/pub/>.',
  'A URL in brackets: [http://[2001:db8::7]/path] and one with them: https://en.example.org/wiki/C_(language).',
  'Not one: http:// and xyz://nothing and ://',
  'Write to jane.doe+list@mail.example.co.uk or <noon@example.com>, not to icon@2x.png, @nobody, a@b or x@y.z.',
  'Hosts 192.0.2.1, 198.51.100.255. Not 256.1.1.1, 1.2.3, 1.2.3.4.5, 01.2.3.4, v1.2.3.4 or 0.0.0.0.',
  'Also 2001:db8:0:1:1:1:1:1, fe80::1, ::ffff:192.0.2.9 and 2001:db8::1:0. Not 12:34:56, std::string, a::b or 1:2:3:4:5:6:7:8:9.',
  'C:\\Windows\\System32\\cmd.exe /c start, "D:\\Program Files\\Some Tool\\run me.bat" and C:\\ alone.',
  '\\\\fileserver\\share$\\plans\\noon.docx and \\\\.\\pipe\\control; C:\\\\escaped\\\\twice.',
  'HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Run and HKCU\\Environment',
  'https://example.org/a/b?c=d&e=%20f#g once more, https://example.org/a/b?c=d&e=%20f#g',
].join('\n');

const files = {
  empty: ascii(''),
  'indicators.txt': ascii(indicators),
  'indicators-utf16.txt': Buffer.concat([ascii('\xff\xfe'), wide(indicators)]),
  'odd-offset.bin': Buffer.concat([noise(4001), ascii('\0'), wide('https://odd.example.org/offset'), noise(99)]),
  'base64.txt': ascii(
    `short ${packed(60, 2)}\nlong: ${packed(500, 3)}==\nfolder/${'path/'.repeat(20)}\n${'0123456789abcdef'.repeat(6)}\n`,
  ),
  'base64-lines.eml': ascii(`Content-Transfer-Encoding: base64\r\n\r\n${lines(packed(1000, 4), 76)}\r\nfootnote\r\n`),
  'base64-utf16.bin': Buffer.concat([noise(7), wide(`powershell -enc ${packed(20_000, 5)}`), noise(8)]),
  'across-pieces.bin': Buffer.concat([
    ascii('x'.repeat(READ_AT_ONCE - 8256 - 20)),
    ascii(' https://border.example.org/of/the/piece and 192.0.2.77 '),
    Buffer.alloc(100),
    wide('C:\\across\\the border\\too.txt'),
  ]),
  'wide-text-of-many-pieces.txt': wide(
    `${'All is well. '.repeat(3000)}http://late.example.org ${'And so on. '.repeat(20_000)}x@end.example.org`,
  ),
  'one-long-line.json': ascii(`"${packed(300_000, 6)}" https://after.example.org`),
  'more-than-is-stored.txt': ascii(
    Array.from({ length: 700 }, (_, index) => `http://host-${index}.example.org/${'y'.repeat(index)}`).join('\n'),
  ),
  'endless-url.txt': ascii(`http://example.org/${'z'.repeat(5000)} end`),
  'noise.bin': noise(100_000, 7),
};

mkdirSync(folder, { recursive: true });
for (const [name, bytes] of Object.entries(files)) writeFileSync(new URL(name, folder), bytes);
