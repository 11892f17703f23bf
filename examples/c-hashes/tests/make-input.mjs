// Makes the files in input/, the same bytes everywhere: `node examples/c-hashes/tests/make-input.mjs`
import { mkdirSync, writeFileSync } from 'node:fs';

const folder = new URL('./input/', import.meta.url);

/** Bytes without a pattern. */
function noise(length) {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

function at(offset, text, length = offset + text.length) {
  const bytes = Buffer.alloc(length);
  bytes.write(text, offset, 'latin1');
  return bytes;
}

/** Bytes on both sides of the borders of hash blocks and entropy blocks. */
const LENGTHS = [1, 55, 56, 63, 64, 65, 119, 128, 4096, 4097];

const files = {
  empty: '',
  'vector-abc.txt': 'abc',
  'vector-two-blocks.txt': 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
  'zeros.bin': new Uint8Array(10_000),
  'noise-in-zeros.bin': Buffer.concat([Buffer.alloc(3 * 4096), noise(4096), Buffer.alloc(5 * 4096), noise(100)]),
  'renamed-picture.txt': '\x89PNG\r\n\x1a\n\0\0\0\rIHDR',
  'document.docx': at(30, '[Content_Types].xml').fill('PK\x03\x04', 0, 4).fill(19, 26, 27),
  'archive.zip': at(30, 'note.txt').fill('PK\x03\x04', 0, 4).fill(8, 26, 27),
  'program.exe': at(64, 'PE\0\0').fill('MZ', 0, 2).fill(64, 60, 61),
  'old-program.exe': at(0, 'MZ', 64),
  'class-file': Uint8Array.of(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 65),
  'universal-binary': Uint8Array.of(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2),
  'disc.iso': at(32769, 'CD001'),
  'begins-with-BM.txt': 'BM is not always the beginning of a picture.\n',
  'saved-mail': 'Subject: noon\r\nFrom: a@example.org\r\n\r\nBring the papers.\r\n',
  'page.html': ' \n<!DOCTYPE HTML><title>A page</title>\n',
  'utf8.txt': 'Žluťoučký kůň 🐎\n',
  'latin1.txt': Buffer.from('Straßenbauamt Süd\n', 'latin1'),
  'utf16.txt': Buffer.from('\ufeffnoon\n', 'utf16le'),
};
for (const length of LENGTHS) files[`length-${length}.bin`] = noise(length);

mkdirSync(folder, { recursive: true });
for (const [name, bytes] of Object.entries(files)) {
  writeFileSync(
    new URL(name, folder),
    typeof bytes === 'string' ? Buffer.from(bytes, name.endsWith('utf8.txt') ? 'utf8' : 'latin1') : bytes,
  );
}
