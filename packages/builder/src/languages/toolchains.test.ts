/** Rust and Go as far as it can be tested without them: with programs that pretend. The real ones: scripts/test-projects.mjs. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MissingToolError } from '../errors.ts';
import type { Environment } from '../language.ts';
import { buildProject } from '../project/build.ts';
import { locateShipped } from '../shipped.ts';

const SHIPPED = locateShipped(import.meta.dirname);
const MODULE = join(SHIPPED, 'tests/fixtures/modules/behave-c/behave-c.wasm');

let root: string;
let project: string;
let said: string[];

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'wadup-toolchain-')));
  project = join(root, 'project');
  said = [];
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A program on the PATH that is a shell script, with its arguments in `calls`. */
function program(name: string, ...lines: string[]): void {
  write(`bin/${name}`, ['#!/bin/sh', `echo "${name} $*" >> '${root}/calls'`, ...lines, ''].join('\n'));
  chmodSync(join(root, 'bin', name), 0o755);
}

function calls(): string[] {
  return readFileSync(join(root, 'calls'), 'utf8').trimEnd().split('\n');
}

async function build(environment: Environment = {}): Promise<Uint8Array> {
  const PATH = [join(root, 'bin'), '/usr/bin', '/bin'].join(delimiter);
  const request = { directory: project, language: undefined, shipped: SHIPPED, signal: new AbortController().signal };
  const built = await buildProject({
    ...request,
    environment: { PATH, ...environment },
    say: (line) => said.push(line),
  });
  return built.bytes;
}

async function problem(environment?: Environment): Promise<Error> {
  return await build(environment).then(
    () => new Error('it was built'),
    (thrown: unknown) => thrown as Error,
  );
}

describe('rust', () => {
  beforeEach(() => {
    write('project/src/lib.rs', '');
    write('project/Cargo.toml', '[package]\nname = "x"\n');
  });

  /** A cargo that knows one package, and whose build prints these messages. */
  function cargo(dependencies: readonly object[], messages: readonly object[], ...lines: string[]): void {
    const packages = [{ manifest_path: join(project, 'Cargo.toml'), dependencies }];
    write('metadata.json', JSON.stringify({ packages }));
    write('messages.json', messages.map((message) => JSON.stringify(message)).join('\n'));
    program('rustc', `echo '${root}'`);
    program(
      'cargo',
      `[ "$1" = metadata ] && exec cat '${root}/metadata.json'`,
      ...lines,
      `cat '${root}/messages.json'`,
    );
  }

  const artifact = (file: string, type = 'cdylib'): object => ({
    reason: 'compiler-artifact',
    manifest_path: join(project, 'Cargo.toml'),
    target: { crate_types: [type] },
    filenames: [file],
  });

  it('that is not installed is named, with how to install it', async () => {
    const thrown = await problem({ PATH: join(root, 'bin') });
    expect(thrown).toBeInstanceOf(MissingToolError);
    expect(thrown.message).toBe(
      "Rust is not installed (there is no program 'rustc'). Install rustup, from https://rustup.rs, then: rustup target add wasm32-wasip1",
    );
  });

  it('without its target says how to install that', async () => {
    program('rustc', `echo '${root}/nowhere'`);
    const thrown = await problem();
    expect(thrown).toBeInstanceOf(MissingToolError);
    expect(thrown.message).toBe(
      "Rust's target wasm32-wasip1 is not installed. Install it: rustup target add wasm32-wasip1",
    );
  });

  it('gives the module that cargo says it made, and tells its warnings without its progress', async () => {
    cargo(
      [],
      [{ reason: 'build-script-executed' }, artifact('/x/program.wasm', 'bin'), artifact(MODULE)],
      `printf '   Compiling x\\nwarning: unused\\n' >&2`,
    );
    expect(Buffer.from(await build()).equals(readFileSync(MODULE))).toBe(true);
    expect(said).toEqual(['warning: unused']);
    expect(calls().at(-1)).toBe(
      'cargo build --release --target wasm32-wasip1 --message-format json-render-diagnostics',
    );
  });

  it('that wants the library from a registry gets the one that comes with wadup', async () => {
    const source = 'registry+https://example.org/index';
    cargo([{ name: 'wadup-guest', source }], [artifact(MODULE)]);
    await build();
    expect(calls().at(-1)).toContain(`--config patch.crates-io.wadup-guest.path="${join(SHIPPED, 'guest/rust')}"`);
  });

  it('that makes no module of it says what to write', async () => {
    cargo([], [artifact('/x/libx.rlib')]);
    expect((await problem()).message).toContain('[lib]\ncrate-type = ["cdylib"]');
  });

  it('tells what cargo says when it fails', async () => {
    cargo([], [], `printf '   Compiling x\\nerror: it is wrong\\n' >&2; exit 101`);
    expect((await problem()).message).toBe('error: it is wrong');
  });

  it('that has C in it says what its compiler would be', async () => {
    const lines =
      'error: failed to run custom build command for `zstd-sys v2.1.3`\\n\\n  error occurred in cc-rs: failed to find tool "clang"';
    cargo([], [], `printf '${lines}\\n' >&2; exit 101`);
    const { message } = await problem();
    expect(message).toMatch(/^error: failed to run custom build command/);
    expect(message).toContain(
      '\n\nzstd-sys compiles C, which cargo needs a compiler for: name the folder of a WASI SDK ',
    );
  });
});

describe('go', () => {
  beforeEach(() => {
    write('project/main.go', '');
    write('project/go.mod', 'module x\n\ngo 1.24\n\nrequire wadup v0.0.0\n\nreplace wadup => ../wadup\n');
  });

  function go(version: string, ...lines: string[]): void {
    const answer = `[ "$1" = env ] && { echo ${version}; exit; }`;
    program('go', answer, ...lines, `while [ "$1" != -o ]; do shift; done`, `cp '${MODULE}' "$2"`);
  }

  it('that is not installed is named, with how to install it', async () => {
    const thrown = await problem({ PATH: join(root, 'bin') });
    expect(thrown).toBeInstanceOf(MissingToolError);
    expect(thrown.message).toBe(
      "Go is not installed (there is no program 'go'). Install Go 1.24 or newer: https://go.dev/dl",
    );
  });

  it('that is too old is named', async () => {
    go('go1.23.12');
    expect(await problem()).toBeInstanceOf(MissingToolError);
    expect((await problem()).message).toMatch(/^go1\.23\.12 is too old: .* Install Go 1\.24 or newer/);
  });

  it.each(['go1.24', 'go1.30.1', 'go2.0', 'devel'])('%s builds a c-shared module', async (version) => {
    go(version);
    expect(Buffer.from(await build()).equals(readFileSync(MODULE))).toBe(true);
    expect(calls().at(-1)).toMatch(/^go build -trimpath .* -buildmode=c-shared \.$/);
    expect(calls().at(-1)).not.toContain('-modfile');
  });

  it('builds a plain command for who asks for one', async () => {
    go('go1.26.8');
    await build({ GOFLAGS: '-mod=mod -buildmode=default' });
    expect(calls().at(-1)).not.toContain('-buildmode');
  });

  it('finds the library where the project does not say where it is, and leaves go.mod as it is', async () => {
    write('project/go.mod', 'module x\n\ngo 1.24\n\nrequire (\n\twadup v0.0.0\n)\n');
    go(
      'go1.26.8',
      `for argument; do case $argument in -modfile=*) cat "\${argument#*=}" > '${root}/used' ;; esac; done`,
    );
    await build();
    expect(readFileSync(join(root, 'used'), 'utf8')).toContain(`replace wadup => "${join(SHIPPED, 'guest/go')}"`);
    expect(readFileSync(join(project, 'go.mod'), 'utf8')).not.toContain('replace');
  });

  it('tells what go says when it fails, with files as the project has them', async () => {
    go('go1.26.8', `printf '# x\\n./main.go:3:2: undefined: y\\n' >&2; exit 1`);
    expect((await problem()).message).toBe('main.go:3:2: undefined: y');
  });

  it.each([
    ['/go/pkg/mod/github.com/one/mmap-go@v1.1.0/mmap.go:77:9: undefined: mmap', 'github.com/one/mmap-go@v1.1.0'],
    [
      'package x\n\timports example.org/libc\n\timports example.org/libc/limits: build constraints exclude all Go files in /go/x',
      'example.org/libc/limits',
    ],
  ])('names a package that does not build for it (%#)', async (told, name) => {
    go('go1.26.8', `cat >&2 <<'END'\n${told}\nEND\nexit 1`);
    expect((await problem()).message).toBe(
      `${told}\n\n${name} does not build for GOOS=wasip1 (no cgo, no network, no mapped files): ` +
        'use another package, or replace it in go.mod.',
    );
  });

  it('is not tried without a go.mod', async () => {
    rmSync(join(project, 'go.mod'));
    expect((await problem()).message).toMatch(/^There is no go\.mod\. Make one: go mod init/);
  });
});

it('ends a toolchain that nobody waits for any more', async () => {
  write('project/main.go', '');
  write('project/go.mod', 'module x\n');
  program('go', `echo started > '${root}/started'`, 'exec sleep 600');
  const controller = new AbortController();
  const PATH = [join(root, 'bin'), '/usr/bin', '/bin'].join(delimiter);
  const building = buildProject({
    directory: project,
    language: undefined,
    shipped: SHIPPED,
    environment: { PATH },
    signal: controller.signal,
    say: () => undefined,
  });
  while (!existsSync(join(root, 'started'))) await delay(5);
  controller.abort();
  await expect(building).rejects.toThrow('The build was interrupted.');
});
