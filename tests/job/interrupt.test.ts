/** Ctrl-C: once finishes what runs and commits it, twice stops at once; the database is sound either way. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Program, reader, wadup } from './child-process.ts';
import { BEHAVE, type Gate, Job } from './job.ts';

/** A run of which one content is inside its call, with more sub-content than fits into memory. */
function startRun(): { job: Job; gate: Gate; run: Program } {
  const job = new Job({ behave: BEHAVE });
  const gate = job.addGate('gate', 'children-of 100 65536', 'rows 3');
  const options = ['--threads', '1', '--memory-budget', '1MiB', '--output', job.output];
  return { job, gate, run: wadup(['--modules', job.modules, '--input', job.input, ...options]) };
}

/** When this has ended, the gate's content has spilled sub-content. */
function untilSpilled(job: Job): Program {
  return reader(`
    import { readdirSync } from 'node:fs';
    const folder = ${JSON.stringify(job.folder)};
    while (!readdirSync(folder).some((name) => name.startsWith('.wadup-'))) await sleep(5);`);
}

const ROWS_MISSING = `SELECT count(*) FROM __wadup_content c
  WHERE (SELECT count(*) FROM numbers n WHERE n.content_uuid = c.uuid) <> 3`;

test.skipIf(process.platform === 'win32')('once: what runs is finished and committed, status 130', async () => {
  const { job, gate, run } = startRun();
  using _ = job;
  using __ = run;
  using spilled = untilSpilled(job);
  await spilled.end();
  run.process.kill('SIGINT');
  await run.until('Interrupted: finishing what runs');
  gate.open();
  expect(await run.end()).toBe(130);
  expect(readdirSync(job.folder).sort()).toEqual(['input', 'modules', 'out.db']);
  expect(run.stderr).toContain('Interrupted after');
  expect(run.stdout).toBe('');
  expect(job.rows('SELECT filename, status FROM __wadup_content')).toEqual([['gate', 'success']]);
  expect(job.value(ROWS_MISSING)).toBe(0);
  expect(job.column('SELECT status FROM __wadup_run')).toEqual(['interrupted']);
});

test.skipIf(process.platform === 'win32')(
  'twice: the end at once, though a call still runs, and the database is sound',
  async () => {
    const { job, run } = startRun();
    using _ = job;
    using __ = run;
    using spilled = untilSpilled(job);
    await spilled.end();
    run.process.kill('SIGINT');
    await run.until('Interrupted: finishing what runs');
    // What comes close behind the first counts as the same, so as often as an impatient person would.
    const again = setInterval(() => run.process.kill('SIGINT'), 50);
    expect(await run.end()).toBe(130);
    clearInterval(again);
    expect(readdirSync(job.folder).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(job.value('PRAGMA integrity_check')).toBe('ok');
    expect(job.value('SELECT count(*) FROM __wadup_content')).toBe(0);
    // A later run goes on with the same database.
    job.addInputs({ gate: 'rows 3' });
    expect(await job.run()).toMatchObject({ status: 'completed', contents: 1 });
  },
);

test.skipIf(process.platform === 'win32')(
  'SIGTERM in the middle of thousands of contents: all that is processed is committed',
  async () => {
    using job = new Job({ behave: BEHAVE });
    for (let n = 0; n < 5000; n++) job.addInputs({ [`${n % 50}/${n}`]: 'rows 3' });
    job.addGate('gate', 'ok').open();
    using run = wadup(['--modules', job.modules, '--input', job.input, '--output', job.output, '--threads', '2']);
    using seen = reader(`
    const db = await opened(${JSON.stringify(job.output)});
    while (db.prepare('SELECT count(*) AS n FROM __wadup_content').get().n === 0) await sleep(1);`);
    await seen.end();
    run.process.kill('SIGTERM');
    const status = await run.end();
    expect(job.value('PRAGMA integrity_check')).toBe('ok');
    expect(job.value(`${ROWS_MISSING} AND filename <> 'gate'`)).toBe(0);
    const contents = Number(job.value('SELECT count(*) FROM __wadup_content'));
    // On a fast machine the run may be over before the signal comes.
    expect([130, 0]).toContain(status);
    expect(run.stderr.replaceAll(/[, ]/g, '')).toContain(`${contents}contents`);
    expect(job.column('SELECT status FROM __wadup_run')).toEqual([status === 130 ? 'interrupted' : 'completed']);
  },
);
