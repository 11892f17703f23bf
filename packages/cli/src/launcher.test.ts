/** bin/wadup.js: the only file that must run on any Node. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

const LAUNCHER = join(import.meta.dirname, '../bin/wadup.js');

let directory: string;
let launcher: string;

/** A copy in a package of its own, without or with something to launch. */
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'wadup-launcher-'));
  mkdirSync(join(directory, 'bin'));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  launcher = join(directory, 'bin/wadup.js');
  copyFileSync(LAUNCHER, launcher);
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Runs it as Node `version` would, as far as the launcher can tell. */
function launch(version: string): { status: number | null; stdout: string; stderr: string } {
  const pretend = `
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
    await import('${pathToFileURL(launcher).href}');`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', pretend], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

it('is written in syntax that Node 12 parses', () => {
  const source = readFileSync(LAUNCHER, 'utf8');
  const lowered = (target: string): string => transformSync(source, { target, format: 'esm' }).code;
  expect(lowered('node12.20')).toBe(lowered('esnext'));
});

it.each(['12.22.0', '20.20.2', '22.17.1'])('says in one sentence that Node %s is too old', (version) => {
  const { status, stdout, stderr } = launch(version);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(new RegExp(`^wadup needs Node 22\\.18 or newer, and this is ${version} \\(.*\\)\\.\\n$`));
});

it.each(['22.18.0', '24.0.0', '100.0.0'])('asks for a build on Node %s where there is none', (version) => {
  rmSync(join(directory, 'dist'), { recursive: true, force: true });
  expect(launch(version)).toEqual({
    status: 1,
    stdout: '',
    stderr: 'wadup is not built yet: run `npm run build` in its repository first.\n',
  });
});

it('launches the command', () => {
  mkdirSync(join(directory, 'dist'), { recursive: true });
  writeFileSync(join(directory, 'dist/main.js'), "console.log('launched'); process.exitCode = 3;");
  expect(launch('22.18.0')).toEqual({ status: 3, stdout: 'launched\n', stderr: '' });
});
