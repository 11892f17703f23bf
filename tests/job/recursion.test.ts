/** Content inside content: archives in archives, slices of slices, large trees, and how deep they may go. */
import { deflateRawSync, crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { BEHAVE, exampleModule, Job } from './job.ts';

/** A ZIP with one entry. */
function zip(name: string, bytes: Uint8Array, stored: boolean): Buffer {
  const data = stored ? Buffer.from(bytes) : deflateRawSync(bytes);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(stored ? 0 : 8, 4);
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), data]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}

/** Steps up to the input for each content, by name. */
const DEPTHS = `WITH RECURSIVE tree (uuid, filename, depth, path) AS (
    SELECT uuid, filename, 0, filename FROM __wadup_content WHERE parent_uuid IS NULL
    UNION ALL
    SELECT c.uuid, c.filename, depth + 1, path || '/' || c.filename
    FROM tree JOIN __wadup_content c ON c.parent_uuid = tree.uuid )`;

test.each([
  ['deflated', false],
  ['stored, so that every level is a slice of the file', true],
] as const)('a ZIP in a ZIP, five deep, %s', async (_, stored) => {
  let bytes: Uint8Array = Buffer.from('treasure\n'.repeat(1000));
  for (let level = 5; level >= 1; level--)
    bytes = zip(level === 5 ? 'treasure.txt' : `level-${level + 1}.zip`, bytes, stored);
  using job = new Job(
    { 'zip-extractor': exampleModule('zip-extractor'), 'byte-counter': exampleModule('byte-counter') },
    { 'five.zip': bytes, 'other.txt': 'x' },
  );
  const summary = await job.run({ threads: 2 });
  expect(summary).toMatchObject({ contents: 7, failed: 0, subcontents: 5, spilledBytes: 0 });
  expect(job.rows(`${DEPTHS} SELECT path, depth FROM tree WHERE filename = 'treasure.txt'`)).toEqual([
    ['five.zip/level-2.zip/level-3.zip/level-4.zip/level-5.zip/treasure.txt', 5],
  ]);
  expect(
    job.value(
      "SELECT size_bytes FROM file_sizes JOIN __wadup_content ON uuid = content_uuid WHERE filename = 'treasure.txt'",
    ),
  ).toBe(9000);
});

test('a slice of a slice has the bytes of the file, 200 levels deep', async () => {
  using job = new Job({ behave: BEHAVE }, { whole: `${'rest\n'.repeat(200)}digest\nxyz` });
  const summary = await job.run({ maxRecursionDepth: 200, threads: 2 });
  expect(summary).toMatchObject({ contents: 201, failed: 0, spilledBytes: 0 });
  expect(job.rows('SELECT size FROM digests')).toEqual([['digest\nxyz'.length]]);
  expect(job.value(`${DEPTHS} SELECT max(depth) FROM tree`)).toBe(200);
});

test('a slice outside of its content is an error of that emission; the others are made', async () => {
  const script = ['ok', 'slice 0 2 good', 'env-slice 0 4000 bad', 'env-slice 3999 2 bad', 'slice 2 0 empty'].join('\n');
  using job = new Job({ behave: BEHAVE }, { whole: script });
  await job.run();
  const { whole, ...slices } = job.errors();
  expect(slices).toEqual({ good: null, empty: null });
  expect(whole).toMatch(/'bad'.*offset 0 and length 4000 .*within the 75 bytes.*offset 3999 and length 2 /);
  expect(String(whole).split('\n')).toHaveLength(1);
});

test('content deeper than the limit is recorded as failed, names the limit, and is not processed', async () => {
  using job = new Job({ behave: BEHAVE }, { root: 'count\nnest 9' });
  const summary = await job.run({ maxRecursionDepth: 3 });
  expect(summary).toMatchObject({ contents: 5, failed: 1, subcontents: 4 });
  const { 'nest-5': tooDeep, ...others } = job.errors();
  expect(tooDeep).toBe('not processed: it is nested 4 levels deep, and the limit is 3 (--max-recursion-depth)');
  expect(others).toEqual({ root: null, 'nest-8': null, 'nest-7': null, 'nest-6': null });
  expect(job.value(`${DEPTHS} SELECT depth FROM tree WHERE filename = 'nest-5'`)).toBe(4);
});

test('with a depth limit of 0 only inputs are processed', async () => {
  using job = new Job({ behave: BEHAVE }, { root: 'child a ok\nchild b ok' });
  await job.run({ maxRecursionDepth: 0 });
  const tooDeep = 'not processed: it is nested 1 level deep, and the limit is 0 (--max-recursion-depth)';
  expect(job.errors()).toEqual({ root: null, a: tooDeep, b: tooDeep });
});

test('a tree of 111,111 contents from one input: every parent and every depth is right', async () => {
  using job = new Job({ behave: BEHAVE }, { root: 'tree 10 5' });
  const summary = await job.run({ threads: 2 });
  expect(summary).toMatchObject({ contents: 111_111, failed: 0, inputs: 1, subcontents: 111_110 });
  expect(job.rows(`${DEPTHS} SELECT depth, count(*), count(DISTINCT path) FROM tree GROUP BY depth`)).toEqual(
    [0, 1, 2, 3, 4, 5].map((depth) => [depth, 10 ** depth, 10 ** depth]),
  );
  expect(job.value('SELECT count(*) FROM __wadup_content c JOIN __wadup_content p ON p.uuid = c.parent_uuid')).toBe(
    111_110,
  );
});

test('1, 2 and 8 threads give the same results', async () => {
  const inputs: Record<string, string> = { tree: 'tree 6 4', trap: 'rows 3\ntrap', exit: 'exit 3', deep: 'nest 30' };
  for (let n = 0; n < 100; n++) {
    inputs[`many/${n}`] =
      `rows ${n}\nstdout ${n}\nchildren ${n % 7}\nchild script rows ${n % 3}\\nstderr ${n}\nreturn ${n % 5}`;
  }
  const results: unknown[] = [];
  for (const threads of [1, 2, 8]) {
    using job = new Job({ behave: BEHAVE }, inputs);
    const { elapsedMs, utilisation, ...summary } = await job.run({ threads, maxRecursionDepth: 20 });
    expect(elapsedMs).toBeGreaterThan(0);
    expect(utilisation).toHaveLength(threads);
    results.push({
      summary,
      contents: job.rows(`${DEPTHS} SELECT path, depth, status, error_message, n, stdout, stderr FROM tree
        JOIN __wadup_content USING (uuid)
        LEFT JOIN numbers ON numbers.content_uuid = uuid
        LEFT JOIN __wadup_module_output o ON o.content_uuid = uuid
        ORDER BY path, depth, n`),
    });
  }
  expect((results[0] as { contents: unknown[] }).contents.length).toBeGreaterThan(5000);
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});
