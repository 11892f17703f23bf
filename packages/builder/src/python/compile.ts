/** From sources to what Python makes of them, by the runtime's own compiler. */
import type { Rehearsal } from '@wadup/engine/rehearsal';
import { bakeSnapshot } from '@wadup/wasm';
import { type BuildCache, cacheKey, packFiles, unpackFiles } from '../build-cache.ts';
import { BuildError } from '../errors.ts';
import type { BuildRequest } from '../language.ts';
import { COMPILE_PROGRAM } from './compile-program.ts';
import { runInterpreter } from './interpreter.ts';
import type { Runtime } from './runtime.ts';
import { SOURCE_FOLDER } from './sources.ts';

const SECONDS = 300;
const MOST_MEMORY = 2 ** 31;
const SEED: Uint8Array = Buffer.from('compile');

export interface Compilation {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The author's own: an error ends the build, a warning is told. Of others, what cannot be compiled stays source. */
  readonly strict: boolean;
}

/** path, line, column, message, the line itself, whether it is an error */
type Remark = readonly [string, number | null, number | null, string, string | null, boolean];

/**
 * The same files with `.pyc` in place of `.py`: hash-based and never checked, optimization level 0 (`assert` and
 * docstrings stay), so that equal sources give equal bytes.
 * @throws {BuildError} with file:line:column of what Python does not understand.
 */
export async function compileFiles(
  { files, strict }: Compilation,
  runtime: Runtime,
  { signal, say }: BuildRequest,
  cache: BuildCache,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const paths = [...files.keys()].filter((path) => path.endsWith('.py')).sort();
  if (paths.length === 0) return files;
  const sources = new Map(paths.map((path) => [path, files.get(path)!]));
  const key = cacheKey('compiled', runtime.checksum, COMPILE_PROGRAM, String(strict), packFiles(sources));
  const kept = cache.read(key);
  if (kept !== null) return replaced(files, unpackFiles(kept.bytes));
  const result = await runCompiler(sources, strict, await compilerOf(runtime, signal, cache), signal);
  const remarks = JSON.parse(Buffer.from(result.files.get('report')!).toString('utf8')) as Remark[];
  if (strict) tell(remarks, say);
  const compiled = new Map<string, Uint8Array>();
  paths.forEach((path, number) => {
    const bytes = result.files.get(String(number));
    if (bytes !== undefined) compiled.set(path, bytes);
  });
  // What was warned about is told again next time.
  if (remarks.length === 0 || !strict) cache.write(key, packFiles(compiled));
  return replaced(files, compiled);
}

/** The interpreter as it is when it has started: what it costs to start is paid once for each runtime. */
async function compilerOf(runtime: Runtime, signal: AbortSignal, cache: BuildCache): Promise<Uint8Array> {
  const key = cacheKey('compiler', runtime.checksum, COMPILE_PROGRAM);
  const kept = cache.read(key);
  if (kept !== null) return kept.bytes;
  const started = await runInterpreter({
    module: runtime.bytes,
    calls: ['_initialize', 'wadup_run_tool', 'wadup_bake'],
    files: inputs(new Map([['example.py', Buffer.from('print(1)\n')]]), true),
    keepState: true,
    ...limits(signal),
  });
  if (started.state === null) throw broken(started);
  const baked = bakeSnapshot(runtime.bytes, { ...started.state, dropExports: ['_initialize'] });
  cache.write(key, baked);
  return baked;
}

async function runCompiler(
  sources: ReadonlyMap<string, Uint8Array>,
  strict: boolean,
  compiler: Uint8Array,
  signal: AbortSignal,
): Promise<Rehearsal> {
  const result = await runInterpreter({
    module: compiler,
    calls: ['wadup_run_tool'],
    files: inputs(sources, strict),
    collect: '/out',
    ...limits(signal),
  });
  if (result.outcome.kind !== 'ok') throw broken(result);
  return result;
}

function limits(signal: AbortSignal): { seed: Uint8Array; timeout: number; maxMemory: number; signal: AbortSignal } {
  return { seed: SEED, timeout: SECONDS, maxMemory: MOST_MEMORY, signal };
}

function inputs(sources: ReadonlyMap<string, Uint8Array>, strict: boolean): Map<string, Uint8Array> {
  const list = Buffer.from(JSON.stringify({ paths: [...sources.keys()], strict }), 'utf8');
  const files = new Map<string, Uint8Array>([
    ['/tool.py', Buffer.from(COMPILE_PROGRAM)],
    ['/in/list', list],
    ['/out/report', Buffer.from('[]')],
  ]);
  [...sources.values()].forEach((bytes, number) => files.set(`/in/${number}`, bytes));
  return files;
}

function broken({ outcome, stderr }: Rehearsal): BuildError {
  return new BuildError(`The Python runtime could not compile (${outcome.kind}).\n${stderr}`.trimEnd());
}

/** Says warnings. @throws {BuildError} with all errors, when there are any. */
function tell(remarks: readonly Remark[], say: (line: string) => void): void {
  const errors: string[] = [];
  for (const [path, line, column, message, text, isError] of remarks) {
    const place = [`${SOURCE_FOLDER}/${path}`, line, column].filter((part) => part !== null).join(':');
    const shown = text === null ? '' : `\n    ${text.trim()}`;
    if (isError) errors.push(`${place}: ${message}${shown}`);
    else say(`${place}: ${message}`);
  }
  if (errors.length > 0) throw new BuildError(errors.join('\n'));
}

function replaced(
  files: ReadonlyMap<string, Uint8Array>,
  compiled: ReadonlyMap<string, Uint8Array>,
): Map<string, Uint8Array> {
  return new Map(
    [...files].map(([path, bytes]) => {
      const code = compiled.get(path);
      return code === undefined ? [path, bytes] : [`${path}c`, code];
    }),
  );
}
