import { expect, test } from 'vitest';
import { displayBytes, toByteString, toDisplayPath, toHostPath } from './input-paths.ts';

test('bytes that are no UTF-8 are shown as \\xNN, and the rest as it is', () => {
  const bytes = Buffer.from([
    0x61, 0xff, 0xc3, 0xa9, 0xc3, 0x2f, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x80, 0xc0, 0x80, 0xed, 0xa0, 0x80,
  ]);
  expect(displayBytes(bytes)).toBe('a\\xffé\\xc3/€\\xf0\\x9f\\x80\\xc0\\x80\\xed\\xa0\\x80');
});

test('a path is given to the system as text where it is UTF-8, else as its bytes', () => {
  expect(toHostPath('plain\nname')).toBe('plain\nname');
  expect(toHostPath(toByteString('häßlich/€😀'))).toBe('häßlich/€😀');
  expect(toHostPath('a\xff')).toEqual(Buffer.from([0x61, 0xff]));
  expect(toDisplayPath(toByteString('häßlich'))).toBe('häßlich');
});
