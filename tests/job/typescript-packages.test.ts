/** Real packages from npm are bundled and run: nothing in them is special to WADUP. */
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { Job } from './job.ts';
import { buildTypescript, buildTypescriptIn } from './typescript-project.ts';

const PROJECT = join(import.meta.dirname, '../fixtures/typescript/packages');

const MAIL = `From: =?utf-8?q?Jana_Nov=C3=A1kov=C3=A1?= <jana@example.org>
To: somebody@example.org
Subject: =?windows-1250?Q?P=F8=EDloha?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: text/plain; charset=koi8-r
Content-Transfer-Encoding: base64

8NLJ18XU
--x
Content-Type: application/xml; name="note.xml"
Content-Disposition: attachment; filename="note.xml"
Content-Transfer-Encoding: base64

PG5vdGUgZGF5PSJNb25kYXkiPjx0bz5Ub3ZlICZhbXA7IEphbmk8L3RvPjwvbm90ZT4=
--x--
`.replaceAll('\n', '\r\n');

test('a ZIP reader, an XML parser and an e-mail parser do their work inside of each other', async () => {
  const letter = new TextEncoder().encode(MAIL);
  using job = new Job({ packages: await buildTypescriptIn(PROJECT) }, { archive: zipSync({ 'letter.eml': letter }) });
  await job.run();
  expect(job.errors()).toEqual({ archive: null, 'letter.eml': null, 'note.xml': null });
  expect(job.rows('SELECT name, size FROM entries')).toEqual([['letter.eml', letter.length]]);
  expect(job.rows('SELECT subject, "from", text, attachments FROM mails')).toEqual([
    ['Příloha', 'jana@example.org', 'Привет', 1],
  ]);
  expect(job.rows('SELECT "to", day FROM notes')).toEqual([['Tove & Jani', 'Monday']]);
});

test('CommonJS, JSON and text are bundled too', async () => {
  const files = {
    'src/index.js': `import { defineTable } from 'wadup-guest';
import { double } from './double.cjs';
import data from './data.json';
const table = defineTable('t', { n: 'Int64' });
export const process = () => table.insert({ n: double(data.n) });
`,
    'src/double.cjs':
      "const { join } = require('path');\nexports.double = (n) => (join('a', '..', 'b') === 'b' ? 2 * n : 0);\n",
    'src/data.json': '{ "n": 21 }',
  };
  using job = new Job({ m: await buildTypescript(files) }, { content: '' });
  await job.run();
  expect(job.column('SELECT n FROM t')).toEqual([42]);
});
