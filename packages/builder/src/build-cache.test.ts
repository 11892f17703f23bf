import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BuildCache, cacheKey, packFiles, unpackFiles } from './build-cache.ts';

let folder: string;
let entries: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wadup-cache-'));
  entries = join(folder, 'wadup', 'things');
});
afterEach(() => rmSync(folder, { recursive: true }));

const cacheOf = (mostBytes?: number): BuildCache =>
  new BuildCache('things', { XDG_CACHE_HOME: folder, LOCALAPPDATA: folder }, mostBytes);

it('gives what was kept, and since when', () => {
  const before = Date.now();
  cacheOf().write('a', Buffer.from('bytes'));
  const kept = cacheOf().read('a')!;
  expect(Buffer.from(kept.bytes).toString()).toBe('bytes');
  expect(kept.time).toBeGreaterThanOrEqual(before);
  expect(cacheOf().read('b')).toBeNull();
  expect(readdirSync(entries)).toEqual(['a']);
});

it('has nothing where a file is damaged or cut off', () => {
  cacheOf().write('a', Buffer.from('bytes'));
  const path = join(entries, 'a');
  const whole = readFileSync(path);
  for (const damaged of [
    whole.subarray(0, 20),
    whole.subarray(0, -1),
    Buffer.concat([whole, Buffer.of(0)]),
    Buffer.of(),
  ]) {
    writeFileSync(path, damaged);
    expect(cacheOf().read('a')).toBeNull();
  }
});

it('lets go what was not used for the longest time', () => {
  const cache = cacheOf(300);
  for (const name of ['a', 'b']) cache.write(name, Buffer.alloc(100));
  utimesSync(join(entries, 'a'), 1, 1);
  utimesSync(join(entries, 'b'), 2, 2);
  cache.read('a');
  cache.write('c', Buffer.alloc(100));
  expect(readdirSync(entries).sort()).toEqual(['a', 'c']);
});

it('does without where nothing can be kept', () => {
  writeFileSync(join(folder, 'wadup'), '');
  cacheOf().write('a', Buffer.from('bytes'));
  expect(cacheOf().read('a')).toBeNull();
});

it('has another key for parts that are divided otherwise', () => {
  expect(cacheKey('ab', 'c')).not.toBe(cacheKey('a', 'bc'));
  expect(cacheKey('ab', 'c')).toBe(cacheKey('ab', Buffer.from('c')));
});

it('packs files into one piece', () => {
  const files = new Map([
    ['a/größe', Buffer.from('one')],
    ['b', Buffer.alloc(0)],
    ['c', Buffer.alloc(70_000, 3)],
  ]);
  const unpacked = unpackFiles(packFiles(files));
  expect([...unpacked].map(([path, bytes]) => [path, Buffer.from(bytes)])).toEqual([...files]);
});
