import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { allParts, chosenParts, chunksOf, forgottenFiles, needsTestModules, type Settings } from './settings.ts';

const LINES: Readonly<Record<string, number>> = {
  'pack/tests/test_top.py': 1,
  'pack/tests/one/test_a.py': 4000,
  'pack/tests/one/test_b.py': 1500,
  'pack/tests/one/deep/test_c.py': 1500,
  'pack/tests/one/deep/helper.py': 1,
  'pack/tests/two/test_d.py': 9000,
  'pack/slow/tests/test_e.py': 1,
};
const SETTINGS: Settings = {
  folder: 'pack/tests/PART',
  files: [],
  leftOut: { 'pack/slow': 'slow' },
  needTestModules: ['pack/tests/two'],
};

let source = '';

beforeEach(() => {
  source = mkdtempSync(join(tmpdir(), 'wadup-suite-'));
  for (const [path, lines] of Object.entries(LINES)) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), 'pass\n'.repeat(lines));
  }
});

afterEach(() => rmSync(source, { recursive: true }));

it('finds every part with its test files', () => {
  expect(allParts(SETTINGS, source)).toEqual([
    { name: '.', files: ['pack/tests/test_top.py'] },
    {
      name: 'one',
      files: ['pack/tests/one/deep/test_c.py', 'pack/tests/one/test_a.py', 'pack/tests/one/test_b.py'],
    },
    { name: 'two', files: ['pack/tests/two/test_d.py'] },
  ]);
});

it('takes single files and folders for parts, and says what is none', () => {
  const names = ['two', 'pack/tests/one/deep', 'pack/tests/one/test_b.py'];
  const chosen = chosenParts(SETTINGS, source, names);
  expect('parts' in chosen && chosen.parts.map(({ files }) => files)).toEqual([
    ['pack/tests/two/test_d.py'],
    ['pack/tests/one/deep/test_c.py'],
    ['pack/tests/one/test_b.py'],
  ]);
  expect(chosenParts(SETTINGS, source, ['one', 'pack/tests/on'])).toEqual({ unknown: 'pack/tests/on' });
});

it('makes chunks of limited size, and of one file alone where that is larger', () => {
  const chunks = allParts(SETTINGS, source).flatMap((part) => chunksOf(part, source));
  expect(chunks.map(({ name, files }) => [name, files.length])).toEqual([
    ['top-00', 1],
    ['one-00', 2],
    ['one-01', 1],
    ['two-00', 1],
  ]);
});

it('names test files about which nobody decided', () => {
  expect(forgottenFiles({ ...SETTINGS, parts: ['one', '.'], leftOut: {} }, source)).toEqual([
    'pack/slow/tests/test_e.py',
    'pack/tests/two/test_d.py',
  ]);
  expect(forgottenFiles(SETTINGS, source)).toEqual([]);
});

it('knows which parts need modules for tests', () => {
  expect(
    allParts(SETTINGS, source)
      .filter((part) => needsTestModules(SETTINGS, part))
      .map(({ name }) => name),
  ).toEqual(['two']);
});
