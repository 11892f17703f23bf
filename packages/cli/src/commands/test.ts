/** `wadup test`: a project's module against its tests. */
import { type DifferenceLine, type PrintedText, type TrialOutcome, tryModule } from '@wadup/builder';
import { parseArguments, readLimits } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { TEST, TEST_LIMITS, TEST_TIMEOUT } from '../flags.ts';
import { printHelp } from '../help.ts';
import { describeBuild, runOnProject } from '../project-command.ts';
import { formatDuration } from '../quantities.ts';
import { Palette, printable, type Terminal } from '../terminal.ts';

/** Lines of a difference beyond this many are counted: a table may have a million rows. */
const LINES_SHOWN = 100;
/** Of what was printed the end is shown: the last words before a failure. */
const PRINTED_LINES_SHOWN = 20;
const PRINTED_LINE_CHARACTERS = 400;
/** An archive may have a thousand files, and the module complain about each. */
const PRINTED_TEXTS_SHOWN = 5;

/** Gives the exit status. @throws {UsageError} @throws {BuildError} @throws {WadupError} */
export async function testCommand(argv: readonly string[]): Promise<number> {
  const given = parseArguments(TEST, argv);
  if (given.flags.has('help')) return printHelp(TEST);
  const limits = { timeout: TEST_TIMEOUT, ...readLimits(given, TEST_LIMITS) };
  const bless = given.flags.has('bless');
  return await runOnProject(TEST, given, async ({ signal, terminal, build }) => {
    const built = await build();
    terminal.print(describeBuild(built, null));
    const start = performance.now();
    using _ = explainInterrupt(signal, terminal);
    const outcomes = await tryModule({ module: built, bless, limits, signal });
    const palette = new Palette(process.stdout, process.env);
    process.stdout.write(formatReport(outcomes, performance.now() - start, palette));
    return outcomes.every(isGood) ? EXIT.ok : EXIT.failed;
  });
}

/** A module is not stopped in the middle of a content, and may never return. */
function explainInterrupt(signal: AbortSignal, terminal: Terminal): Disposable {
  const onAbort = (): void => {
    terminal.print('Interrupted: waiting for the module to return. Press Ctrl-C again to stop at once.');
  };
  signal.addEventListener('abort', onAbort);
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', onAbort) };
}

function isGood({ kind }: TrialOutcome): boolean {
  return kind === 'passed' || kind === 'blessed';
}

/** A line for each file in tests/, with what differs below it, and how it all went. */
export function formatReport(outcomes: readonly TrialOutcome[], elapsedMs: number, palette: Palette): string {
  const failed = outcomes.filter((outcome) => !isGood(outcome)).length;
  const blessed = outcomes.filter(({ kind }) => kind === 'blessed').length;
  const counts = [
    `${outcomes.length - failed - blessed} passed`,
    ...(blessed > 0 ? [`${blessed} blessed`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  const summary = `${counts.join(', ')} in ${formatDuration(elapsedMs)}.`;
  return [...outcomes.flatMap((outcome) => formatOutcome(outcome, palette)), summary, ''].join('\n');
}

function formatOutcome(outcome: TrialOutcome, palette: Palette): string[] {
  const path = printable(outcome.path);
  const failed = palette.red('FAIL  ');
  switch (outcome.kind) {
    case 'passed':
      return [`${palette.green('ok    ')}${path}`];
    case 'blessed':
      return [`${palette.green('blessed  ')}${path}`];
    case 'problem':
      return [`${failed}${path}: ${printable(outcome.problem)}`];
    case 'differs':
      return [
        `${failed}${path}: not as expected (- expected, + what the module did)`,
        ...formatLines(outcome.difference, palette),
        ...formatPrinted(outcome.printed),
      ];
    case 'unexpected':
      return [
        `${failed}${path}: nothing is expected of it yet; if this is right, say --bless`,
        ...formatLines(outcome.difference, palette),
      ];
  }
}

function formatLines(difference: readonly DifferenceLine[], palette: Palette): string[] {
  const shown = difference.slice(0, LINES_SHOWN).map(({ kind, text }) => {
    const line = printable(text);
    switch (kind) {
      case 'same':
        return `      ${line}`;
      case 'missing':
        return palette.red(`    - ${line}`);
      case 'added':
        return palette.green(`    + ${line}`);
      case 'left out':
        return `    … ${line}`;
    }
  });
  const more = difference.length - shown.length;
  return more > 0 ? [...shown, `    … and ${more} more lines`] : shown;
}

function formatPrinted(printed: readonly PrintedText[]): string[] {
  const lines = printed.slice(0, PRINTED_TEXTS_SHOWN).flatMap(({ about, stream, text }) => {
    const all = text.replace(/\n$/, '').split('\n');
    const shown = all.slice(-PRINTED_LINES_SHOWN);
    const where = about.length === 0 ? '' : ` about ${about.map(printable).join(' > ')}`;
    const before = all.length - shown.length;
    return [
      `    It printed${where} on ${stream}:`,
      ...(before > 0 ? [`      … ${before} ${before === 1 ? 'line' : 'lines'} before`] : []),
      ...shown.map((line) => `      ${clip(printable(line))}`),
    ];
  });
  const more = printed.length - PRINTED_TEXTS_SHOWN;
  return more > 0 ? [...lines, `    … and so for ${more} more`] : lines;
}

function clip(line: string): string {
  return line.length <= PRINTED_LINE_CHARACTERS ? line : `${line.slice(0, PRINTED_LINE_CHARACTERS)}…`;
}
