/** Resuming a run over several inputs, which may have files of equal names. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BEHAVE, Job, untilProgress } from './job.ts';

test.each([
  ['first', 0],
  ['second', 1],
])(
  'of files of one name in two inputs, the one in the %s is processed again when that one was not done',
  async (_, unfinished) => {
    using job = new Job({ behave: BEHAVE }, { 'A/f': 'rows 3', 'B/f': 'rows 3' });
    const input = ['A', 'B'].map((name) => join(job.input, name));
    // What it emits comes after the end of the run, so its tree is not whole.
    const gate = job.addGate(unfinished === 0 ? 'A/f' : 'B/f', 'rows 2', 'child late ok');
    const controller = new AbortController();
    const running = job.run({ input, threads: 2, signal: controller.signal });
    await untilProgress(running, ({ contentsDone, walkFinished }) => contentsDone === 1 && walkFinished);
    controller.abort();
    gate.open();
    expect(await running).toMatchObject({ status: 'interrupted', contents: 2, subcontents: 1 });
    expect(job.column('SELECT filename FROM __wadup_content')).toEqual(['f', 'f']);

    const resumed = await job.run({ input, resume: true });
    expect(resumed).toMatchObject({ status: 'completed', contents: 2, subcontents: 1 });
    expect(resumed.resumed).toEqual({ inputsDone: 1, contentsKept: 1, contentsRemoved: 1 });
    const files = job.rows(`
    SELECT coalesce(i.input_index, 0), (SELECT count(*) FROM numbers n WHERE n.content_uuid = c.uuid)
    FROM __wadup_content c LEFT JOIN __wadup_input i ON i.content_uuid = c.uuid
    WHERE c.filename = 'f' AND c.parent_uuid IS NULL ORDER BY 1`);
    expect(files).toEqual([0, 1].map((index) => [index, index === unfinished ? 2 : 3]));
    expect(job.column("SELECT status FROM __wadup_content WHERE filename = 'late'")).toEqual(['success']);
  },
);
