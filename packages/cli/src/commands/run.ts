/** `wadup [run]`: every module over every content. */
import { userCacheFolder } from '@wadup/builder/user-cache';
import type { Run } from '@wadup/engine';
import { LIMITS, type RunOptions } from '@wadup/engine/options';
import { VERSION } from '@wadup/engine/version';
import { type Arguments, parseArguments, readLimits, requireFlags } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { formatLimit, RUN, RUN_LIMITS } from '../flags.ts';
import { printHelp } from '../help.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { ProgressDisplay } from '../progress.ts';
import { summarize, summarizeWork } from '../summary.ts';
import { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** Time between lines of progress with `--verbose`. */
const VERBOSE_INTERVAL_MS = 1000;

const INTERRUPTED = 'Interrupted: finishing what runs and committing it. Press Ctrl-C again to stop at once.';
/** What is committed is safe: SQLite's journal makes an unfinished commit undone. */
const STOPPED = 'Stopped at once; what was committed is kept, continue with --resume.';

/** Gives the exit status. @throws {UsageError} @throws {WadupError} */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const given = parseArguments(RUN, argv);
  if (given.flags.has('help')) return printHelp(RUN);
  if (given.flags.has('version')) return printVersion();
  return await runAndReport(readOptions(given), given.flags.has('verbose'));
}

function printVersion(): number {
  process.stdout.write(`wadup ${VERSION}\n`);
  return EXIT.ok;
}

function readOptions(given: Arguments): RunOptions {
  const limits = readLimits(given, RUN_LIMITS);
  requireFlags(RUN, given);
  const [modules = ''] = given.flags.get('modules') ?? [];
  const [output = ''] = given.flags.get('output') ?? [];
  const resume = given.flags.has('resume');
  return { modules, input: given.flags.get('input') ?? [], output, resume, codeCache: codeCacheOf(given), ...limits };
}

function codeCacheOf({ flags }: Arguments): string | undefined {
  const [given] = flags.get('code-cache') ?? [];
  if (!flags.has('no-code-cache')) return given ?? userCacheFolder('code');
  if (given === undefined) return undefined;
  throw new UsageError('--code-cache and --no-code-cache contradict each other. Give one of them.');
}

/** What `--verbose` says first: everything that a report of a problem needs. */
function describeOptions(options: RunOptions): string {
  const limits = RUN_LIMITS.flatMap((name) => {
    const value = options[name] ?? LIMITS[name].fallback;
    return value === undefined ? [] : [`${LIMITS[name].flag} ${formatLimit(LIMITS[name], value)}`];
  });
  return [
    `wadup ${VERSION}, Node ${process.versions.node}, V8 ${process.versions.v8}`,
    `modules: ${options.modules}`,
    `input: ${[options.input].flat().join(', ')}`,
    `output: ${options.output}`,
    `limits: ${limits.join(', ')}`,
  ].join('\n');
}

async function runAndReport(options: RunOptions, verbose: boolean): Promise<number> {
  const terminal = new Terminal(process.stderr, process.env);
  using interrupt = listenForInterrupt((last) => {
    // Else the shell's prompt would stand behind the live line.
    if (last) terminal.showLive('');
    terminal.print(last ? STOPPED : INTERRUPTED);
  });
  if (verbose) terminal.print(describeOptions(options));
  const progress = new ProgressDisplay(terminal, verbose ? VERBOSE_INTERVAL_MS : undefined);
  try {
    // Loaded only now: help and complaints need no engine.
    const { run } = await import('@wadup/engine/start');
    const running = run({ ...options, signal: interrupt.signal });
    const [summary] = await Promise.all([running, showProgress(running, progress)]);
    progress.end();
    terminal.print(summarize(summary, options));
    if (verbose) terminal.print(summarizeWork(summary));
    return summary.status === 'interrupted' ? EXIT.interrupted : EXIT.ok;
  } finally {
    progress.end();
  }
}

async function showProgress(running: Run, display: ProgressDisplay): Promise<void> {
  for await (const progress of running) display.update(progress);
}
