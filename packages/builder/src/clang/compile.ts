/** From C and C++ sources to a module: a WASI reactor. */
import { BuildError } from '../errors.ts';
import type { Compilation, Compiler } from './compiler.ts';
import type { CSources } from './sources.ts';

const MODULE = 'module.wasm';
const COMPILE = ['-O2'];
/** With the stack first in memory its overflow is a trap; behind it, as older linkers have it, data would be overwritten. */
const LINK = ['-mexec-model=reactor', '-Wl,--stack-first', '-s'];
/** There is nothing in WASI that could carry an exception. */
const NO_EXCEPTIONS = '-fno-exceptions';

export interface CompileInput {
  readonly sources: CSources;
  /** Of the project: standards of both languages may be among them. */
  readonly flags: readonly string[];
  /** Gets warnings. */
  readonly say: (line: string) => void;
}

/** @throws {BuildError} with what the compiler says. */
export async function compile(compiler: Compiler, input: CompileInput): Promise<Uint8Array> {
  for (const call of planCalls(compiler, input)) await run(compiler, call, input.say);
  return compiler.take(MODULE);
}

/** What the compiler is asked, in order: with equal files and an equal compiler, equal calls make an equal module. */
export function planCalls(
  { work, library }: Pick<Compiler, 'work' | 'library'>,
  { sources: { c, cpp }, flags }: Pick<CompileInput, 'sources' | 'flags'>,
): Compilation[] {
  const include = `-I${library}`;
  const forC = [...COMPILE, ...flags.filter((flag) => !flag.startsWith('-std=') || !/\+\+/.test(flag)), include];
  const forCpp = [
    ...COMPILE,
    NO_EXCEPTIONS,
    ...flags.filter((flag) => !flag.startsWith('-std=') || /\+\+/.test(flag)),
    include,
  ];
  const output = `${work}/${MODULE}`;
  if (cpp.length === 0) return [{ args: [...forC, ...LINK, '-o', output, ...c], cpp: false }];
  // A standard of one language is an error in the other, so C gets calls of its own; one for each file, because linking
  // some of them first would lose the names under which functions are exported.
  const objects = c.map((_, index) => `${work}/${index}.o`);
  const forEach = c.map((source, index) => ({ args: [...forC, '-c', '-o', objects[index] ?? '', source], cpp: false }));
  return [...forEach, { args: [...forCpp, ...LINK, '-o', output, ...cpp, ...objects], cpp: true }];
}

async function run(compiler: Compiler, call: Compilation, say: (line: string) => void): Promise<void> {
  const { succeeded, messages } = await compiler.run(call);
  const text = messages.trimEnd();
  if (!succeeded) throw new BuildError(text === '' ? 'clang failed, and did not say why.' : text);
  if (text !== '') for (const line of text.split('\n')) say(line);
}
