import { expect, test } from 'vitest';
import { stderrHint } from './stderr-hint.ts';

test('a module that returns an error code gives its reason last', () => {
  expect(stderrHint('reading entry 1\nentry 2: CRC is wrong\n\n', false)).toBe('entry 2: CRC is wrong');
});

test('a panic of Rust is told with its place and its message', () => {
  const stderr = "\nthread '<unnamed>' panicked at src/lib.rs:7:5:\nno magic\nnote: run with `RUST_BACKTRACE=1`\n";
  expect(stderrHint(stderr, true)).toBe("thread '<unnamed>' panicked at src/lib.rs:7:5: no magic");
});

test('a panic of Go is told without its goroutines', () => {
  expect(stderrHint('panic: index out of range [5]\n\ngoroutine 1 [running]:\nmain.process()\n', true)).toBe(
    'panic: index out of range [5]',
  );
});

test("of a group of Python's exceptions the group and the last one in it are told, not the lines of the tree", () => {
  const stderr = [
    '  + Exception Group Traceback (most recent call last):',
    '  |   File "/module/m.py", line 3, in main',
    '  | ExceptionGroup: two went wrong (2 sub-exceptions)',
    '  +-+---------------- 1 ----------------',
    '    | ValueError: a',
    '    +---------------- 2 ----------------',
    '    | KeyError: -1',
    '    +------------------------------------',
  ].join('\n');
  expect(stderrHint(stderr, false)).toBe('ExceptionGroup: two went wrong (2 sub-exceptions): KeyError: -1');
  expect(stderrHint('  | ExceptionGroup: cut off (1 sub-exception)\n  +---', false)).toBe(
    'ExceptionGroup: cut off (1 sub-exception)',
  );
  expect(stderrHint('-1 is negative', false)).toBe('-1 is negative');
});

test('control characters are made harmless, and a long line is cut', () => {
  const hint = stderrHint(`\u001b[31m${'x'.repeat(1000)}`, false)!;
  expect(hint.startsWith('\\u{1b}[31mxxx')).toBe(true);
  expect(hint.length).toBeLessThan(260);
});

test('nothing printed gives no hint', () => {
  expect(stderrHint(null, true)).toBe(null);
  expect(stderrHint('\n \n', false)).toBe(null);
});
