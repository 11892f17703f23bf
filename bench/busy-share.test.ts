import { expect, test } from 'vitest';
import { sharedTime } from './busy-share.ts';

function calls(...spans: [instance: number, started: number, ended: number][]) {
  return spans.map(([instance, started, ended]) => ({
    instance: BigInt(instance),
    started: BigInt(started),
    ended: BigInt(ended),
  }));
}

test('only time in which all threads are in a call counts as shared', () => {
  expect(sharedTime(calls([1, 0, 100], [2, 50, 100]), 2, 0n)).toBe(0.5);
  expect(sharedTime(calls([1, 0, 50], [2, 50, 100]), 2, 0n)).toBe(0);
});

test('a short pause between two calls of one thread is no idleness, a long one is', () => {
  const pauses = calls([1, 0, 100], [2, 60, 100], [2, 0, 40]);
  expect(sharedTime(pauses, 2, 20n)).toBe(1);
  expect(sharedTime(pauses, 2, 19n)).toBe(0.8);
});

test('two calls of the same instance are one thread', () => {
  expect(sharedTime(calls([1, 0, 100], [1, 100, 200]), 2, 10n)).toBe(0);
});
