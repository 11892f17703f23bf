import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CodeCache, optimizeEntry } from './code-cache.ts';
import { machineCodeSerializer } from './machine-code.ts';

/** In a Node whose V8 keeps no code everything must work as well, from the beginning each time. */
const ONE = machineCodeSerializer() === null ? 0 : 1;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wadup-code-'));
});
afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true });
});

/** A module whose exported function returns a number below 64. */
function moduleReturning(value: number): Uint8Array {
  const name = [...Buffer.from('process')];
  const sections = [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    [1, 5, 1, 0x60, 0, 1, 0x7f],
    [3, 2, 1, 0],
    [7, 4 + name.length, 1, name.length, ...name, 0, 0],
    [10, 6, 1, 4, 0, 0x41, value, 0x0b],
  ];
  return new Uint8Array(sections.flat());
}

function entryOf(module: WebAssembly.Module): () => number {
  return new WebAssembly.Instance(module, {}).exports['process'] as () => number;
}

/** As a run does: compile, execute, keep. Gives how many modules needed no compiling. */
function runWith(bytes: Uint8Array, at: string = directory): number {
  const cache = new CodeCache(at);
  const entry = entryOf(cache.compile(bytes));
  expect(entry()).toBe(bytes[bytes.length - 2]);
  expect(cache.lacksCode).toBe(ONE === 1 && cache.restored === 0);
  cache.save([optimizeEntry(entry)]);
  return cache.restored;
}

function files(): string[] {
  return readdirSync(directory).map((name) => join(directory, name));
}

test('code is kept from run to run, for each module its own', () => {
  expect(runWith(moduleReturning(7))).toBe(0);
  expect(runWith(moduleReturning(8))).toBe(0);
  expect(files()).toHaveLength(2 * ONE);
  expect(runWith(moduleReturning(7))).toBe(ONE);
  expect(runWith(moduleReturning(8))).toBe(ONE);
});

test('a directory that is missing is made, for this user alone', () => {
  const inner = join(directory, 'a', 'b');
  runWith(moduleReturning(7), inner);
  expect(runWith(moduleReturning(7), inner)).toBe(ONE);
});

test('what was not used for the longest time goes when the cache is too large', () => {
  for (const value of [1, 2, 3]) {
    runWith(moduleReturning(value));
    for (const path of files()) utimesSync(path, value, value);
  }
  writeFileSync(join(directory, 'not-ours.code'), Buffer.alloc(10_000));
  const [size = 0] = files().map((path) => statSync(path).size);
  const cache = new CodeCache(directory, size * 2.5);
  cache.save([optimizeEntry(entryOf(cache.compile(moduleReturning(4))))]);
  expect(files()).toHaveLength(1 + 2 * ONE);
  expect(existsSync(join(directory, 'not-ours.code'))).toBe(true);
  expect(runWith(moduleReturning(4))).toBe(ONE);
});

test('nothing is kept of a module of which nothing was optimized', () => {
  const cache = new CodeCache(directory);
  cache.compile(moduleReturning(9));
  cache.save([false]);
  cache.save([]);
  expect(files()).toEqual([]);
});

test('without a directory nothing is kept', () => {
  const cache = new CodeCache(null);
  expect(entryOf(cache.compile(moduleReturning(7)))()).toBe(7);
  cache.save([true]);
  expect(cache.lacksCode).toBe(false);
});

test('a module that is not valid is refused as without a cache', () => {
  expect(() => new CodeCache(directory).compile(new Uint8Array([1, 2, 3]))).toThrow(WebAssembly.CompileError);
});

test.each([
  ['cut off', (code: Buffer) => code.subarray(0, code.length - 1)],
  ['empty', () => Buffer.alloc(0)],
  [
    'changed in one bit',
    (code: Buffer) => Buffer.concat([code.subarray(0, 40), Buffer.from([code[40]! ^ 1]), code.subarray(41)]),
  ],
] as const)('a file that is %s is not used, and is written anew', (_how, damage) => {
  runWith(moduleReturning(7));
  const [path = ''] = files();
  const whole = readFileSync(path);
  writeFileSync(path, damage(whole));
  expect(runWith(moduleReturning(7))).toBe(0);
  expect(runWith(moduleReturning(7))).toBe(ONE);
});

test('code that others could have written is not used', () => {
  runWith(moduleReturning(7));
  const [path = ''] = files();
  chmodSync(path, 0o620);
  expect(runWith(moduleReturning(7))).toBe(0);
  // Replaced by a file of this user's own.
  expect(runWith(moduleReturning(7))).toBe(ONE);
  chmodSync(directory, 0o777);
  expect(runWith(moduleReturning(7))).toBe(0);
});

test('a link in place of a file or of the directory is not followed', () => {
  runWith(moduleReturning(7));
  const [path = ''] = files();
  const target = join(directory, 'target');
  writeFileSync(target, readFileSync(path));
  rmSync(path);
  symlinkSync(target, path);
  expect(runWith(moduleReturning(7))).toBe(0);
  const link = join(directory, 'link');
  symlinkSync(directory, link);
  expect(runWith(moduleReturning(7), link)).toBe(0);
});

test('a place that cannot be written is as good as none', () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  expect(runWith(moduleReturning(7), join(file, 'inside'))).toBe(0);
  expect(runWith(moduleReturning(7), file)).toBe(0);
  expect(existsSync(join(directory, 'file'))).toBe(true);
});
