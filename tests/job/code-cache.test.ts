/** A run with code that an earlier one left does what it would do without, limits included. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BEHAVE, Job } from './job.ts';

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

test('a run without the option keeps nothing', async () => {
  using job = new Job({ behave: BEHAVE }, { rows: 'library-rows 20000' });
  await job.run();
  expect(existsSync(join(job.folder, 'code'))).toBe(false);
});
