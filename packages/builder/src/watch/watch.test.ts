import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { c } from '../languages/c.ts';
import { rust } from '../languages/rust.ts';
import { firstChange, readFileStates } from './file-states.ts';
import { watchProject } from './watch.ts';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'wadup-watch-')));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

it('sees what is added, changed and removed, and enters no folder behind a link', () => {
  write('src/a.c', '1');
  symlinkSync('..', join(folder, 'src/up'));
  symlinkSync('a.c', join(folder, 'src/link.c'));
  const look = (): ReturnType<typeof readFileStates> => readFileStates(folder, () => false);
  const first = look();
  expect([...first.keys()].sort()).toEqual(['src/a.c', 'src/link.c']);
  expect(firstChange(first, look())).toBeNull();
  write('src/b.c', '1');
  const second = look();
  expect(firstChange(first, second)).toBe('src/b.c');
  expect(firstChange(second, first)).toBe('src/b.c');
  write('src/b.c', '22');
  expect(firstChange(second, look())).toBe('src/b.c');
});

it('gives the first turn at once, then one for each change that matters, until it is ended', async () => {
  write('src/module.c', '1');
  const controller = new AbortController();
  const request = { directory: folder, language: c, signal: controller.signal, expectations: false };
  const turns = watchProject(request);
  expect((await turns.next()).value).toBeNull();
  // While the one who listens is busy.
  for (const path of ['x.wasm', '.git/index', '.hidden', 'node_modules/a.js', 'tests/a.expected.json'])
    write(path, '1');
  write('src/module.c', 'two');
  expect((await turns.next()).value).toBe('src/module.c');
  write('include/a.h', '1');
  expect((await turns.next()).value).toBe('include/a.h');
  controller.abort();
  expect((await turns.next()).done).toBe(true);
});

it('passes over what the toolchain writes', async () => {
  write('src/lib.rs', '1');
  const controller = new AbortController();
  const turns = watchProject({ directory: folder, language: rust, signal: controller.signal, expectations: true });
  await turns.next();
  for (const path of ['target/release/x', 'Cargo.lock']) write(path, '1');
  write('tests/a.expected.json', '{}');
  expect((await turns.next()).value).toBe('tests/a.expected.json');
  controller.abort();
});

it('says what is wrong with a folder that is no project', async () => {
  const signal = new AbortController().signal;
  const turns = watchProject({ directory: folder, language: undefined, signal, expectations: true });
  await expect(turns.next()).rejects.toThrow(/has no module/);
});
