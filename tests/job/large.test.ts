/**
 * Very large files and very many small ones, in bounded memory. `WADUP_LARGE=1` makes it full size (a million files,
 * 4 GB of disk, some minutes) and prints the figures.
 */
import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Program, wadup } from './child-process.ts';
import { BEHAVE, exampleModule, Job } from './job.ts';

const FULL = process.env['WADUP_LARGE'] === '1';
const FILES = FULL ? 1_000_000 : 20_000;
const CHILDREN = FULL ? 1_000_000 : 50_000;
const FILES_PER_DIRECTORY = 500;
const GB = 1e9;
/** Bytes of resident memory that two threads may take. */
const MOST_RESIDENT = 400e6;
const SAMPLE_MS = 50;

function wadupJob(job: Job): Program {
  return wadup(['--modules', job.modules, '--input', job.input, '--output', job.output, '--threads', '2']);
}

/** Resident bytes of a process from now to its end, sampled. */
async function residentUntilEnd(program: Program): Promise<number[]> {
  const samples: number[] = [];
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${program.process.pid}/status`, 'latin1');
      const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
      if (kilobytes !== undefined) samples.push(Number(kilobytes) * 1024);
    } catch {
      // It has ended.
    }
  }, SAMPLE_MS);
  expect(await program.end(), program.stderr).toBe(0);
  clearInterval(timer);
  return samples;
}

function report(what: string, samples: readonly number[], begin: number): void {
  if (!FULL) return;
  const quarters = [0, 1, 2, 3].map((n) => {
    const part = samples.slice((n * samples.length) / 4, ((n + 1) * samples.length) / 4);
    return `${Math.round(Math.max(...part) / 1e6)} MB`;
  });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  process.stdout.write(`${what}: ${seconds} s; most resident memory in each quarter: ${quarters.join(', ')}\n`);
}

/** After the first half memory grows no more than a little. */
function expectFlat(samples: readonly number[]): void {
  const half = Math.floor(samples.length / 2);
  const before = Math.max(...samples.slice(0, half));
  expect(Math.max(...samples.slice(half))).toBeLessThanOrEqual(before * 1.25 + 20e6);
}

const isLinux = process.platform === 'linux';
const TIME = FULL ? 1_800_000 : 120_000;

test.skipIf(!isLinux)('a file of 10 GB: its size, its end, and whatever is asked for', { timeout: TIME }, async () => {
  using job = new Job({ 'byte-counter': exampleModule('byte-counter'), behave: BEHAVE });
  const path = join(job.input, 'large');
  writeFileSync(path, `tail\nslice ${10 * GB - 6} 6 end\n${FULL ? 'digest' : 'ok'}\n`);
  truncateSync(path, 10 * GB);
  const file = openSync(path, 'r+');
  writeSync(file, 'tail\nZ', 10 * GB - 6);
  closeSync(file);
  const begin = performance.now();
  const samples = await residentUntilEnd(wadupJob(job));
  report('10 GB', samples, begin);
  expect(job.errors()).toEqual({ large: null, end: null });
  expect(job.column('SELECT size_bytes FROM file_sizes ORDER BY 1')).toEqual([6, 10 * GB]);
  expect(job.rows('SELECT size, last_byte FROM tails ORDER BY 1')).toEqual([
    [6, 'Z'.charCodeAt(0)],
    [10 * GB, 'Z'.charCodeAt(0)],
  ]);
  expect(Math.max(...samples)).toBeLessThan(MOST_RESIDENT);
  if (FULL) expectFlat(samples);
});

test.skipIf(!isLinux)(`${FILES} tiny files`, { timeout: TIME }, async () => {
  using job = new Job({ 'byte-counter': exampleModule('byte-counter'), behave: BEHAVE });
  for (let n = 0; n < FILES; n++) {
    const directory = join(job.input, String(Math.floor(n / FILES_PER_DIRECTORY)));
    if (n % FILES_PER_DIRECTORY === 0) mkdirSync(directory);
    writeFileSync(join(directory, String(n)), 'count\n');
  }
  const begin = performance.now();
  const samples = await residentUntilEnd(wadupJob(job));
  report(`${FILES} files`, samples, begin);
  expect(job.rows("SELECT count(*), count(DISTINCT filename) FROM __wadup_content WHERE status = 'success'")).toEqual([
    [FILES, FILES],
  ]);
  expect(job.rows('SELECT count(*), sum(size_bytes) FROM file_sizes')).toEqual([[FILES, FILES * 6]]);
  expect(job.value('SELECT count(*) FROM calls')).toBe(FILES);
  expect(Math.max(...samples)).toBeLessThan(MOST_RESIDENT);
  if (FULL) expectFlat(samples);
});

test.skipIf(!isLinux)(`${CHILDREN} sub-contents of one file`, { timeout: TIME }, async () => {
  using job = new Job({ behave: BEHAVE }, { root: `children ${CHILDREN}` });
  const begin = performance.now();
  const samples = await residentUntilEnd(wadupJob(job));
  report(`${CHILDREN} sub-contents`, samples, begin);
  expect(job.value('SELECT count(*) FROM __wadup_content WHERE parent_uuid IS NOT NULL')).toBe(CHILDREN);
  expect(Math.max(...samples)).toBeLessThan(MOST_RESIDENT);
});
