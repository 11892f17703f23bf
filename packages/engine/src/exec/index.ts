/** `wadup exec`: one WASI program by itself (SPEC §1.1). */
import { basename } from 'node:path';
import { WadupError } from '../errors.ts';
import { programProblem } from '../instance/contract.ts';
import { compileModule, readModuleFile, rewriteModule } from '../instance/prepare.ts';
import { EXEC_LIMITS, resolveLimits } from '../options.ts';
import { AnsweringThread, type AnswerLimit } from '../sync/answering-thread.ts';
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
  const stackSizeMb = maxStack === undefined ? DEFAULT_STACK_MB : maxStack / MiB + HOST_STACK_MB;
  const thread = new AnsweringThread<ExecStart, ExecEnd>(WORKER_URL, "The program's", stackSizeMb);
  try {
    const name = basename(options.module);
    const file = { name, path: options.module, bytes: readModuleFile(options.module) };
    const rewritten = rewriteModule(file, { ...limits, countFuel: options.stats === true }, programProblem);
    await thread.ready();
    const start: ExecStart = {
      prepared: compileModule(rewritten),
      args: [name, ...(options.args ?? [])],
      env: options.env ?? [],
      directories: options.directories ?? [],
      limits,
    };
    const end = await thread.ask(start, limitOf(limits.timeout));
    if ('result' in end) return end.result;
    throw new WadupError('module', `'${options.module}' cannot be run: ${end.notStarted}.`);
  } finally {
    void thread.end();
  }
}

/** A program that does not notice the end of its time is ended from outside. */
function limitOf(timeout: number | undefined): AnswerLimit<ExecEnd> | undefined {
  if (timeout === undefined) return undefined;
  const started = performance.now();
  const late = (): ExecEnd => {
    const { status, failure } = programFailure({ kind: 'timedOut', seconds: timeout });
    const wallMs = performance.now() - started;
    return { result: { status, failure, quota: null, fuel: null, wallMs, peakMemory: 0 } };
  };
  return { ms: timeout * 1000 + GRACE_MS, late };
}
