import { describe, expect, it } from 'vitest';
import { formatKnownFailures, judge, knownFailuresOf, type Outcome, parseKnownFailures } from './known-failures.ts';

const TEXT = `# Comments.

[there are no threads]
message: no thread can be started
a/test_one.py::test_threads

[whole numbers have 32 bits]
a/test_one.py::test_sizes[*]
`;
const KNOWN = parseKnownFailures(TEXT);
const FILES = new Set(['a/test_one.py']);

const failed = (test: string, message = ''): Outcome => ({ test, outcome: 'failed', message });
const passed = (test: string): Outcome => ({ test, outcome: 'passed' });

/** All that is listed fails as it should. */
const EXPECTED: readonly Outcome[] = [
  failed('a/test_one.py::test_threads', 'RuntimeError: no thread can be started here'),
  failed('a/test_one.py::test_sizes[1]', '1 == 2'),
  failed('a/test_one.py::test_sizes[2-b]', '2 == 4'),
  passed('a/test_one.py::test_other'),
];

const unknownTests = (outcomes: readonly Outcome[]): string[] =>
  judge(KNOWN, outcomes, FILES).unknown.map(({ test }) => test);

describe('judging', () => {
  it('knows what is listed, by test, by all parameters, and by reason', () => {
    const { known, unknown, passing } = judge(KNOWN, EXPECTED, FILES);
    expect([...known].map(([reason, outcomes]) => [reason, outcomes.length])).toEqual([
      ['there are no threads', 1],
      ['whole numbers have 32 bits', 2],
    ]);
    expect(unknown).toEqual([]);
    expect(passing).toEqual([]);
  });

  it('does not know a test that is not listed, and an error beside a test that passes', () => {
    const others: Outcome[] = [
      failed('a/test_one.py::test_new'),
      { ...failed('a/test_one.py::test_other'), outcome: 'error' },
    ];
    expect(unknownTests([...EXPECTED, ...others])).toEqual(others.map(({ test }) => test));
  });

  it('does not know a listed test that fails for another reason', () => {
    expect(unknownTests([failed('a/test_one.py::test_threads', 'ValueError: 3')])).toEqual([
      'a/test_one.py::test_threads',
    ]);
  });

  it('names what does not fail any more: passing, gone, or passing with one of its parameters', () => {
    const now = [passed('a/test_one.py::test_sizes[1]'), failed('a/test_one.py::test_sizes[2]')];
    expect(judge(KNOWN, now, FILES).passing).toEqual(['a/test_one.py::test_threads', 'a/test_one.py::test_sizes[*]']);
    expect(judge(KNOWN, now, new Set(['a/test_two.py'])).passing).toEqual([]);
  });
});

describe('the file', () => {
  it('is written as it was read', () => {
    expect(formatKnownFailures(KNOWN)).toBe(TEXT);
    expect(formatKnownFailures(knownFailuresOf(KNOWN, EXPECTED, FILES))).toBe(TEXT);
  });

  it('refuses a line that is no test, with its number', () => {
    expect(() => parseKnownFailures(`${TEXT}what is this\n`)).toThrow('line 9 is no test: what is this');
  });
});

describe('writing anew', () => {
  const written = (
    outcomes: readonly Outcome[],
    files: ReadonlySet<string> = FILES,
  ): Record<string, readonly string[]> =>
    Object.fromEntries(knownFailuresOf(KNOWN, outcomes, files).groups.map(({ reason, tests }) => [reason, tests]));

  it('puts a failure to the reason whose message it has, and any other one to those without explanation', () => {
    const outcomes = [
      failed('a/test_one.py::test_a', 'no thread can be started'),
      failed('a/test_one.py::test_b', '?'),
    ];
    expect(written([...EXPECTED, ...outcomes])).toEqual({
      'there are no threads': ['a/test_one.py::test_a', 'a/test_one.py::test_threads'],
      'whole numbers have 32 bits': ['a/test_one.py::test_sizes[*]'],
      'not explained yet': ['a/test_one.py::test_b'],
    });
  });

  it('names parameters one by one when some pass, and does not count those that are skipped', () => {
    const message = 'no thread can be started';
    const outcomes: Outcome[] = [
      failed('a/test_one.py::test_some[1]', message),
      passed('a/test_one.py::test_some[2]'),
      failed('a/test_one.py::test_all[1]', message),
      failed('a/test_one.py::test_all[2]', message),
      { test: 'a/test_one.py::test_all[3]', outcome: 'skipped' },
    ];
    expect(written(outcomes)).toEqual({
      'there are no threads': ['a/test_one.py::test_all[*]', 'a/test_one.py::test_some[1]'],
    });
  });

  it('keeps what was not run', () => {
    expect(written([failed('a/test_two.py::test_c')], new Set(['a/test_two.py']))).toEqual({
      'there are no threads': ['a/test_one.py::test_threads'],
      'whole numbers have 32 bits': ['a/test_one.py::test_sizes[*]'],
      'not explained yet': ['a/test_two.py::test_c'],
    });
  });
});
