import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

it.each([
  ['thread', 'threads'],
  ['htreads', 'threads'],
  ['fule', 'fuel'],
  ['max-memory-limit', undefined],
  ['x', undefined],
  ['banana', undefined],
])('takes %s for %s', (word, meant) => {
  expect(nearest(word, ['threads', 'fuel', 'max-memory', 'input'])).toBe(meant);
});
