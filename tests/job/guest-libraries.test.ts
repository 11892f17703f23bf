/** What every guest library does alike: the same scripts give the same tables, whatever language the module is in. */
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BEHAVE_IN, Job } from './job.ts';

const LANGUAGES = Object.keys(BEHAVE_IN) as (keyof typeof BEHAVE_IN)[];

describe.each(LANGUAGES)('a module in %s', (language) => {
  const behave = BEHAVE_IN[language];

  test('carries values that are hard to carry, and NULL', async () => {
    using job = new Job({ behave }, { extremes: 'library-extremes' });
    await job.run();
    expect(job.errors()).toEqual({ extremes: null });
    expect(job.rows('SELECT whole, float, text FROM "extreme ""values""" ORDER BY rowid')).toEqual([
      [9223372036854775807n, null, 'quote " backslash \\ line\n tab\t nul\0 bell\u0007'],
      [-9223372036854775808n, Infinity, 'ž 京 🐎 \u2028 \ufffd'],
      [9007199254740993n, -Infinity, ''],
      [0, 5e-324, 'x'.repeat(100_000)],
      [null, null, null],
    ]);
  });

  test('has its rows handed over in order without a flush, also when it returns a failure', async () => {
    using job = new Job({ behave }, { fails: 'library-rows 3\nreturn 7', many: 'library-rows 5000', no: '' });
    await job.run();
    expect(job.errors()).toEqual({ fails: "module 'behave': process returned 7", many: null, no: null });
    const rows = job.rows(
      'SELECT filename, n FROM numbers JOIN __wadup_content ON uuid = content_uuid ORDER BY numbers.rowid',
    );
    const numbersOf = (name: string): unknown[] => rows.filter(([filename]) => filename === name).map(([, n]) => n);
    expect(numbersOf('fails')).toEqual([0, 1, 2]);
    expect(numbersOf('many')).toEqual(Array.from({ length: 5000 }, (_, n) => n));
  });

  test('keeps what was flushed before a trap, and begins anew with the next content', async () => {
    using job = new Job({ behave }, { a: 'count', b: 'count\nlibrary-flush\ntrap', c: 'count', d: 'count' });
    await job.run();
    expect(job.errors()).toEqual({ a: null, b: expect.stringContaining('trap'), c: null, d: null });
    // In the order of processing, whatever that was.
    let calls = 0;
    const counts = job.rows(
      'SELECT filename, call_number FROM __wadup_content LEFT JOIN calls ON uuid = content_uuid ORDER BY uuid',
    );
    for (const [filename, callNumber] of counts) {
      calls += 1;
      expect(callNumber).toBe(calls);
      if (filename === 'b') calls = 0;
    }
  });

  test('hands on bytes and slices, also empty ones, and says what is wrong with a slice', async () => {
    const script = 'child nested slice 6 2 inner\\n12\nchild none \nslice 1 5 first\nslice 5 0 nothing\n';
    using job = new Job({ behave }, { script, wrong: 'slice 5 100 past' });
    await job.run();
    expect(job.errors()).toEqual({
      script: null,
      nested: null,
      none: null,
      first: null,
      nothing: null,
      inner: null,
      wrong: expect.stringContaining('offset 5 and length 100 do not lie within the 16 bytes of its parent'),
    });
    const parents = job.rows(
      'SELECT c.filename, p.filename FROM __wadup_content c JOIN __wadup_content p ON p.uuid = c.parent_uuid ORDER BY 1',
    );
    expect(parents).toEqual([
      ['first', 'script'],
      ['inner', 'nested'],
      ['nested', 'script'],
      ['none', 'script'],
      ['nothing', 'script'],
    ]);
  });

  test('has what it printed without an end of line in the output of that content', async () => {
    using job = new Job({ behave }, { a: 'stdout of a', b: 'stdout of b' });
    await job.run();
    const printed = job.rows(
      'SELECT filename, stdout FROM __wadup_module_output JOIN __wadup_content ON uuid = content_uuid ORDER BY 1',
    );
    expect(printed).toEqual([
      ['a', 'of a'],
      ['b', 'of b'],
    ]);
  });

  test('reads the last byte of 5 GB', async () => {
    using job = new Job({ behave }, { large: 'tail\n' });
    truncateSync(join(job.input, 'large'), 5e9);
    await job.run();
    expect(job.rows('SELECT size, last_byte FROM tails')).toEqual([[5e9, 0]]);
  });
});

test('goroutines live from call to call, and sleep', async () => {
  using job = new Job({ behave: BEHAVE_IN.Go }, { a: 'background', b: 'background\nbackground', c: 'background' });
  await job.run();
  expect(job.errors()).toEqual({ a: null, b: null, c: null });
  expect(job.column('SELECT tick FROM ticks ORDER BY rowid')).toEqual([1, 2, 3, 4]);
});
