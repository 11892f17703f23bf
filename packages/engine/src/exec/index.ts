/** `wadup exec`: one WASI program by itself (SPEC §1.1). */
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { messageOf, WadupError } from '../errors.ts';
import { programProblem } from '../instance/contract.ts';
import { prepareModule, readModuleFile } from '../instance/prepare.ts';
import { EXEC_LIMITS, resolveLimits } from '../options.ts';
import { programFailure } from './failure.ts';
import type { ExecEnd, ExecOptions, ExecResult, ExecStart } from './options.ts';

export type { ExecOptions, ExecResult, MountedDirectory } from './options.ts';

/** In the source tree the thread's program is a TypeScript file; in the bundle it is a file beside the bundle. */
const WORKER_URL: URL = import.meta.url.endsWith('.ts')
  ? new URL('./worker.ts', import.meta.url)
  : new URL('./exec-worker.js', import.meta.url);

const MiB = 1_048_576;
/** Of a thread's stack, for the host's own frames. */
const HOST_STACK_MB = 0.5;
/** Without `maxStack`. Runtimes of other languages recurse deeply, and this is the only program there is. */
const DEFAULT_STACK_MB = 16;
/** How long after the time limit a program that did not notice it is ended from outside. */
const GRACE_MS = 150;

/**
 * Runs a program to its end. It reads and writes the process's own stdin, stdout and stderr.
 * @throws {WadupError} code `option`, `module` (it cannot be loaded) or `worker`.
 */
export async function execModule(options: ExecOptions): Promise<ExecResult> {
  const { maxStack } = options;
  const limits = resolveLimits(Object.fromEntries(EXEC_LIMITS.map((limit) => [limit, options[limit]])));
  const name = basename(options.module);
  const prepared = prepareModule(
    { name, path: options.module, bytes: readModuleFile(options.module) },
    { ...limits, countFuel: options.stats === true },
    undefined,
    programProblem,
  );
  const start: ExecStart = {
    prepared,
    args: [name, ...(options.args ?? [])],
    env: options.env ?? [],
    directories: options.directories ?? [],
    limits,
  };
  const stackSizeMb = maxStack === undefined ? DEFAULT_STACK_MB : maxStack / MiB + HOST_STACK_MB;
  const end = await runInThread(start, stackSizeMb);
  if ('result' in end) return end.result;
  throw new WadupError('module', `'${options.module}' cannot be run: ${end.notStarted}.`);
}

function runInThread(start: ExecStart, stackSizeMb: number): Promise<ExecEnd> {
  const { timeout } = start.limits;
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const worker = new Worker(WORKER_URL, {
      workerData: start,
      resourceLimits: { stackSizeMb },
    });
    const finish = (end: ExecEnd): void => {
      clearTimeout(watchdog);
      void worker.terminate();
      resolve(end);
    };
    const watchdog =
      timeout === undefined
        ? undefined
        : setTimeout(
            () => {
              const { status, failure } = programFailure({ kind: 'timedOut', seconds: timeout });
              const wallMs = performance.now() - started;
              finish({ result: { status, failure, quota: null, fuel: null, wallMs, peakMemory: 0 } });
            },
            timeout * 1000 + GRACE_MS,
          );
    worker.once('message', finish);
    const fail = (why: string, cause?: unknown): void => {
      clearTimeout(watchdog);
      reject(new WadupError('worker', `The program's thread died: ${why}.`, { cause }));
    };
    worker.once('error', (error) => fail(messageOf(error), error));
    // After an answer or an error this changes nothing.
    worker.once('exit', (code) => fail(`it ended with code ${code}`));
  });
}
