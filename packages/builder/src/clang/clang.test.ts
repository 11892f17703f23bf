/** C and C++ projects, built by the clang from npm and by one that the author names. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { inspect } from '@wadup/wasm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '../language.ts';
import { buildProject, type BuiltModule } from '../project/build.ts';
import { locateShipped } from '../shipped.ts';
import { PACKAGED_CLANG_VERSION } from './packaged-clang.ts';

const SHIPPED = locateShipped(import.meta.dirname);
const PROCESS = '__attribute__((export_name("process"))) int process(void)';

let directory: string;
let said: string[];
let cache: string;

beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'wadup-c-')));
  said = [];
  cache = join(directory, 'cache');
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(join(directory, path, '..'), { recursive: true });
  writeFileSync(join(directory, path), text);
}

async function build(environment: Environment = {}): Promise<BuiltModule> {
  return await buildProject({
    directory,
    language: undefined,
    shipped: SHIPPED,
    environment: { XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, ...environment },
    signal: new AbortController().signal,
    say: (line) => said.push(line),
  });
}

/** A program that pretends to be a compiler. */
function script(path: string, ...lines: string[]): string {
  write(path, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(join(directory, path), 0o755);
  return join(directory, path);
}

it('has the version of clang that is installed', () => {
  const installed = join(SHIPPED, 'node_modules/@yowasp/clang/package.json');
  expect(JSON.parse(readFileSync(installed, 'utf8'))).toMatchObject({ version: PACKAGED_CLANG_VERSION });
});

describe('the clang from npm', { timeout: 120_000 }, () => {
  it('builds several files of C and C++ with headers in src/ and include/, and tells warnings', async () => {
    write(
      'src/module.c',
      `#include "wadup.h"\n#include "parts/one.h"\n${PROCESS} { int unused; return one() + two(); }`,
    );
    write('src/parts/one.h', 'int one(void); int two(void);');
    write(
      'src/parts/one.c',
      '#include "one.h"\n#include "values.inc"\n__attribute__((export_name("renamed"))) int one(void) { return VALUE; }',
    );
    write(
      'src/two words.cpp',
      '#include <string>\nextern "C" int two() { return (int)std::string(VALUE2, 2).size(); }',
    );
    write('include/values.inc', '#define VALUE 40');
    write('compile_flags.txt', '-std=c11\n-std=c++17\n-Wall\n-Iinclude\n-DVALUE2="ab"\n');
    symlinkSync('..', join(directory, 'src/circle'));
    symlinkSync('nowhere', join(directory, 'src/.#lock.c'));
    const { bytes, name } = await build();
    expect(name).toMatch(/^wadup-c-/);
    const names = inspect(bytes).exports.map((one) => one.name);
    expect(names.sort()).toEqual(['__wadup_flush', '_initialize', 'memory', 'process', 'renamed']);
    expect(said[0]).toMatch(/^src\/module\.c:3:\d+: warning: unused variable 'unused'/);
  });

  it('is not started where nothing changed, and tells its warnings again', async () => {
    write('src/module.c', `#include "value.h"\n${PROCESS} { int unused; return VALUE; }`);
    write('src/value.h', '#define VALUE 1');
    const first = await build();
    const [warning] = said;
    const [kept = ''] = readdirSync(join(cache, 'wadup/c'));
    const entry = join(cache, 'wadup/c', kept);
    const { ino } = statSync(entry);
    expect(Buffer.from((await build()).bytes).equals(first.bytes)).toBe(true);
    expect(said).toContain(warning);
    expect(said.slice(said.length / 2)).toEqual(said.slice(0, said.length / 2));
    // What is made anew is another file.
    expect([readdirSync(join(cache, 'wadup/c')), statSync(entry).ino]).toEqual([[kept], ino]);
    write('src/value.h', '#define VALUE 2');
    expect(Buffer.from((await build()).bytes).equals(first.bytes)).toBe(false);
    write('compile_flags.txt', '-DOTHER');
    await build();
    expect(readdirSync(join(cache, 'wadup/c'))).toHaveLength(3);
  });

  it('tells an error as the compiler does, with the file as the project has it', async () => {
    write('src/module.c', `#include "wadup.h"\n${PROCESS} { return missing; }`);
    await expect(build()).rejects.toThrow(/^src\/module\.c:2:\d+: error: use of undeclared identifier 'missing'/);
  });

  it('says that the module lacks process, and how it is exported', async () => {
    write('src/module.c', '#include "wadup.h"\nint process(void) { return 0; }');
    await expect(build()).rejects.toThrow(
      /^It compiles, but WADUP cannot use the module: it exports no function 'process'; .* Write __attribute__/,
    );
  });
});

describe('a compiler of one’s own', () => {
  const FIXTURE = join(SHIPPED, 'tests/fixtures/modules/behave-c/behave-c.wasm');
  /** Copies a module to where the argument after -o says. */
  const COPY = `while [ "$1" != -o ]; do shift; done; cp '${FIXTURE}' "$2"`;

  it('is the one in WASI_SDK_PATH, and gets target, flags and sources', async () => {
    write('src/module.c', '');
    script('kit/bin/clang', 'echo "note: $*" >&2', COPY);
    await build({ PATH: process.env['PATH'], WASI_SDK_PATH: join(directory, 'kit') });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('--target=wasm32-wasip1 -O2 -std=c11 -Wall -Wextra -Iinclude');
    expect(said[0]).toContain(`-I${join(SHIPPED, 'guest', 'c')} -mexec-model=reactor -Wl,--stack-first -s -o `);
    expect(said[0]).toMatch(/ src\/module\.c$/);
  });

  it('is the one in CC where it builds for WebAssembly', async () => {
    write('src/module.c', '');
    const own = script(
      'own-clang',
      'if [ "$1" = --print-targets ]; then echo "  wasm32 - WebAssembly"; exit; fi',
      COPY,
    );
    const { bytes } = await build({ PATH: process.env['PATH'], CC: own });
    expect(Buffer.from(bytes).equals(readFileSync(FIXTURE))).toBe(true);
  });

  it.each([
    [{ WASI_SDK_PATH: '/nowhere' }, "WASI_SDK_PATH is '/nowhere', and there is no bin/clang in it. Unset it to "],
    [{ CC: 'no-such-compiler' }, "CC is 'no-such-compiler', and there is no such program. Unset it to "],
  ])('that is not there is named: %j', async (environment, sentence) => {
    write('src/module.c', '');
    await expect(build({ PATH: ['/usr/bin', '/bin'].join(delimiter), ...environment })).rejects.toThrow(sentence);
  });

  it('that builds for this machine alone is passed over, and that is said', { timeout: 120_000 }, async () => {
    write('src/module.c', `#include "wadup.h"\n${PROCESS} { return 0; }`);
    const own = script('own-gcc', 'echo "unrecognized option" >&2; exit 1');
    await build({ PATH: process.env['PATH'], CC: own });
    expect(said).toEqual([
      `CC is '${own}', which does not build for WebAssembly: using the clang that comes with wadup.`,
    ]);
  });
});
