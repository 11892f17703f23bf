/** Runs the tests of one chunk in a sandbox of its own, by `wadup exec`, and keeps what became of them. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Outcome } from './known-failures.ts';
import type { Runner } from './module.ts';
import type { Chunk } from './settings.ts';

const COMMAND = resolve(import.meta.dirname, '..', '..', '..', '..', 'packages', 'cli', 'src', 'main.ts');
/** What a long chunk may take; the clock is the wall's, and machines are busy. */
const LIMITS = ['--max-stack', '16MiB', '--max-memory', '2GiB', '--timeout', '7200'];
/** Of RFC 7464: what the runner writes between the outputs of tests. */
const RECORD_SEPARATOR = '\u001E';

export interface ChunkResult {
  /** Of the module, the tests' names and their settings: another one is another run. */
  readonly key: string;
  /** What is wrong with the run itself; `null` when all of its tests came to an end. */
  readonly broken: string | null;
  readonly outcomes: readonly Outcome[];
  readonly seconds: number;
}

/** The last record, when pytest came to its end. */
interface Summary {
  readonly finished: number;
  /** Tests. */
  readonly collected: number;
}

export interface Place {
  /** What the sandbox sees as /suite. */
  readonly suite: string;
  /** An empty folder: what tests write to /tmp stays in memory. */
  readonly empty: string;
  /** Outputs and results. */
  readonly results: string;
}

export function keyOf(chunk: Chunk, runner: Runner, suiteChecksum: string): string {
  return createHash('sha256')
    .update([runner.checksum, suiteChecksum, ...chunk.files].join('\n'))
    .digest('hex');
}

/** The result of an earlier run, if it was one of the same and came to its end. */
export function keptResult(chunk: Chunk, place: Place, key: string): ChunkResult | null {
  const path = join(place.results, `${chunk.name}.json`);
  if (!existsSync(path)) return null;
  const result = JSON.parse(readFileSync(path, 'utf8')) as ChunkResult;
  return result.key === key && result.broken === null ? result : null;
}

/** Its output is in NAME.log of the folder of results, whatever happens. */
export async function runChunk(chunk: Chunk, runner: Runner, place: Place, key: string): Promise<ChunkResult> {
  const log = join(place.results, `${chunk.name}.log`);
  const began = Date.now();
  const output = openSync(log, 'w');
  const folders = ['--dir', `${place.suite}::/suite`, '--dir', `${place.empty}::/tmp`];
  const variables = ['--env', 'HOME=/tmp', '--env', `TESTS=${chunk.files.join('\n')}`];
  const args = ['--no-warnings', COMMAND, 'exec', ...LIMITS, ...folders, ...variables, runner.path];
  const child = spawn(process.execPath, args, { stdio: ['ignore', output, output] });
  const ended = await new Promise<string | null>((done) => {
    child.once('error', ({ message }) => done(message));
    child.once('close', (code, signal) => done(code === 0 ? null : signal === null ? `status ${code}` : signal));
  });
  closeSync(output);
  const result = { key, ...readOutput(readFileSync(log, 'utf8'), ended), seconds: (Date.now() - began) / 1000 };
  const path = join(place.results, `${chunk.name}.json`);
  writeFileSync(`${path}.new`, JSON.stringify(result));
  renameSync(`${path}.new`, path);
  return result;
}

/**
 * @param ended how the process ended, `null` when as it should.
 */
export function readOutput(text: string, ended: string | null): Pick<ChunkResult, 'broken' | 'outcomes'> {
  const outcomes: Outcome[] = [];
  let last: Summary | null = null;
  for (const record of text.split(RECORD_SEPARATOR).slice(1)) {
    const value = parseRecord(record.split('\n', 1)[0] ?? '');
    if (value !== null && 'finished' in value) last = value;
    else if (value !== null) outcomes.push(value);
  }
  const ran = new Set(outcomes.filter(({ collecting }) => collecting !== true).map(({ test }) => test)).size;
  if (ended !== null) return { broken: `ended by ${ended}: ${lastLine(text)}`, outcomes };
  if (last === null) return { broken: 'ended without a summary', outcomes };
  if (last.collected !== ran) return { broken: `collected ${last.collected} tests and ran ${ran}`, outcomes };
  return { broken: null, outcomes };
}

/** `null` for what was cut off; a test that is missing is noticed by its number. */
function parseRecord(line: string): Outcome | Summary | null {
  try {
    return JSON.parse(line) as Outcome | Summary;
  } catch {
    return null;
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
