/** The module's own start, done once while building: the interpreter has started and imported the entry point. */
import { createHash } from 'node:crypto';
import type { Rehearsal } from '@wadup/engine/rehearsal';
import { bakeSnapshot } from '@wadup/wasm';
import { BuildError } from '../errors.ts';
import { runInterpreter } from './interpreter.ts';
import { missingModuleHint } from './missing-module.ts';
import { SOURCE_FOLDER } from './sources.ts';

/** Long enough for the largest packages to be imported, also on a slow machine. */
const SECONDS = 120;
/** Until it is said what takes so long. */
const PATIENCE_SECONDS = 5;
const MOST_MEMORY = 2 ** 30;
const MOST_LISTED = 5;

/** Exports that are called while building, or before; none of them may run again. */
export const DROPPED_EXPORTS: readonly string[] = [
  '_initialize',
  'wadup_start',
  'wadup_bake',
  'wadup_run_tool',
  'wadup_payload',
  'wadup_library',
];

const OFF = 'or write snapshot = false in [tool.wadup], so that the top level runs at the start of each thread';

export interface SnapshotOptions {
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Seconds. */
  readonly timeout?: number;
  /** Seconds until it is said what takes so long. */
  readonly patience?: number;
}

/**
 * @param module a runtime with its payload.
 * @throws {BuildError} with the traceback, when the top level fails.
 */
export async function takeSnapshot(module: Uint8Array, options: SnapshotOptions): Promise<Uint8Array> {
  const { signal, say, timeout = SECONDS, patience = PATIENCE_SECONDS } = options;
  const seed = createHash('sha256').update(module).digest();
  const calls = ['_initialize', 'wadup_start', 'wadup_bake'];
  const sayWhatTakesLong = setTimeout(
    () => say(`Still running the module's top level, which runs once while building (for ${timeout} seconds at most).`),
    patience * 1000,
  );
  const run = { module, calls, keepState: true, collect: '/', seed, timeout, maxMemory: MOST_MEMORY, signal };
  const result = await runInterpreter(run).finally(() => clearTimeout(sayWhatTakesLong));
  for (const line of result.stdout.split('\n')) if (line !== '') say(`(top level) ${line}`);
  if (result.state === null) throw new BuildError(failureText(result, timeout));
  for (const line of result.stderr.split('\n')) if (line !== '') say(`(top level) ${line}`);
  if (result.openFiles.length > 0) {
    throw new BuildError(
      `The module's top level leaves a file open (${result.openFiles.join(', ')}), which will not be there when the module runs: close it, ${OFF}.`,
    );
  }
  if (result.files.size > 0) {
    say(
      `The module's top level leaves files (${listed([...result.files.keys()])}), which will not be there when the module runs: make them in main(), or put them into ${SOURCE_FOLDER}/.`,
    );
  }
  return bakeSnapshot(module, { ...result.state, dropExports: DROPPED_EXPORTS });
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_LISTED).map((path) => `/${path}`);
  const more = paths.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function failureText({ outcome, stderr }: Rehearsal, seconds: number): string {
  const told = withoutImporter(stderr).trimEnd();
  const printed = told === '' ? '' : `\n${told}`;
  switch (outcome.kind) {
    case 'timedOut':
      return `The module's top level, which runs while building, did not end within ${seconds} seconds: move what takes so long into main().`;
    case 'returned':
    case 'exited':
      return `The module's top level, which runs once while building, failed:${printed || ' it ended the program (sys.exit or os._exit).'}${missingModuleHint(stderr)}${contentHint(stderr)}`;
    default: {
      const why = outcome.kind === 'trapped' ? outcome.trap : outcome.kind;
      return `The module's top level, which runs once while building, crashed the interpreter (${why}).${printed}`;
    }
  }
}

/** The way from the runtime to the author's first line says nothing to the author. */
function withoutImporter(traceback: string): string {
  return traceback.replaceAll(
    /^ {2}File "(?:<frozen [^"]*>|\/lib\/python[^"]*\/importlib\/__init__\.py|\/module\/_wadup_[a-z]*\.py)", line .*\n/gm,
    '',
  );
}

/** The top level is where beginners read the content. */
function contentHint(stderr: string): string {
  if (!/\/data\.bin|\/metadata\/|\/subcontent\/|no content/.test(stderr)) return '';
  return `\nThere is no content yet when the top level runs: read it in main(), ${OFF}.`;
}
