import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ERRNO } from '../vfs/errno.ts';
import { InputFile } from './input-file.ts';
import { ReadWindow } from './read-window.ts';

let directory: string;
let path: string;
let window: ReadWindow;
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), 'file-'));
  path = join(directory, 'file');
  window = new ReadWindow();
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

function make(bytes: Uint8Array | string): InputFile {
  fs.writeFileSync(path, bytes);
  return new InputFile(path, 'file', window);
}

const target: Uint8Array = new Uint8Array(100_000);

function readAt(source: InputFile, length: number, position: number): Buffer {
  target.fill(0xee);
  const count = source.read(target, 7, length, position);
  expect(count).toBeGreaterThanOrEqual(0);
  expect(target[6]).toBe(0xee);
  expect(target[7 + count]).toBe(0xee);
  return Buffer.from(target.slice(7, 7 + count));
}

describe.each([true, false])('when reads are expected (%s)', (readsFollow) => {
  beforeEach(() => {
    window.readsFollow = readsFollow;
  });

  test.each([0, 1, 5000, 16_383, 16_384, 16_385, 90_000])('every part of a file of %i bytes reads as it is', (size) => {
    const bytes = Buffer.from(Uint8Array.from({ length: size }, (_, n) => (n * 31) >>> 3));
    const source = make(bytes);
    expect(source.size()).toBe(size);
    for (const position of [0, size - 1, size >>> 1, size - 10, 3, size - 20_000, 20_000, size, size + 5]) {
      if (position < 0) continue;
      for (const length of [1, 4, 100, 4096, 20_000]) {
        const expected = bytes.subarray(position, position + length);
        expect(readAt(source, length, position).equals(expected)).toBe(true);
      }
    }
    expect(source.trouble).toBeNull();
    source.close();
  });

  test('a file that cannot be reached is an errno and a sentence', () => {
    const missing = new InputFile(join(directory, 'none'), 'sub/none', window);
    expect(missing.size()).toBe(-ERRNO.NOENT);
    expect(missing.read(target, 0, 10, 0)).toBe(-ERRNO.NOENT);
    expect(missing.trouble).toMatch(
      /^The input 'sub\/none' cannot be \w+: it does not exist \(any more\) \(ENOENT\)\.$/,
    );
    missing.close();
  });

  test('what is appended after the first look is not seen', () => {
    const source = make('12345');
    expect(source.size()).toBe(5);
    fs.appendFileSync(path, '678');
    expect(readAt(source, 100, 0).toString()).toBe('12345');
    expect(readAt(source, 100, 5).toString()).toBe('');
    expect(source.trouble).toBeNull();
    source.close();
  });

  test('a file that shrinks is trouble, with both sizes', () => {
    const source = make(Buffer.alloc(50_000, 1));
    expect(source.size()).toBe(50_000);
    fs.truncateSync(path, 30_000);
    expect(source.read(target, 0, 50_000, 0)).toBe(30_000);
    expect(source.trouble).toBe("The input 'file' shrank from 50000 to 30000 bytes while it was being read.");
    source.close();
  });

  test('a FIFO in the place of the file neither blocks nor passes for a file', () => {
    execFileSync('mkfifo', [path]);
    const source = new InputFile(path, 'file', window);
    expect(source.size()).toBeLessThan(0);
    expect(source.trouble).toMatch(/regular file/);
    source.close();
  });

  test('the modification time is exact to the microsecond', () => {
    const source = make('x');
    fs.utimesSync(path, 1, 1_234_567_890.125);
    expect(source.modifiedMs()).toBe(1_234_567_890_125);
    source.close();
  });
});

test('a file beyond 4 GiB is read at its end', () => {
  const source = make('');
  const size = 5 * 2 ** 30;
  fs.truncateSync(path, size);
  const fd = fs.openSync(path, 'r+');
  fs.writeSync(fd, 'the end', size - 7);
  fs.closeSync(fd);
  expect(source.size()).toBe(size);
  expect(readAt(source, 100, size - 7).toString()).toBe('the end');
  source.close();
});

test('after contents that were not read, a size opens nothing; after one that was, it does', () => {
  const first = make('x');
  first.size();
  first.close();
  expect(window.readsFollow).toBe(false);
  const second = make('x');
  second.size();
  second.read(target, 0, 1, 0);
  second.close();
  expect(window.readsFollow).toBe(true);
});

test('one window serves sources in turn, and gives neither the bytes of the other', () => {
  const other = join(directory, 'other');
  fs.writeFileSync(other, 'B'.repeat(20_000));
  const a = make('A'.repeat(20_000));
  const b = new InputFile(other, 'other', window);
  for (let n = 0; n < 3; n++) {
    expect(readAt(a, 3, n * 10).toString()).toBe('AAA');
    expect(readAt(b, 3, n * 10).toString()).toBe('BBB');
  }
  a.close();
  b.close();
});

test.each([
  ['small', 10, 'before'],
  ['large', 20_000, 'behind'],
])(
  'after a %s file, whose size comes out of what was read first, the next one is taken for one too',
  (_, size, expected) => {
    const first = make('x'.repeat(size));
    expect(first.size()).toBe(size);
    readAt(first, 1, 0);
    first.close();
    const second = make('before');
    expect(second.size()).toBe(6);
    fs.writeFileSync(path, 'behind');
    expect(readAt(second, 6, 0).toString()).toBe(expected);
    second.close();
  },
);

test('what was read to learn the size of a large file is not read again', () => {
  const source = make('before'.repeat(5000));
  expect(source.size()).toBe(30_000);
  fs.writeFileSync(path, 'behind'.repeat(5000));
  expect(readAt(source, 4096, 0).toString('latin1', 0, 6)).toBe('before');
  expect(readAt(source, 6, 16_380).toString()).toBe('behind');
  source.close();
});
