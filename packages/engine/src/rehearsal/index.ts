/**
 * Runs some of a module's exports once while something is being built: outside of any run, without content, and in a
 * world of its own in which nothing depends on the machine or the day. `import { rehearse } from '@wadup/engine/rehearsal'`.
 */
import { exposeState, inspect, rewrite } from '@wadup/wasm';
import { WadupError } from '../errors.ts';
import { MEMORY_IMPORT } from '../instance/prepare.ts';
import { AnsweringThread } from '../sync/answering-thread.ts';
import type { Rehearsal, RehearsalAnswer, RehearsalOptions, RehearsalStart } from './options.ts';

export type { Rehearsal, RehearsalOptions, RehearsedState } from './options.ts';

/** In the source tree the thread's program is a TypeScript file; in the bundle it is a file beside the bundle. */
const WORKER_URL: URL = import.meta.url.endsWith('.ts')
  ? new URL('./worker.ts', import.meta.url)
  : new URL('./rehearsal-worker.js', import.meta.url);

const PAGE = 65_536;
/** Runtimes of other languages recurse deeply. */
const STACK_MB = 16;

/**
 * Makes an instance, calls the exports, and gives back what came of it. A call that fails is a result like any other.
 * @throws {WadupError} code `module` when there is nothing to call, `worker` when the thread died.
 */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  const start = prepare(options);
  const answer = await inThread(start, options);
  if ('rehearsal' in answer) return answer.rehearsal;
  throw new WadupError('module', `The module cannot be run: ${answer.notStarted}.`);
}

function prepare(options: RehearsalOptions): RehearsalStart {
  const exposed = options.keepState === true ? exposeState(options.module) : { bytes: options.module, globals: [] };
  const initial = inspect(exposed.bytes).memories[0]?.minimum ?? 0;
  const maximum = Math.floor(options.maxMemory / PAGE);
  if (initial > maximum) {
    throw new WadupError(
      'module',
      `The module needs ${initial * PAGE} bytes of memory, more than ${options.maxMemory}.`,
    );
  }
  const bytes = rewrite(exposed.bytes, { importMemory: MEMORY_IMPORT, maxMemoryPages: maximum });
  return {
    module: new WebAssembly.Module(bytes),
    memory: { initial, maximum },
    calls: options.calls,
    files: options.files ?? new Map(),
    collect: options.collect ?? null,
    globals: exposed.globals,
    keepState: options.keepState === true,
    seed: options.seed,
  };
}

async function inThread(start: RehearsalStart, { timeout, signal }: RehearsalOptions): Promise<RehearsalAnswer> {
  const thread = new AnsweringThread<RehearsalStart, RehearsalAnswer>(WORKER_URL, "The module's", STACK_MB);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal?.reason);
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const limit = { ms: timeout * 1000, late: () => ({ rehearsal: timedOut(timeout) }) };
    return await Promise.race([thread.ask(start, limit), aborted]);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await thread.end();
  }
}

function timedOut(seconds: number): Rehearsal {
  const nothing = { stdout: '', stderr: '', files: new Map(), openFiles: [], state: null };
  return { ...nothing, outcome: { kind: 'timedOut', seconds } };
}
