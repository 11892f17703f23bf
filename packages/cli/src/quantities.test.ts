import { expect, it } from 'vitest';
import { formatAmount, formatCount, formatDuration } from './quantities.ts';

it('groups digits by thousands, of the whole part only', () => {
  expect([0, 999, 1000, 1_234_567, 1234.5678].map(formatCount)).toEqual([
    '0',
    '999',
    '1,000',
    '1,234,567',
    '1,234.5678',
  ]);
});

it('writes one row and two rows', () => {
  expect([formatAmount(1, 'row'), formatAmount(2, 'row'), formatAmount(0, 'row')]).toEqual([
    '1 row',
    '2 rows',
    '0 rows',
  ]);
});

it.each([
  [0, '0.00 s'],
  [994, '0.99 s'],
  [995, '1.0 s'],
  [9949, '9.9 s'],
  [9950, '10 s'],
  [59_499, '59 s'],
  [59_500, '1:00 min'],
  [185_000, '3:05 min'],
  [3_599_600, '1:00:00 h'],
  [7_385_000, '2:03:05 h'],
])('writes %d ms as %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
