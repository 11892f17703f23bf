import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DifferenceLine, differenceOf } from './difference.ts';

const MARKS: Readonly<Record<DifferenceLine['kind'], string>> = {
  same: ' ',
  missing: '-',
  added: '+',
  'left out': '…',
};

function shown(before: string, after: string): string[] {
  return differenceOf(before, after).map(({ kind, text }) => MARKS[kind] + text);
}

it('is empty for equal texts, and where only commas at line ends differ', () => {
  expect(shown('a\nb', 'a\nb')).toEqual([]);
  expect(shown('a\nb', 'a,\nb')).toEqual([]);
});

it('knows no line behind the end of the last one', () => {
  expect(shown('', 'a\n')).toEqual(['+a']);
  expect(shown('a\nb\n', 'a\nc\n')).toEqual([' a', '-b', '+c']);
  expect(shown('a\n\n', 'a\n')).toEqual([' a', '-']);
});

it('shows what is missing and what is added with a few lines around', () => {
  const before = ['1', '2', '3', '4', '5', 'x', '6', '7', '8', '9'].join('\n');
  expect(shown(before, before.replace('x', 'y\nz'))).toEqual([
    '…2 lines',
    ' 3',
    ' 4',
    ' 5',
    '-x',
    '+y',
    '+z',
    ' 6',
    ' 7',
    ' 8',
    '…1 line',
  ]);
});

it('finds a line that was inserted among many equal ones', () => {
  const row = '[1]\n'.repeat(50);
  expect(differenceOf(row, `${row}[1]\n`).filter(({ kind }) => kind !== 'same' && kind !== 'left out')).toEqual([
    { kind: 'added', text: '[1]' },
  ]);
});

it('gives up on the fewest changes where there are thousands, but shows them all', () => {
  const before = Array.from({ length: 3000 }, (_, i) => `a${i}`).join('\n');
  const after = Array.from({ length: 3000 }, (_, i) => `b${i}`).join('\n');
  const lines = differenceOf(before, after);
  expect(lines.filter(({ kind }) => kind === 'missing')).toHaveLength(3000);
  expect(lines.filter(({ kind }) => kind === 'added')).toHaveLength(3000);
});

it('leads from the first text to the second, with no more changes than lines', () => {
  const textLines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 7 });
  const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
  fc.assert(
    fc.property(textLines, textLines, (a, b) => {
      const lines = differenceOf(textOf(a), textOf(b));
      if (lines.length === 0) {
        expect(a).toEqual(b);
        return;
      }
      // So short that nothing is left out.
      if (lines.some(({ kind }) => kind === 'left out')) return;
      const side = (leaving: string): string[] =>
        lines.filter(({ kind }) => kind !== leaving).map(({ text: line }) => line);
      expect(side('added')).toEqual(a);
      expect(side('missing')).toEqual(b);
    }),
    { numRuns: 2000, seed: 20_261_122 },
  );
});
