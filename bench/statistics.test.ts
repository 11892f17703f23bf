import { expect, test } from 'vitest';
import { geometricMean, median, summarize } from './statistics.ts';

test('the median is the middle value, or the mean of the two in the middle, whatever the order', () => {
  expect(median([10, 9, 100])).toBe(10);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test('in a geometric mean a half and a double cancel out', () => {
  expect(geometricMean([0.5, 2])).toBeCloseTo(1, 12);
  expect(geometricMean([1, 2, 4])).toBeCloseTo(2, 12);
});

test('a summary counts its runs and knows the fastest', () => {
  expect(summarize([3, 1, 2])).toEqual({ median: 2, minimum: 1, runs: 3 });
});
