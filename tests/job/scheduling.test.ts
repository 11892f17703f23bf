/** Work that is unevenly spread, and sub-content that does not fit into memory. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BEHAVE, Job, untilProgress } from './job.ts';

const FILES = 2000;
const CHILDREN = 5000;

function jobWithFiles(): Job {
  const job = new Job({ behave: BEHAVE });
  for (let n = 0; n < FILES; n++) job.addInputs({ [`${n % 20}/${n}`]: 'instance' });
  return job;
}

test('while one content is still inside its call, the other thread processes its 5,000 children and 2,000 files', async () => {
  using job = jobWithFiles();
  const gate = job.addGate('emitter', `children-saying ${CHILDREN} instance`, 'instance');
  const running = job.run({ threads: 2 });
  // Nothing but the emitter is left, which has not returned.
  await untilProgress(running, ({ contentsDone }) => contentsDone === FILES + CHILDREN);
  gate.open();
  const summary = await running;
  expect(summary).toMatchObject({ contents: FILES + CHILDREN + 1, failed: 0, subcontents: CHILDREN, spilledBytes: 0 });
  expect(summary.utilisation).toHaveLength(2);
  for (const share of summary.utilisation) {
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
  // One instance did nearly all of it: the emitter's own had at most what came before the emitter.
  const emitter = job.value(
    "SELECT id FROM instances JOIN __wadup_content ON uuid = content_uuid WHERE filename = 'emitter'",
  );
  expect(
    job.value(
      'SELECT count(*) FROM instances JOIN __wadup_content ON uuid = content_uuid WHERE parent_uuid IS NOT NULL AND id <> ?',
      emitter!,
    ),
  ).toBe(CHILDREN);
});

test('children that come at the end of a long call are worked off by both threads', async () => {
  using job = jobWithFiles();
  const gate = job.addGate('emitter', 'ok', `children-saying ${CHILDREN} instance`);
  const running = job.run({ threads: 2 });
  // The other thread has run out of work and waits.
  await untilProgress(running, ({ contentsDone }) => contentsDone === FILES);
  gate.open();
  await running;
  const shares = job.column(
    'SELECT count(*) FROM instances JOIN __wadup_content ON uuid = content_uuid WHERE parent_uuid IS NOT NULL GROUP BY id',
  );
  expect(shares).toHaveLength(2);
  expect(job.value('SELECT count(*) FROM __wadup_content')).toBe(FILES + CHILDREN + 1);
});

test('with a small memory budget sub-content goes to disk: the same results, and nothing is left over', async () => {
  // 500 contents of 60 KB in one call, and many small ones: with one thread all of them are queued at once.
  const large = `digest\\nstderr here\\n${'x'.repeat(60_000)}`;
  const inputs = { large: `children-saying 500 ${large}`, tree: 'tree 9 4', wide: 'children 30000' };
  const runs = [
    { threads: 1, budget: 512, spills: false },
    { threads: 1, budget: 8, spills: true },
    { threads: 2, budget: 8, spills: null },
    { threads: 2, budget: 1, spills: null },
  ];
  const results: unknown[] = [];
  for (const { threads, budget, spills } of runs) {
    using job = new Job({ behave: BEHAVE }, inputs);
    const { spilledBytes, status, contents, rows } = await job.run({ threads, memoryBudget: budget * 1_048_576 });
    expect(readdirSync(job.folder).sort()).toEqual(['input', 'modules', 'out.db']);
    if (spills !== null) expect(spilledBytes > 0).toBe(spills);
    results.push({
      summary: { status, contents, rows },
      contents: job.rows(`SELECT c.filename, p.filename, c.status, size, fnv1a, stderr FROM __wadup_content c
        LEFT JOIN __wadup_content p ON p.uuid = c.parent_uuid
        LEFT JOIN digests d ON d.content_uuid = c.uuid
        LEFT JOIN __wadup_module_output o ON o.content_uuid = c.uuid ORDER BY 1, 2, 3, 4, 5, 6`),
    });
  }
  expect(results[0]).toMatchObject({ summary: { status: 'completed', contents: 37_883, rows: 500 } });
  for (const result of results.slice(1)) expect(result).toEqual(results[0]);
});
