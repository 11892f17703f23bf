/** A run with code that an earlier one left does what it would do without, limits included. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BEHAVE, compileText, Job } from './job.ts';

const FILES = {
  panics: 'panic on purpose',
  recurses: 'recurse',
  returns: 'return 7',
  rows: 'library-rows 20000',
  traps: 'library-rows 3\ntrap',
  'wrong call': 'wrong-call',
  'z last': 'library-rows 2000',
};
const ENDLESS = { ...FILES, loops: 'loop' };

test.each([
  ['no limits', FILES, {}],
  ['fuel', ENDLESS, { fuel: 200_000_000 }],
  ['fuel and memory', { ...ENDLESS, hoards: 'hoard' }, { fuel: 200_000_000, maxMemory: 4_194_304 }],
])('runs that find code of an earlier one have its results, with %s', async (_what, files, limits) => {
  using first = new Job({ behave: BEHAVE }, files);
  const codeCache = join(first.folder, 'code');
  const results: unknown[] = [];
  for (const _run of ['fills the cache', 'uses it', 'uses what was added']) {
    using job = new Job({ behave: BEHAVE }, files);
    await job.run({ codeCache, ...limits });
    results.push([job.errors(), job.rows('SELECT count(*), sum(n) FROM numbers')]);
  }
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
  if (process.versions.v8.startsWith('13.6.')) expect(readdirSync(codeCache)).toHaveLength(1);
});

test('modules that differ in their data alone are one module to it', async () => {
  // Data of this length goes into memory by the host; before it stand the row and the table that the module inserts.
  const module = async (word: string): Promise<Uint8Array> =>
    await compileText(`(module
      (import "env" "define_table" (func $define (param i32 i32 i32 i32) (result i32)))
      (import "env" "insert_row" (func $insert (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 3)
      (data (i32.const 0) "words") (data (i32.const 16) "[{\\"name\\":\\"word\\",\\"data_type\\":\\"String\\"}]")
      (data (i32.const 64) "[{\\"String\\":\\"${word}\\"}]") (data (i32.const 1000) "${word.repeat(20_000)}")
      (func (export "process") (result i32)
        (drop (call $define (i32.const 0) (i32.const 5) (i32.const 16) (i32.const 38)))
        (call $insert (i32.const 0) (i32.const 5) (i32.const 64) (i32.const 19))))`);
  using job = new Job({ one: await module('four'), other: await module('five') }, { 'a file': '' });
  const codeCache = join(job.folder, 'code');
  await job.run({ codeCache });
  expect(job.errors()).toEqual({ 'a file': null });
  expect(job.column('SELECT word FROM words ORDER BY 1')).toEqual(['five', 'four']);
  if (process.versions.v8.startsWith('13.6.')) expect(readdirSync(codeCache)).toHaveLength(1);
});

test('a run without the option keeps nothing', async () => {
  using job = new Job({ behave: BEHAVE }, { rows: 'library-rows 20000' });
  await job.run();
  expect(existsSync(join(job.folder, 'code'))).toBe(false);
});
