// Writes a small data set that is real in kind: what an analyst might find in a folder. The same bytes on every
// machine. `node scripts/sample-data.mjs FOLDER`
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzip } from './sample-data/deflate.mjs';
import { bmp, drawing, png } from './sample-data/images.mjs';
import { germanLetter, mail, measurements, readme, serverLog, travelReport } from './sample-data/texts.mjs';
import { tar } from './sample-data/tar.mjs';
import { zip } from './sample-data/zip.mjs';

const ARCHIVES_IN_ARCHIVES = 5;

/** Made by SQLite itself from contacts.sql: `sqlite3 contacts.sqlite < contacts.sql`. */
const CONTACTS = new URL('./sample-data/contacts.sqlite', import.meta.url);

/** A program for Windows that shows a message. */
const PROGRAM = new URL('../examples/c-executables/tests/input/hello.exe', import.meta.url);

/** A letter, and one with macros that fetches its template from the network. */
const LETTER = new URL('../examples/typescript-office/tests/input/report.docx', import.meta.url);
const INVOICE = new URL('../examples/typescript-office/tests/input/invoice.docm', import.meta.url);

/**
 * Paths, with `/`, and the bytes of each file.
 *
 * @returns {Map<string, Uint8Array>}
 */
export function sampleFiles() {
  const report = utf8(travelReport());
  const picture = png(drawing(240, 160));
  const database = readFileSync(CONTACTS);
  const log = utf8(serverLog(600));
  const album = zip([
    { name: 'album/drawing.png', bytes: picture, stored: true },
    { name: 'album/notes.txt', bytes: utf8('Drawing: the boundary of a set, 240 by 160 points.\n') },
  ]);
  const project = tar([
    { name: 'project/', bytes: new Uint8Array(0) },
    { name: 'project/report.txt', bytes: report },
    { name: 'project/album.zip', bytes: album },
  ]);
  const inbox = zip([
    { name: 'report.txt', bytes: report },
    { name: 'album.zip', bytes: album, stored: true },
    { name: 'empty-folder/', bytes: new Uint8Array(0), stored: true },
    // As DOS wrote it: no UTF-8, "Prüfung.txt" in code page 437.
    { name: Uint8Array.of(0x50, 0x72, 0x81, 0x66, ...utf8('ung.txt')), bytes: latin1('Bestanden.\r\n') },
  ]);
  return new Map([
    ['README.txt', utf8(readme())],
    ['empty.dat', new Uint8Array(0)],
    ['letters/report-utf8.txt', report],
    ['letters/brief-latin1.txt', latin1(germanLetter())],
    ['documents/report.docx', readFileSync(LETTER)],
    ['documents/invoice.docm', readFileSync(INVOICE)],
    ['tables/measurements.csv', utf8(measurements(400))],
    ['mail/invitation.eml', utf8(mail(picture))],
    ['images/drawing.png', picture],
    ['images/icon.bmp', bmp(drawing(32, 32))],
    ['logs/server.log.gz', gzip(log)],
    ['programs/hello.exe', readFileSync(PROGRAM)],
    ['archives/inbox.zip', inbox],
    ['archives/project.tar.gz', gzip(project)],
    ['archives/five-deep.zip', nested(ARCHIVES_IN_ARCHIVES)],
    [
      'archives/phone-backup.zip',
      zip([
        { name: 'backup/contacts.sqlite', bytes: database },
        { name: 'backup/info.txt', bytes: utf8('device=example\nmade=2024-02-29T12:34:56Z\n') },
      ]),
    ],
    ['archives/damaged-cut-off.zip', inbox.subarray(0, Math.floor(inbox.length * 0.6))],
    [
      'archives/damaged-wrong-crc.zip',
      zip([
        { name: 'intact.txt', bytes: report },
        { name: 'altered.txt', bytes: utf8('This text was changed after it was packed.\n'), crc32: 0x12345678 },
      ]),
    ],
  ]);
}

/** Writes the data set into a folder, which is made when it is not there. */
export function writeSampleData(folder) {
  for (const [path, bytes] of sampleFiles()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** An archive in an archive …: `depth` archives, each with a note beside the next one. */
function nested(depth) {
  let inner = { name: 'treasure.txt', bytes: utf8(`You have opened ${depth} archives.\n`) };
  for (let level = depth; level > 1; level -= 1) {
    // Alternately packed and not, so that slices of the archive and bytes of their own are both met.
    inner = { name: `level-${level}.zip`, bytes: zip([note(level), inner]), stored: level % 2 === 0 };
  }
  return zip([note(1), inner]);
}

function note(level) {
  return { name: `note-${level}.txt`, bytes: utf8(`This is level ${level}.\n`.repeat(level)) };
}

function utf8(text) {
  return new TextEncoder().encode(text);
}

function latin1(text) {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, ...rest] = process.argv.slice(2);
  if (folder === undefined || rest.length > 0) {
    process.stderr.write('usage: node scripts/sample-data.mjs FOLDER\n');
    process.exit(2);
  }
  writeSampleData(folder);
}
