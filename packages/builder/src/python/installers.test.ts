import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BuildCache } from '../build-cache.ts';
import { fetchDependencies } from './dependencies.ts';
import { findInstaller } from './find-installer.ts';
import { parseRequirement, type Requirement } from './requirement.ts';

/** Stand-ins for uv and pip are scripts of the shell. */
const hasShell = process.platform !== 'win32';
const hasPip = spawnSync('python3', ['-m', 'pip', '--version']).status === 0;

let folder: string;
let programs: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wadup-installers-'));
  programs = join(folder, 'programs');
  mkdirSync(programs);
  mkdirSync(join(folder, 'project'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** `$*` is in `calls`, and what is fetched is package `one` in the folder behind `--target`. */
function program(name: string, script: string): void {
  const fetch =
    'while [ "$1" != --target ]; do shift; done; mkdir -p "$2/one" "$2/bin"; echo "x = 1" > "$2/one/__init__.py"; echo > "$2/bin/one"';
  const text = `#!/bin/sh\nPATH=/usr/bin:/bin\necho "${name} $*" >> "${folder}/calls"\nfetch() { ${fetch}; }\n${script}\n`;
  writeFileSync(join(programs, name), text);
  chmodSync(join(programs, name), 0o755);
}

const UV = `case "$*" in
  *"install --help"*) echo "--python-platform wasm32-pyodide2024" ;;
  *"pip compile"*) cp "$6" "${'$'}{0%/*}/wanted"; echo "one==1.5 ; sys_platform == 'wasi'"; echo "winner==2 ; sys_platform == 'win32'" ;;
  *) for last; do :; done; cp "$last" "${'$'}{0%/*}/pinned"; fetch "$@" ;;
esac`;

async function fetchAll(...dependencies: string[]): Promise<string[]> {
  const environment = { PATH: programs, XDG_CACHE_HOME: join(folder, 'cache') };
  const parsed = dependencies.map((dependency) => parseRequirement(dependency) as Requirement);
  const files = await fetchDependencies(
    { name: 'm', version: '0', entryPoint: 'm', dependencies: parsed, cExtensions: [], snapshot: true },
    [],
    {
      directory: join(folder, 'project'),
      shipped: '',
      environment,
      signal: new AbortController().signal,
      say: () => {},
    },
    new BuildCache('python', environment),
  );
  return [...files.keys()];
}

const calls = (): string[] => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');

describe.runIf(hasShell)('fetching packages', () => {
  it('is done by uv: what is needed here of what is needed anywhere, and once', async () => {
    program('uv', UV);
    expect(await fetchAll('one>=1', 'wadup')).toEqual(['one/__init__.py']);
    expect(readFileSync(join(programs, 'wanted'), 'utf8')).toBe('one>=1\n');
    expect(readFileSync(join(programs, 'pinned'), 'utf8')).toBe('one==1.5\n');
    const count = calls().length;
    expect(await fetchAll('one>=1', 'wadup')).toEqual(['one/__init__.py']);
    expect(calls()).toHaveLength(count);
    for (const call of calls().slice(1)) expect(call).toContain('--only-binary :all:');
  });

  it('is done by pip where there is no uv, or one that is too old', async () => {
    program('uv', 'echo "--python-platform linux"');
    program('python3', 'case "$*" in *--version*) ;; *) fetch "$@" ;; esac');
    expect(await fetchAll('one>=1')).toEqual(['one/__init__.py']);
    expect(calls().at(-1)).toContain('--only-binary :all: --no-compile --no-input');
    expect(calls().at(-1)).toContain('--python-version 3.13 --implementation py --abi none --platform any');
  });

  it('takes a lock file as it is, with its checksums', async () => {
    program('uv', UV);
    writeFileSync(join(folder, 'project', 'requirements.lock'), 'one==1.4 --hash=sha256:00ff\nother==2\n');
    await fetchAll('one>=1');
    expect(readFileSync(join(programs, 'pinned'), 'utf8')).toBe('one==1.4 --hash=sha256:00ff\nother==2\n');
    expect(calls().some((call) => call.includes('compile'))).toBe(false);
  });

  it('needs nothing for nothing', async () => {
    expect(await fetchAll('wadup>=0.1')).toEqual([]);
  });

  it('says what to install when there is neither', async () => {
    await expect(fetchAll('one')).rejects.toThrow('needs a recent uv');
    program('python3', 'exit 97');
    await expect(fetchAll('one')).rejects.toMatchObject({ name: 'MissingToolError' });
  });

  it.each([
    ['compile', 'Because all versions of one have no usable wheels and you', 'one comes only as source'],
    ['--target', 'Because one==2 has no usable wheels and you', 'one is compiled for particular machines'],
    [
      'compile',
      'cause: Because one was not found',
      'uv cannot fetch the dependencies.\ncause: Because one was not found',
    ],
  ])('tells what uv has against a package (%s: %s)', async (step, message, sentence) => {
    program('uv', `case "$*" in *${step}*) echo "${message}" >&2; exit 1 ;; esac\n${UV}`);
    await expect(fetchAll('one')).rejects.toThrow(sentence);
  });

  it.each([
    [
      "none of the wheel's tags (x) are compatible: https://e/One-2-cp313-linux.whl (from",
      'compiled for particular machines (One-2-cp313-linux.whl)',
    ],
    ['No sources permitted for one: https://e/one-2.tar.gz (from', 'one comes only as source'],
    [
      'No sources permitted for one-two: https://e/one-two-2.tar.gz (from',
      'ERROR: No matching distribution found for one',
    ],
    ['not a file', 'ERROR: No matching distribution found for one'],
  ])('tells what pip has against a package (%s)', async (log, sentence) => {
    const words = `for word; do [ "$before" = --log ] && log="$word"; before="$word"; done`;
    const failing = `${words}; echo "  Skipping link: ${log}" > "$log"; echo "ERROR: No matching distribution found for one" >&2; exit 1`;
    program('python3', `case "$*" in *--version*) ;; *) ${failing} ;; esac`);
    await expect(fetchAll('one')).rejects.toThrow(sentence);
  });

  it.each([
    ['(from one) (from versions: none)', true],
    ['(from -r /x/wanted.txt (line 1)) (from versions: none)', false],
    ['(from versions: none)', false],
  ])('says which package asked for one that cannot be had (%s)', async (from, named) => {
    const words = `for word; do [ "$before" = --log ] && log="$word"; before="$word"; done`;
    const logged = 'echo "  Skipping link: No sources permitted for low: https://e/low-2.tar.gz (from" > "$log"';
    const told = `echo "ERROR: Could not find a version that satisfies the requirement low>=1 ${from}" >&2; echo "ERROR: No matching distribution found for low>=1" >&2`;
    program('python3', `case "$*" in *--version*) ;; *) ${words}; ${logged}; ${told}; exit 1 ;; esac`);
    const problem = await fetchAll('one').catch((thrown: unknown) => (thrown as Error).message);
    expect(problem).toMatch(/^low comes only as source/);
    expect(String(problem).includes('\none depends on it.')).toBe(named);
  });

  it.each([
    ["none of the wheel's tags (x) are compatible: https://e/low-2-cp313-linux.whl (from", 0, 'low is compiled for'],
    ['No sources permitted for low: https://e/low-2.tar.gz (from', 0, 'low comes only as source'],
    [
      'No sources permitted for low: https://e/low-2.tar.gz (from',
      1,
      'pip cannot fetch the dependencies.\nERROR: Cannot',
    ],
  ])('names what pip calls a conflict, because nothing of it can be used (%s, %i)', async (log, usable, sentence) => {
    const words = `for word; do [ "$before" = --log ] && log="$word"; before="$word"; done`;
    const logged = `echo "  Skipping link: ${log}" > "$log"; echo "check ${usable} links for project 'low': x" >> "$log"`;
    const conflict = String.raw`printf 'ERROR: Cannot install\n\nThe conflict is caused by:\n    one 2 depends on low>=1\n    one 1 depends on low\n' >&2`;
    program('python3', `case "$*" in *--version*) ;; *) ${words}; ${logged}; ${conflict}; exit 1 ;; esac`);
    const failed = fetchAll('one');
    await expect(failed).rejects.toThrow(sentence);
    if (usable === 0) await expect(failed).rejects.toThrow('one depends on it. If your module works without it');
  });

  it('names the requirements of a conflict as the project does', async () => {
    const failing = 'echo "ERROR: Cannot install -r /x/wanted.txt (line 2) and one" >&2; exit 1';
    program('python3', `case "$*" in *--version*) ;; *) ${failing} ;; esac`);
    await expect(fetchAll('one', 'two<3')).rejects.toThrow('ERROR: Cannot install two<3 and one');
  });
});

it.runIf(hasPip)('runs nothing of the project, whatever its files are called', async () => {
  const project = join(folder, 'project');
  const trap = `open(${JSON.stringify(join(folder, 'sprung'))}, "w")\n`;
  for (const name of ['pip', 'site', 'sitecustomize', 'json', 'ssl']) writeFileSync(join(project, `${name}.py`), trap);
  const environment = { ...process.env, PATH: `${programs}:${process.env['PATH']}` };
  program('uv', 'exit 1');
  const found = await findInstaller({ directory: project, environment, signal: new AbortController().signal });
  expect(found.name).toBe('pip');
  expect(existsSync(join(folder, 'sprung'))).toBe(false);
});
