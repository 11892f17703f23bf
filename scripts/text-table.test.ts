import { expect, it } from 'vitest';
import { formatTable } from './text-table.mjs';

it('puts numbers to the right, text to the left, and says NULL', () => {
  const rows = [
    ['a.txt', 5n, null],
    ['longer.txt', 12_345n, 'é漢'],
  ];
  expect(formatTable(['filename', 'size', 'note'], rows)).toBe(
    [
      'filename     size  note',
      '───────────────────────',
      'a.txt           5  NULL',
      'longer.txt  12345  é漢',
      '',
    ].join('\n'),
  );
});

it('shows only the heading of an empty table', () => {
  expect(formatTable(['a', 'bc'], [])).toBe('a  bc\n─────\n');
});

it('keeps a cell on one line, short, and harmless for a terminal', () => {
  const [, , row] = formatTable(['a'], [[`x\n\u001B[31m${'y'.repeat(100)}`]]).split('\n');
  expect(row).toBe(`x··[31m${'y'.repeat(40)}…`);
});

it('cuts nothing when it is not to', () => {
  const text = 'y'.repeat(100);
  expect(formatTable(['a'], [[text]], Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)).toContain(text);
});

it('tells how long bytes are', () => {
  expect(formatTable(['a'], [[new Uint8Array(3)]])).toContain('3 bytes');
});

it('cuts lines that are wider than the terminal', () => {
  expect(formatTable(['abc', 'def'], [['1234', '5678']], 6)).toBe('abc  …\n─────…\n1234 …\n');
});
