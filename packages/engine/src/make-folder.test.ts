import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wadup-folder-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('makes a folder with those above it, and minds none that is there', () => {
  const path = join(folder, 'a/b/c');
  makeFolder(path, 0o700);
  makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700);
});

it.skipIf(!existsSync('/proc/self'))('ends where no folder can be made, though it is said that one is missing', () => {
  expect(() => makeFolder('/proc/wadup/folder')).toThrow(/ENOENT/);
});

it.skipIf(process.platform === 'win32')('says what stands in the way', () => {
  symlinkSync('nowhere/at/all', join(folder, 'link'));
  expect(() => makeFolder(join(folder, 'link/below'))).toThrow(/ENOENT/);
});
