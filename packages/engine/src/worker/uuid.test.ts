import { expect, test } from 'vitest';
import { createUuidGenerator } from './uuid.ts';

test('a UUID has the shape, version and variant of RFC 9562', () => {
  expect(createUuidGenerator()(Date.now())).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});

test('UUIDs of one generator are unique and sorted, even in one millisecond and when the clock is set back', () => {
  let clock = 1_700_000_000_000;
  const next = createUuidGenerator();
  const made: string[] = [];
  for (let n = 0; n < 20_000; n++) {
    if (n === 10_000) clock -= 5_000;
    made.push(next(clock));
  }
  expect(new Set(made).size).toBe(made.length);
  expect(made.toSorted()).toEqual(made);
});

test('the first 48 bits are the Unix time in milliseconds', () => {
  const uuid = createUuidGenerator()(0x0123456789ab);
  expect(uuid.startsWith('01234567-89ab-7000-')).toBe(true);
});

test('every UUID is later than the given time, also when the clock is behind it', () => {
  const next = createUuidGenerator(0x0123456789ab);
  expect(next(1000).startsWith('01234567-89ac-7000-')).toBe(true);
});
