/**
 * Runs that are killed at random moments, and runs whose disk is full: what is in the database is whole, and `--resume`
 * brings it to what an undisturbed run makes. WADUP_CRASH_KILLS sets how often it is killed (100 for the long form),
 * WADUP_CRASH_SEED repeats the moments.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Program, wadup } from '../job/child-process.ts';
import { BEHAVE, Job, queryDatabase } from '../job/job.ts';
import { below, chooseSeed, randomOf } from '../seed.ts';

const KILLS = Number(process.env.WADUP_CRASH_KILLS ?? 5);
const INPUTS = 3000;

/** Every content writes exactly three rows, and emits one child down to the third generation. */
function inputs(): Record<string, string> {
  const grandchild = (n: number): string => `child grandchild-of-${n} rows 3`;
  return Object.fromEntries(
    Array.from({ length: INPUTS }, (_, n) => [
      `folder-${n % 7}/${n}`,
      `rows 3\nchild child-of-${n} rows 3\\n${grandchild(n)}\n`,
    ]),
  );
}

let job: Job;
/** What an undisturbed run makes, and how long one takes, in milliseconds. */
let expected: unknown[][];
let duration = 0;

beforeAll(async () => {
  job = new Job({ behave: BEHAVE }, inputs());
  const output = join(job.folder, 'undisturbed.db');
  const began = performance.now();
  expect(await start(output).end()).toBe(0);
  duration = performance.now() - began;
  expected = tablesOf(output);
  expect(expected).toHaveLength(3 * INPUTS);
});

afterAll(() => job[Symbol.dispose]());

test(`killed at ${KILLS} random moments, contents are whole, and --resume completes the run`, {
  timeout: 60_000 + KILLS * 20_000,
}, async () => {
  const seed = chooseSeed('WADUP_CRASH_SEED');
  process.stderr.write(`crash: WADUP_CRASH_SEED=${seed}, a run takes ${Math.round(duration)} ms\n`);
  const random = randomOf(seed);
  const tally = { kills: 0, runs: 0, contents: 0, beforeAnything: 0, afterTheEnd: 0 };
  while (tally.kills < KILLS) {
    const output = join(job.folder, `${tally.runs}.db`);
    // The continued run may be killed as well, and that one, too.
    const deaths = 1 + below(random, 3);
    for (let death = 0; death < deaths && tally.kills < KILLS; death++) {
      using run = start(output, ...(death === 0 ? [] : ['--resume']));
      // Mostly while contents are being committed, which takes a part of the time only.
      if (random() < 0.8) {
        await untilCommitting(run, output);
        await sleep(random() * duration * 0.4);
      } else await sleep(random() * duration);
      run.process.kill('SIGKILL');
      const status = await run.end();
      if (status === 'SIGKILL') tally.kills++;
      else tally.afterTheEnd++;
      if (checkWhole(output)) tally.contents += tablesOf(output).length;
      else tally.beforeAnything++;
    }
    expect(await start(output, '--resume').end()).toBe(0);
    checkWhole(output);
    expect(tablesOf(output), `seed ${seed}, run ${tally.runs}`).toEqual(expected);
    tally.runs++;
  }
  process.stderr.write(`crash: ${JSON.stringify(tally)}\n`);
});

test('a full disk in the middle ends the run with a sentence, and --resume completes it when there is room', async () => {
  const output = join(job.folder, 'full.db');
  const room = 600;
  const args = ['--modules', job.modules, '--input', job.input, '--output', output, '--threads', '2'];
  const command = join(import.meta.dirname, '../../packages/cli/src/main.ts');
  // Files cannot grow past so many KiB: to a program that is what a full disk looks like.
  const quoted = [process.execPath, command, ...args].map((word) => `'${word}'`).join(' ');
  using run = new Program('bash', ['-c', `ulimit -f ${room}; trap '' XFSZ; exec ${quoted}`]);
  const status = await run.end();
  expect({ status, stdout: run.stdout, stderr: run.stderr }).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^wadup: .*full.*\n$/m),
  });
  expect(run.stderr).not.toMatch(/\n\s+at /);
  checkWhole(output);
  const before = tablesOf(output).length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(expected.length);
  expect(await start(output, '--resume').end()).toBe(0);
  expect(tablesOf(output)).toEqual(expected);
});

function start(output: string, ...more: string[]): Program {
  return wadup(['--modules', job.modules, '--input', job.input, '--output', output, '--threads', '2', ...more]);
}

/** Waits until the write-ahead log holds more than the tables, or is another than it was; or until the run is over. */
async function untilCommitting(run: Program, output: string): Promise<void> {
  const before = logSize(output);
  while (run.process.exitCode === null && (logSize(output) === before || logSize(output) < 200_000)) await sleep(2);
}

function logSize(output: string): number {
  return statSync(`${output}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/** Whether there is a database with contents at all. */
function checkWhole(output: string): boolean {
  if (!existsSync(output)) return false;
  const value = (sql: string): unknown => queryDatabase(output, sql)[0]?.[0];
  expect(value('PRAGMA integrity_check')).toBe('ok');
  if (value("SELECT count(*) FROM sqlite_schema WHERE name IN ('__wadup_content', 'numbers')") !== 2) return false;
  const rows = queryDatabase(
    output,
    `SELECT DISTINCT coalesce(count, 0) FROM __wadup_content
       LEFT JOIN (SELECT content_uuid, count(*) AS count FROM numbers GROUP BY content_uuid) ON content_uuid = uuid`,
  ).flat();
  for (const count of rows) expect(count).toBe(3);
  expect(value('SELECT count(*) FROM numbers WHERE content_uuid NOT IN (SELECT uuid FROM __wadup_content)')).toBe(0);
  return rows.length > 0;
}

/** All that a run makes, by names, in an order of its own. */
function tablesOf(output: string): unknown[][] {
  return queryDatabase(
    output,
    `WITH rows_of AS (SELECT content_uuid, group_concat(n ORDER BY n) AS list FROM numbers GROUP BY content_uuid)
     SELECT c.filename, p.filename, g.filename, c.status, c.error_message, list
     FROM __wadup_content c LEFT JOIN __wadup_content p ON p.uuid = c.parent_uuid
       LEFT JOIN __wadup_content g ON g.uuid = p.parent_uuid LEFT JOIN rows_of r ON r.content_uuid = c.uuid
     ORDER BY c.filename, p.filename, g.filename, c.uuid`,
  );
}
