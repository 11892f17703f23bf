/** What `wadup build` and `wadup test` share: a project, Ctrl-C, and doing it again after each change. */
import { BuildError, type BuiltModule, buildProject, locateShipped, watchProject } from '@wadup/builder';
import { type Arguments, readOperands } from './arguments.ts';
import { EXIT } from './exit-codes.ts';
import { type CommandSpec, TEST } from './flags.ts';
import { listenForInterrupt } from './interrupt.ts';
import { formatDuration } from './quantities.ts';
import { requestedLanguage } from './requested-language.ts';
import { printable, printableLines, Terminal } from './terminal.ts';

export interface ProjectRun {
  /** As it was written. */
  readonly directory: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  build(): Promise<BuiltModule>;
}

/**
 * Does it once, or with `--watch` until it is interrupted. Gives the exit status.
 * @throws {BuildError} what `act` throws, unless watching: then it is said, and the next change may mend it.
 */
export async function runOnProject(
  command: CommandSpec,
  given: Arguments,
  act: (run: ProjectRun) => Promise<number>,
): Promise<number> {
  // What --bless writes would be a change to bless again.
  const expectations = command === TEST && !given.flags.has('bless');
  const [directory = '.'] = readOperands(command, given);
  const [named] = given.flags.get('language') ?? [];
  const language = named === undefined ? undefined : requestedLanguage(named);
  const terminal = new Terminal(process.stderr, process.env);
  using interrupt = listenForInterrupt(() => undefined);
  const { signal } = interrupt;
  const shipped = locateShipped(import.meta.dirname);
  const say = (line: string): void => terminal.print(line);
  const build = (): Promise<BuiltModule> =>
    buildProject({ directory, language, shipped, environment: process.env, signal, say });
  const run: ProjectRun = { directory, terminal, signal, build };
  try {
    if (!given.flags.has('watch')) return await act(run);
    for await (const changed of watchProject({ directory, language, signal, expectations })) {
      if (changed !== null) terminal.print(`\n${changed} changed.`);
      await act(run).catch((thrown: unknown) => sayProblem(thrown, signal));
      if (!signal.aborted) terminal.print('Waiting for changes; Ctrl-C ends.');
    }
    return EXIT.interrupted;
  } catch (thrown) {
    // Whatever a toolchain says that was ended, it was ended by the person who knows.
    if (signal.aborted) return EXIT.interrupted;
    throw thrown;
  }
}

function sayProblem(thrown: unknown, signal: AbortSignal): void {
  if (signal.aborted) return;
  if (!(thrown instanceof BuildError)) throw thrown;
  process.stderr.write(`wadup: ${printableLines(thrown.message)}\n`);
}

/** Where a module went, its size, and how long it took. */
export function describeBuild({ name, language, bytes, elapsedMs }: BuiltModule, path: string | null): string {
  const target = path === null ? name : printable(path);
  return `Built ${target}: ${formatBytes(bytes.length)} in ${formatDuration(elapsedMs)} (${language.name}).`;
}

const KILO = 1000;

function formatBytes(bytes: number): string {
  if (bytes < KILO) return `${bytes} bytes`;
  const [unit, size] = bytes < KILO ** 2 ? ['kB', bytes / KILO] : ['MB', bytes / KILO ** 2];
  return `${size.toFixed(size < 10 ? 1 : 0)} ${unit}`;
}
