/** From C and C++ sources to a module: a WASI reactor. */
import { BuildError } from '../errors.ts';
import type { Compiler } from './compiler.ts';
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
export async function compile(compiler: Compiler, { sources, flags, say }: CompileInput): Promise<Uint8Array> {
  const { c, cpp } = sources;
  const library = `-I${compiler.library}`;
  const forC = [...COMPILE, ...flags.filter((flag) => !flag.startsWith('-std=') || !/\+\+/.test(flag)), library];
  const forCpp = [
    ...COMPILE,
    NO_EXCEPTIONS,
    ...flags.filter((flag) => !flag.startsWith('-std=') || /\+\+/.test(flag)),
    library,
  ];
  const output = `${compiler.work}/${MODULE}`;
  if (cpp.length === 0) {
    await run(compiler, [...forC, ...LINK, '-o', output, ...c], false, say);
  } else {
    // A standard of one language is an error in the other, so C gets calls of its own; one for each file, because linking
    // some of them first would lose the names under which functions are exported.
    const objects = c.map((_, index) => `${compiler.work}/${index}.o`);
    for (const [index, source] of c.entries()) {
      await run(compiler, [...forC, '-c', '-o', objects[index] ?? '', source], false, say);
    }
    await run(compiler, [...forCpp, ...LINK, '-o', output, ...cpp, ...objects], true, say);
  }
  return compiler.take(MODULE);
}

async function run(
  compiler: Compiler,
  args: readonly string[],
  cpp: boolean,
  say: (line: string) => void,
): Promise<void> {
  const { succeeded, messages } = await compiler.run({ args, cpp });
  const text = messages.trimEnd();
  if (!succeeded) throw new BuildError(text === '' ? 'clang failed, and did not say why.' : text);
  if (text !== '') for (const line of text.split('\n')) say(line);
}
