import { expect, test } from 'vitest';
import { HeapWatch } from './heap-watch.ts';

const MiB = 1_048_576;

/** Grows by so many MiB each time that it is asked, of which so many are garbage. */
function growing(used: number, garbage: number): HeapWatch {
  let bytes = 0;
  let collectable = 0;
  return new HeapWatch({
    used: () => {
      bytes += used * MiB;
      collectable += garbage * MiB;
      return bytes;
    },
    collectGarbage: () => {
      bytes -= collectable;
      collectable = 0;
    },
  });
}

function timesAsked(watch: HeapWatch, most: number): number {
  for (let asked = 1; asked <= most; asked++) if (watch.isFull()) return asked;
  return most;
}

test('a guest that keeps ever more is ended', () => {
  expect(timesAsked(growing(20, 0), 10_000)).toBe(8 * 13);
  expect(timesAsked(growing(20, 10), 10_000)).toBe(8 * 22);
});

test('garbage does not count', () => {
  expect(timesAsked(growing(20, 20), 10_000)).toBe(10_000);
});
