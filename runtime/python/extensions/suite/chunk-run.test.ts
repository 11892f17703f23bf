import { expect, it } from 'vitest';
import { readOutput } from './chunk-run.ts';

const record = (value: object): string => `\n\u001E${JSON.stringify(value)}\n`;
const PASSED = { test: 'a/test_one.py::test_a', outcome: 'passed' };
const FAILED = { test: 'a/test_one.py::test_b', outcome: 'failed', message: 'no' };
const ALL = `.${record(PASSED)}F${record(FAILED)}noise {"test": 1}${record({ finished: 1, collected: 2 })}1 failed\n`;

it('finds the outcomes among whatever tests print', () => {
  expect(readOutput(ALL, null)).toEqual({ broken: null, outcomes: [PASSED, FAILED] });
});

it('takes the outcomes of a file that was only collected for no test that ran', () => {
  const skipped = { test: 'a/test_two.py', outcome: 'skipped', message: 'no', collecting: true };
  expect(readOutput(`${record(skipped)}${ALL}`, null).broken).toBeNull();
});

it.each([
  ['by a trap, whatever was written before it', ALL, 'status 134', 'ended by status 134: 1 failed'],
  ['without a summary', record(PASSED), null, 'ended without a summary'],
  ['within a record', `${record(PASSED)}\n\u001E{"test": "a/te`, 'SIGKILL', 'ended by SIGKILL: \u001E{"test": "a/te'],
  [
    'before all that it found had run',
    ALL.replace('"collected":2', '"collected":3'),
    null,
    'collected 3 tests and ran 2',
  ],
])('calls a run broken that ended %s', (_, text, ended, broken) => {
  expect(readOutput(text, ended).broken).toBe(broken);
});
