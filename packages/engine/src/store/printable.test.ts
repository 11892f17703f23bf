import { expect, it } from 'vitest';
import { printable } from './printable.ts';

it('Text of untrusted code stays on its line and shows what it is', () => {
  expect(printable('a\nb\u001b[31m\u202e\u2028\ud800')).toBe('a\\u{a}b\\u{1b}[31m\\u{202e}\\u{2028}\\u{d800}');
  expect(printable('größe 日本 😀 "\'')).toBe('größe 日本 😀 "\'');
});

it('Text of untrusted code is cut between characters', () => {
  expect(printable('😀'.repeat(100), 3)).toBe('😀😀😀…');
  expect(printable('abc', 3)).toBe('abc');
});
