/**
 * NAME/suite/known_failures.txt: which tests fail in the sandbox, and why.
 *
 *     [there is no ctypes]                        a reason
 *     message: ctypes is not available            what its messages have to contain, a regular expression
 *     numpy/lib/tests/test_io.py::test_one        tests
 *     numpy/lib/tests/test_io.py::test_two[*]     a test with all of its parameters
 *
 * Lines that begin with # are comments; those before the first reason stay when the file is written anew.
 */

/** What became of a test. */
export interface Outcome {
  readonly test: string;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped' | 'xfailed' | 'xpassed';
  readonly message?: string;
  /** The file was not even read to its end, or only to be skipped. */
  readonly collecting?: boolean;
}

export interface FailureGroup {
  readonly reason: string;
  readonly message: RegExp;
  readonly tests: readonly string[];
}

export interface KnownFailures {
  /** Comments at the beginning. */
  readonly head: readonly string[];
  readonly groups: readonly FailureGroup[];
}

export interface Verdict {
  /** Failures that are known, by reason. */
  readonly known: ReadonlyMap<string, readonly Outcome[]>;
  readonly unknown: readonly Outcome[];
  /** Known failures whose tests ran, or are not there any more, without a failure. */
  readonly passing: readonly string[];
}

/** The reason of failures that somebody has yet to look at. */
export const UNEXPLAINED = 'not explained yet';
const NOTHING = /(?:)/;

/** @throws {Error} with the line that is wrong. */
export function parseKnownFailures(text: string): KnownFailures {
  const head: string[] = [];
  const groups: { reason: string; message: RegExp; tests: string[] }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const group = groups.at(-1);
    const reason = /^\[(.+)\]$/.exec(line)?.[1];
    const message = /^message: (.+)$/.exec(line)?.[1];
    if (reason !== undefined) groups.push({ reason, message: NOTHING, tests: [] });
    else if (group === undefined) head.push(line);
    else if (message !== undefined) group.message = new RegExp(message);
    else if (line.includes('.py')) group.tests.push(line);
    else if (line !== '' && !line.startsWith('#')) throw new Error(`line ${index + 1} is no test: ${line}`);
  }
  return { head, groups };
}

export function formatKnownFailures({ head, groups }: KnownFailures): string {
  const texts = groups.map(({ reason, message, tests }) => {
    const pattern = message.source === NOTHING.source ? [] : [`message: ${message.source}`];
    return [`[${reason}]`, ...pattern, ...tests].join('\n');
  });
  return `${[head.join('\n').trimEnd(), ...texts].join('\n\n').trimStart()}\n`;
}

/** @param files the test files that were run. */
export function judge({ groups }: KnownFailures, outcomes: readonly Outcome[], files: ReadonlySet<string>): Verdict {
  const places = new Map(groups.flatMap((group) => group.tests.map((test) => [test, group] as const)));
  const known = new Map<string, Outcome[]>(groups.map(({ reason }) => [reason, []]));
  const unknown: Outcome[] = [];
  const failing = new Set<string>();
  const harmless = new Set<string>();
  for (const outcome of outcomes) {
    const entry = [outcome.test, allParameters(outcome.test)].find((test) => places.has(test));
    if (!isFailure(outcome)) {
      if (entry !== undefined && outcome.outcome !== 'skipped') harmless.add(entry);
      continue;
    }
    const group = entry === undefined ? undefined : places.get(entry);
    if (entry === undefined || group?.message.test(outcome.message ?? '') !== true) unknown.push(outcome);
    else {
      failing.add(entry);
      known.get(group.reason)!.push(outcome);
    }
  }
  const ran = [...places.keys()].filter((test) => files.has(fileOf(test)));
  // One that stands for all parameters must fail with all of them; another one may fail in its end alone.
  const passing = ran.filter((test) => !failing.has(test) || (test.endsWith('[*]') && harmless.has(test)));
  return { known, unknown, passing };
}

/**
 * What the file would have to be for these outcomes. Each failure goes to the reason it had, or else to the first with a
 * message that it contains, or else to one without explanation. What was not run stays as it is.
 */
export function knownFailuresOf(
  { head, groups }: KnownFailures,
  outcomes: readonly Outcome[],
  files: ReadonlySet<string>,
): KnownFailures {
  const explained = groups.filter(({ reason }) => reason !== UNEXPLAINED);
  const unexplained: FailureGroup = { reason: UNEXPLAINED, message: NOTHING, tests: [] };
  const groupOf = ({ test, message = '' }: Outcome): FailureGroup => {
    const before = explained.find(({ tests }) => tests.includes(test) || tests.includes(allParameters(test)));
    const candidates = [before, ...explained.filter((group) => group.message !== NOTHING)];
    return candidates.find((group) => group?.message.test(message) === true) ?? unexplained;
  };
  const placed = new Map(outcomes.filter(isFailure).map((one) => [one.test, groupOf(one)]));
  const ran = new Set(outcomes.filter(({ outcome }) => outcome !== 'skipped').map(({ test }) => test));
  const tests = new Map<FailureGroup, string[]>(
    [...explained, unexplained].map((group) => [group, notRun(group, files)]),
  );
  for (const [test, group] of withAllParameters(placed, ran)) tests.get(group)!.push(test);
  const kept = [...tests].filter(([, names]) => names.length > 0);
  return { head, groups: kept.map(([group, names]) => ({ ...group, tests: names.toSorted() })) };
}

function notRun({ tests }: FailureGroup, files: ReadonlySet<string>): string[] {
  return tests.filter((test) => !files.has(fileOf(test)));
}

/** One line for a test that fails with all of the parameters with which it ran, and for one reason. */
function withAllParameters(
  placed: ReadonlyMap<string, FailureGroup>,
  ran: Iterable<string>,
): Map<string, FailureGroup> {
  const groupsOf = new Map<string, { count: number; groups: Set<FailureGroup | undefined> }>();
  for (const test of ran) {
    const entry = groupsOf.get(allParameters(test)) ?? { count: 0, groups: new Set() };
    entry.count += 1;
    entry.groups.add(placed.get(test));
    groupsOf.set(allParameters(test), entry);
  }
  const lines = [...placed].map(([test, group]): [string, FailureGroup] => {
    const { count, groups } = groupsOf.get(allParameters(test))!;
    return [test.includes('[') && count > 1 && groups.size === 1 ? allParameters(test) : test, group];
  });
  return new Map(lines);
}

export function isFailure({ outcome }: Outcome): boolean {
  return outcome === 'failed' || outcome === 'error';
}

/** `file.py::test[*]` of `file.py::test[1-a]`. */
function allParameters(test: string): string {
  const at = test.indexOf('[');
  return at < 0 ? test : `${test.slice(0, at)}[*]`;
}

function fileOf(test: string): string {
  return test.split('::', 1)[0] ?? test;
}
