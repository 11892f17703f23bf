import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CORPORA, type Corpus, prepareCorpus } from './corpora.ts';

const QUICK = { quick: true, flat: false };
let scratch: string;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'wadup-corpora-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Of all paths and bytes. */
function digest(directory: string): string {
  const hash = createHash('sha256');
  const paths = globSync('**/*', { cwd: directory }).sort();
  for (const path of paths.filter((each) => statSync(join(directory, each)).isFile())) {
    hash.update(`${path}\0`).update(readFileSync(join(directory, path)));
  }
  return hash.digest('hex');
}

function fileNames(directory: string, pattern: string): string[] {
  return globSync(pattern, { cwd: directory })
    .map((path) => path.slice(-'0000000.bin'.length))
    .sort();
}

function make(corpus: Corpus, name: string, seed = 1): string {
  return prepareCorpus(corpus, join(scratch, name), seed).input;
}

test.each(['files20k', 'archives', 'databases', 'careless', 'skewed', 'bigFile'] as const)(
  'the corpus %s is the same bytes every time',
  (name) => {
    const corpus = CORPORA[name](QUICK);
    expect(digest(make(corpus, 'one'))).toBe(digest(make(corpus, 'two')));
  },
);

test('the small files are the same on every machine, and others with another seed', () => {
  const corpus = CORPORA.oneFile(QUICK);
  expect(digest(make(corpus, 'a'))).toBe('c86c570f7ab760a9c21dbb3507ee975a0965cc5bc541860628061ecbb3ed8ff8');
  expect(digest(make(corpus, 'b', 2))).not.toBe(digest(make(corpus, 'a')));
});

test('a flat corpus has the files of the one with directories', () => {
  const flat = make(CORPORA.files200k({ quick: true, flat: true }), 'layout');
  const sharded = make(CORPORA.files200k(QUICK), 'layout');
  expect(fileNames(flat, '*.bin')).toHaveLength(1000);
  expect(fileNames(sharded, '*/*.bin')).toEqual(fileNames(flat, '*.bin'));
});

test('a whole corpus is kept, one without its stamp or of another seed is made anew', () => {
  const corpus = CORPORA.kernels(QUICK);
  const input = make(corpus, 'kept');
  writeFileSync(join(input, 'mine'), '');
  make(corpus, 'kept');
  expect(globSync('*', { cwd: input })).toContain('mine');
  rmSync(join(input, '..', 'stamp.json'));
  make(corpus, 'kept');
  expect(globSync('*', { cwd: input }).sort()).toEqual(['f', 'p', 's']);
  writeFileSync(join(input, 'mine'), '');
  make(corpus, 'kept', 2);
  expect(globSync('*', { cwd: input })).not.toContain('mine');
});

test('the databases have as many rows as the corpus says', () => {
  const { input, facts } = prepareCorpus(CORPORA.databases(QUICK), join(scratch, 'rows'), 1);
  let rows = 0;
  for (const path of globSync('*.sqlite', { cwd: input })) {
    const database = new DatabaseSync(join(input, path), { readOnly: true });
    for (const { name } of database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all()) {
      rows += Number(database.prepare(`SELECT count(*) AS count FROM ${String(name)}`).get()!['count']);
    }
    database.close();
  }
  expect(rows).toBe(facts['rows']);
});
