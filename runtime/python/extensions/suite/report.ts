/** What is printed about a run: a table of its parts, its failures by reason, and whether it is as it should be. */
import { formatTable } from '../../../../scripts/text-table.mjs';
import type { ChunkResult } from './chunk-run.ts';
import { type Outcome, UNEXPLAINED, type Verdict } from './known-failures.ts';
import type { Chunk, Part } from './settings.ts';

const COUNTED = ['passed', 'failed', 'error', 'skipped', 'xfailed', 'xpassed'] as const;
const MOST_LISTED = 50;
const MOST_CHARACTERS = 120;

export interface Run {
  readonly chunk: Chunk;
  readonly result: ChunkResult;
}

/** Passed, failed, errors, skipped, failed or passed against the tests' own expectation, and seconds of all processes. */
export function tableOfParts(parts: readonly Part[], runs: readonly Run[]): string {
  const rows = parts.map(({ name }) =>
    rowOf(
      name,
      runs.filter(({ chunk }) => chunk.part === name),
    ),
  );
  const all = rowOf('all', runs);
  const columns = ['part', 'passed', 'failed', 'errors', 'skipped', 'xfailed', 'xpassed', 'seconds'];
  return formatTable(columns, parts.length > 1 ? [...rows, all] : rows, undefined, MOST_CHARACTERS);
}

/** What is said when a chunk is done. */
export function lineOf(run: Run): string {
  const { chunk, result } = run;
  const counts = COUNTED.flatMap((outcome) => {
    const count = countOf([run], outcome);
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  const broken = result.broken === null ? [] : [`BROKEN: ${result.broken}`];
  return `${chunk.name}: ${[...counts, ...broken].join(', ')} (${result.seconds.toFixed(1)} s)`;
}

function rowOf(name: string, runs: readonly Run[]): (string | number)[] {
  const counts = COUNTED.map((outcome) => countOf(runs, outcome));
  const seconds = runs.reduce((sum, { result }) => sum + result.seconds, 0);
  return [name, ...counts, Math.round(seconds)];
}

function countOf(runs: readonly Run[], outcome: Outcome['outcome']): number {
  return outcomesOf(runs).filter((one) => one.outcome === outcome).length;
}

export function outcomesOf(runs: readonly Run[]): Outcome[] {
  return runs.flatMap(({ result }) => result.outcomes);
}

export function failuresByReason({ known, unknown, passing }: Verdict): string {
  const lines = [...known]
    .filter(([, outcomes]) => outcomes.length > 0)
    .map(([reason, outcomes]) => `${String(outcomes.length).padStart(6)}  ${reason}`);
  const parts = [lines.length === 0 ? '' : `Known failures, by reason:\n${lines.join('\n')}\n`];
  if (unknown.length > 0) parts.push(`UNKNOWN failures (${unknown.length}):\n${listed(unknown.map(textOfFailure))}`);
  if (passing.length > 0) {
    parts.push(
      `Known failures that do not fail any more (${passing.length}); --bless takes them out:\n${listed(passing)}`,
    );
  }
  return parts.filter((part) => part !== '').join('\n');
}

function textOfFailure({ test, message = '' }: Outcome): string {
  return `${test}\n    ${message.replaceAll('\n', ' ').slice(0, MOST_CHARACTERS)}`;
}

function listed(lines: readonly string[]): string {
  const more = lines.length - MOST_LISTED;
  return `${lines.slice(0, MOST_LISTED).join('\n')}\n${more > 0 ? `… and ${more} more\n` : ''}`;
}

/** Why tests skipped themselves, the most frequent first. */
export function skipsByReason(runs: readonly Run[]): string {
  const counts = new Map<string, number>();
  for (const { outcome, message = '' } of outcomesOf(runs)) {
    if (outcome !== 'skipped') continue;
    const reason = message
      .replace(/^Skipped: /, '')
      .replaceAll('\n', ' ')
      .slice(0, MOST_CHARACTERS);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one);
  if (sorted.length === 0) return '';
  return `Skipped, by reason:\n${listed(sorted.map(([reason, count]) => `${String(count).padStart(6)}  ${reason}`))}`;
}

/** All that makes the run a failure, a sentence each. */
export function complaints(
  parts: readonly Part[],
  runs: readonly Run[],
  verdict: Verdict,
  withoutPasses: Readonly<Record<string, string>>,
): string[] {
  const broken = runs.flatMap(({ chunk, result }) =>
    result.broken === null
      ? []
      : [`${chunk.name} ${result.broken} (${chunk.files.length} files, see ${chunk.name}.log)`],
  );
  const empty = parts
    .filter(({ name }) => withoutPasses[name] === undefined)
    .filter(({ name }) => !runs.some((run) => run.chunk.part === name && countOf([run], 'passed') > 0))
    .map(({ name }) => `no test of ${name} passed`);
  const unexplained = verdict.known.get(UNEXPLAINED)?.length ?? 0;
  return [
    ...broken,
    ...empty,
    ...(verdict.unknown.length > 0 ? [`${verdict.unknown.length} failures are not known`] : []),
    ...(unexplained > 0 ? [`${unexplained} known failures are ${UNEXPLAINED}`] : []),
  ];
}
