/**
 * Runs every hostile module through the real engine, in a process of its own, between two well-behaved neighbours.
 * Whatever it does: the process neither dies nor hangs nor grows, the neighbours keep all their rows, every input is in
 * the database once, the message names module and cause, and nothing of the host is in the database.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileText, exampleModule, Job } from '../job/job.ts';
import { LIMITS, type LimitName } from '../../packages/engine/src/options.ts';
import { buildModule, type HostileCase, hostileFiles, readCase } from './hostile-case.ts';
import type { ChildReport } from './hostile-child.ts';

const NEIGHBOUR = exampleModule('byte-counter');
/** In a file beside the inputs and in the process's environment: no module may ever see it. */
const SECRET = 'the-secret-of-the-host-7c1f';
const ORDINARY: Readonly<Record<string, string>> = {
  empty: '',
  'letter.txt': 'Dear reader,\n',
  'folder/large.bin': 'x'.repeat(200_000),
};

let bundled = '';

beforeAll(async () => {
  bundled = mkdtempSync(join(tmpdir(), 'wadup-hostile-'));
  writeFileSync(join(bundled, 'package.json'), '{ "type": "module" }');
  await build({
    absWorkingDir: join(import.meta.dirname, '../..'),
    entryPoints: { child: 'tests/hostile/hostile-child.ts', worker: 'packages/engine/src/worker/main.ts' },
    outdir: bundled,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
});

afterAll(() => rmSync(bundled, { recursive: true, force: true }));

describe.concurrent('a hostile module is contained:', () => {
  for (const file of hostileFiles()) {
    const hostile = readCase(file);
    test(`${hostile.name}: ${hostile.title}`, { timeout: 120_000 }, async () => {
      await withJob(hostile, file, (job, report) => check(hostile, job, report));
    });
  }
});

async function withJob(
  hostile: HostileCase,
  file: string,
  use: (job: Job, report: ChildReport) => void,
): Promise<void> {
  const modules: Record<string, Uint8Array> = {
    'a-neighbour': NEIGHBOUR,
    hostile: await buildModule(file, compileText),
    'z-neighbour': NEIGHBOUR,
  };
  if (hostile.beside !== null) modules['hostile-too'] = await buildModule(hostile.beside, compileText);
  using job = new Job(modules, ORDINARY);
  writeFileSync(join(job.folder, 'secret'), SECRET);
  use(job, await runChild(hostile, job));
}

async function runChild(hostile: HostileCase, job: Job): Promise<ChildReport> {
  const options = JSON.stringify(job.options(withoutSome(hostile.limits)));
  const child = spawn(process.execPath, [join(bundled, 'child.js'), options], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, WADUP_SECRET: SECRET },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seconds = Number(process.env.WADUP_HOSTILE_SECONDS ?? hostile.seconds);
  const watchdog = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece: Buffer) => (stdout += String(piece)));
  child.stderr.on('data', (piece: Buffer) => (stderr += String(piece)));
  const [code, signal] = await once(child, 'close');
  clearTimeout(watchdog);
  const isHung = signal === 'SIGKILL';
  expect(isHung ? `hung: not over after ${seconds} s` : '').toBe('');
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  return JSON.parse(stdout) as ChildReport;
}

/**
 * To see that a test fails without the limit that it is about: WADUP_HOSTILE_WITHOUT names limits that are not set, or
 * set as high as they go.
 */
function withoutSome(limits: HostileCase['limits']): HostileCase['limits'] {
  const without = new Set((process.env.WADUP_HOSTILE_WITHOUT ?? '').split(','));
  const names = Object.keys(LIMITS) as LimitName[];
  const off = names.flatMap((name) => (without.has(name) ? [[name, highest(name)] as const] : []));
  return { ...limits, ...Object.fromEntries(off) };
}

function highest(name: LimitName): number | undefined {
  return LIMITS[name].fallback === undefined ? undefined : LIMITS[name].max;
}

function check(hostile: HostileCase, job: Job, report: ChildReport): void {
  if (process.env.WADUP_TEST_VERBOSE !== undefined) describeRun(hostile, job, report);
  expect(report.resident, 'bytes in memory').toBeLessThan(hostile.resident);
  if (hostile.outcome === 'refused') {
    expect(report.refusal).toMatch(/^module: Module '.*\/hostile\.wasm' /);
    for (const words of hostile.messages) expect(report.refusal).toContain(words);
    return;
  }
  expect(report.refusal).toBeNull();
  checkContents(hostile, job);
  checkNeighbours(job);
  checkSecrets(job);
  expect(job.value('PRAGMA integrity_check')).toBe('ok');
  for (const [sql, value] of hostile.queries) expect(String(job.value(sql)), sql).toBe(value);
}

/** What happened, for whoever writes a case. */
function describeRun(hostile: HostileCase, job: Job, { refusal, resident, milliseconds }: ChildReport): void {
  const messages = refusal === null ? job.column('SELECT DISTINCT error_message FROM __wadup_content') : [refusal];
  process.stderr.write(
    `${hostile.name}: ${Math.round(resident / 1e6)} MB, ${Math.round(milliseconds)} ms\n  ${messages.join('\n  ')}\n`,
  );
}

function checkContents(hostile: HostileCase, job: Job): void {
  const inputs = job.rows('SELECT filename, status, error_message FROM __wadup_content WHERE parent_uuid IS NULL');
  expect(inputs.map(([filename]) => filename).sort()).toEqual(Object.keys(ORDINARY).sort());
  for (const [, status, message] of inputs) {
    if (hostile.outcome !== 'mixed') expect([status, message]).toEqual([hostile.outcome, message]);
    if (status !== 'failed') continue;
    expect(message).toMatch(/^module 'hostile/);
    for (const words of hostile.messages) expect(message).toContain(words);
  }
  if (hostile.prints.length === 0) return;
  const printed = job.column("SELECT stdout FROM __wadup_module_output WHERE module_name = 'hostile'");
  expect(printed.length).toBeGreaterThanOrEqual(inputs.length);
  for (const text of printed) for (const words of hostile.prints) expect(text).toContain(words);
}

/** Both neighbours have a row with the right size for every content that was processed at all. */
function checkNeighbours(job: Job): void {
  const lacking = job.rows(
    `SELECT filename, count(size_bytes) FROM __wadup_content LEFT JOIN file_sizes ON content_uuid = uuid
       WHERE error_message IS NULL OR error_message NOT LIKE 'not processed: %'
       GROUP BY uuid HAVING count(size_bytes) <> 2 OR min(size_bytes) <> max(size_bytes)`,
  );
  expect(lacking).toEqual([]);
  const sizes = job.rows(
    'SELECT filename, max(size_bytes) FROM __wadup_content JOIN file_sizes ON content_uuid = uuid WHERE parent_uuid IS NULL GROUP BY uuid',
  );
  for (const [filename, size] of sizes) expect(size).toBe(ORDINARY[String(filename)]!.length);
}

/** Nothing in any table tells anything of the host but the names of the inputs. */
function checkSecrets(job: Job): void {
  const tables = job.column(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_\\_wadup\\_run%' ESCAPE '\\'",
  );
  const forbidden = [
    SECRET,
    job.folder,
    tmpdir() + '/',
    bundled,
    dirname(process.execPath),
    'worker.js',
    'node:',
    'root:x:',
  ];
  if (process.env.HOME !== undefined && process.env.HOME.length > 1) forbidden.push(process.env.HOME);
  for (const table of tables) {
    const quoted = String(table).replaceAll('"', '""');
    for (const row of job.rows(`SELECT * FROM "${quoted}" LIMIT 20000`)) {
      const text = row.join('\n');
      for (const secret of forbidden) expect(text.includes(secret) ? `${table}: ${text}` : '').toBe('');
    }
  }
}
