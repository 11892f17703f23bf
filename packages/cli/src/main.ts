/** The program `wadup`: finds the command, runs it, and turns what it throws into a sentence and an exit status. */
import { BuildError } from '@wadup/builder/errors';
import { WadupError } from '@wadup/engine/errors';
import { EXIT } from './exit-codes.ts';
import { nearest } from './nearest.ts';
import { outliveClosedOutput, printable, printableLines } from './terminal.ts';
import { UsageError } from './usage-error.ts';

type Command = (argv: readonly string[]) => Promise<number>;

/** Loaded when asked for: each start pays only for what it uses. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).runCommand,
  exec: async () => (await import('./commands/exec.ts')).execCommand,
  new: async () => (await import('./commands/new.ts')).newCommand,
  build: async () => (await import('./commands/build.ts')).buildCommand,
  test: async () => (await import('./commands/test.ts')).testCommand,
};

async function main(argv: readonly string[]): Promise<number> {
  const [name = ''] = argv;
  if (name === 'help') return await showHelp(argv.slice(1));
  const command = await loadCommand(name);
  if (command !== undefined) return await command(argv.slice(1));
  if (name !== '' && !name.startsWith('-')) throw unknownCommand(name);
  return await (await import('./commands/run.ts')).runCommand(argv);
}

async function loadCommand(name: string): Promise<Command | undefined> {
  return Object.hasOwn(COMMANDS, name) ? await COMMANDS[name]?.() : undefined;
}

/** `wadup help [COMMAND]`. */
async function showHelp([name = 'run', ...rest]: readonly string[]): Promise<number> {
  const command = await loadCommand(name === 'help' || name.startsWith('-') ? 'run' : name);
  if (command === undefined) throw unknownCommand(name);
  if (rest.length > 0) throw new UsageError(`'${rest[0]}' is too much. Usage: wadup help [COMMAND]`);
  return await command(['--help']);
}

function unknownCommand(name: string): UsageError {
  const suggestion = nearest(name, [...Object.keys(COMMANDS), 'help']);
  const hint =
    suggestion === undefined
      ? 'Usage: wadup --modules DIR --input PATH --output FILE'
      : `Did you mean 'wadup ${suggestion}'?`;
  return new UsageError(`There is no command '${name}'. ${hint}`);
}

/** Says what ended the command; gives the exit status. */
function report(thrown: unknown, argv: readonly string[]): number {
  const isUsage = thrown instanceof UsageError || (thrown instanceof WadupError && thrown.code === 'option');
  const [name = ''] = argv;
  const command = Object.hasOwn(COMMANDS, name) && name !== 'run' ? `${name} ` : '';
  const help = isUsage ? `\nAll options: wadup ${command}--help` : '';
  const isSaid = isUsage || thrown instanceof WadupError || thrown instanceof BuildError;
  const text = isSaid ? thrown.message : describeDefect(thrown);
  // A command line is shown on one line, whatever was in it.
  const lines = isUsage ? printable(text) : printableLines(text);
  process.stderr.write(`wadup: ${lines}${help}\n`);
  return isUsage ? EXIT.usage : EXIT.failed;
}

/** Whatever else is thrown is a defect of ours, and its stack is what a report of it needs. */
function describeDefect(thrown: unknown): string {
  return `a defect in WADUP itself: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`;
}

/** Node 22 calls node:sqlite experimental on every start; nobody who runs WADUP can do anything about it. */
function silenceSqliteWarning(): void {
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]): void => {
    if (!String(args[0]).startsWith('SQLite is an experimental feature')) emitWarning(...args);
  };
}

outliveClosedOutput();
silenceSqliteWarning();
const argv = process.argv.slice(2);
process.exitCode = await main(argv).catch((thrown: unknown) => report(thrown, argv));
