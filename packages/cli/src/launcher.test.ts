/** bin/wadup.js: the only file that must run on any Node. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

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

/** Arguments of a Node that runs it as Node `version` would, as far as the launcher can tell. */
function pretending(version: string): string[] {
  const code = `
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });
    await import('${pathToFileURL(launcher).href}');`;
  // Code that is no file is not named among the arguments: 'wadup' stands where the command's file would.
  return ['--input-type=module', '-e', code, 'wadup', '--resume', 'two words'];
}

interface Launched {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function launch(version: string): Launched {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, pretending(version), { encoding: 'utf8' });
  return { status, signal, stdout, stderr };
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
    signal: null,
    stdout: '',
    stderr: 'wadup is not built yet: run `npm run build` in its repository first.\n',
  });
});

it('launches the command', () => {
  mkdirSync(join(directory, 'dist'), { recursive: true });
  writeFileSync(join(directory, 'dist/main.js'), "console.log('launched'); process.exitCode = 3;");
  expect(launch('22.18.0')).toEqual({ status: 3, signal: null, stdout: 'launched\n', stderr: '' });
});

describe.skipIf(process.platform === 'win32')('on a Node that is too old', () => {
  /** A program `node` where npm installs one. */
  function installNode(...lines: string[]): void {
    const path = join(directory, 'node_modules/.bin/node');
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(path, 0o755);
  }

  function installCommand(code: string): void {
    mkdirSync(join(directory, 'dist'), { recursive: true });
    writeFileSync(join(directory, 'dist/main.js'), code);
  }

  afterEach(() => {
    rmSync(join(directory, 'node_modules'), { recursive: true, force: true });
  });

  it('launches the command with the Node that is installed beside it, and ends as it does', () => {
    installNode(`exec '${process.execPath}' "$@"`);
    installCommand("console.log(JSON.stringify(process.argv.slice(2))); console.error('told'); process.exitCode = 3;");
    expect(launch('20.20.2')).toMatchObject({ status: 3, stdout: '["--resume","two words"]\n', stderr: 'told\n' });
  });

  it('passes a signal that ends the command on to who started it', () => {
    installNode('kill -KILL $$');
    expect(launch('20.20.2')).toMatchObject({ status: null, signal: 'SIGKILL' });
  });

  it('refuses where the Node beside it is the same one, or cannot be started', () => {
    mkdirSync(join(directory, 'node_modules/.bin'), { recursive: true });
    symlinkSync(process.execPath, join(directory, 'node_modules/.bin/node'));
    expect(launch('20.20.2')).toMatchObject({ status: 1, stderr: expect.stringMatching(/^wadup needs Node 22\.18 /) });
    installNode();
    chmodSync(join(directory, 'node_modules/.bin/node'), 0o644);
    expect(launch('20.20.2')).toMatchObject({ status: 1, stderr: expect.stringMatching(/^wadup needs Node 22\.18 /) });
  });

  it('passes signals on to the command', async () => {
    installNode(`exec '${process.execPath}' "$@"`);
    installCommand("process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('ready');");
    const child = spawn(process.execPath, pretending('20.20.2'), { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exit).toEqual([7, null]);
  });
});
