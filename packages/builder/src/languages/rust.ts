/** Rust, by Cargo. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { type CommandResult, runCommand } from '../command.ts';
import { BuildError, MissingToolError } from '../errors.ts';
import type { BuildRequest, Language } from '../language.ts';
import { avoiding } from '../project/module-name.ts';
import { readTextFile } from '../text-file.ts';

const TARGET = 'wasm32-wasip1';
const GUEST = 'wadup-guest';
const INSTALL_TARGET = `Install it: rustup target add ${TARGET}`;
const INSTALL_RUST = `Install rustup, from https://rustup.rs, then: rustup target add ${TARGET}`;

/** What Cargo lets no package be called (keywords, and names of its own folders), and the library itself. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'abstract alloc as async await become box break build const continue core crate deps do dyn else enum examples extern ' +
    'false final fn for gen if impl in incremental let loop macro match mod move mut override priv proc-macro pub ref ' +
    'return self static std struct super test trait true try type typeof unsafe unsized use virtual wadup-guest where ' +
    'while yield'
  ).split(' '),
);

export const rust: Language = {
  name: 'rust',
  aliases: ['rs', 'cargo'],
  entryFiles: ['src/lib.rs'],
  needs: `Needed: Rust 1.81 or newer by rustup (https://rustup.rs), and its target: rustup target add ${TARGET}.`,
  generated: ['target'],
  unwatched: ['Cargo.lock'],
  entryHint: 'Write #[no_mangle] above pub extern "C" fn process() -> i32.',
  carried: { from: 'guest/rust', only: /^(?:Cargo\.toml|src\/.*\.rs)$/, to: GUEST },
  template: (moduleName) => ({
    'Cargo.toml': manifest(avoiding(RESERVED, moduleName)),
    'src/lib.rs': LIB,
  }),
  declaredName,
  build,
};

function declaredName(directory: string): string | undefined {
  try {
    const manifestRead = parse(readTextFile(join(directory, 'Cargo.toml')) ?? '');
    const { name } = (manifestRead['package'] ?? {}) as { name?: unknown };
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}

async function build(request: BuildRequest): Promise<Uint8Array> {
  if (!existsSync(join(request.directory, 'Cargo.toml'))) {
    throw new BuildError("There is no Cargo.toml. Make one: cargo init --lib, then 'wadup build' again.");
  }
  await requireTarget(request);
  const facts = await projectFacts(request);
  const args = ['build', '--release', '--target', TARGET, '--message-format', 'json-render-diagnostics'];
  // A project that wants the library from a registry gets the one that comes with this program.
  if (facts.wantsGuestFromRegistry) {
    const path = join(request.shipped, 'guest', 'rust');
    args.push('--config', `patch.crates-io.${GUEST}.path=${JSON.stringify(path)}`);
  }
  const { status, stdout, stderr } = await cargo(request, args);
  if (status !== 0) throw new BuildError(readable(stderr) + hintFor(stderr));
  for (const line of readable(stderr).split('\n')) if (line !== '') request.say(line);
  return readFileSync(moduleFile(stdout, facts.manifest));
}

/** What a project says of itself, as far as it matters here. */
interface ProjectFacts {
  readonly manifest: string;
  readonly wantsGuestFromRegistry: boolean;
}

interface Metadata {
  readonly packages: readonly {
    readonly manifest_path: string;
    readonly dependencies: readonly { readonly name: string; readonly source: string | null }[];
  }[];
}

async function projectFacts(request: BuildRequest): Promise<ProjectFacts> {
  const args = ['metadata', '--no-deps', '--format-version', '1', '--manifest-path', 'Cargo.toml'];
  const { status, stdout, stderr } = await cargo(request, args);
  if (status !== 0) throw new BuildError(readable(stderr));
  const { packages } = JSON.parse(stdout) as Metadata;
  const manifestPath = join(request.directory, 'Cargo.toml');
  const own = packages.find(({ manifest_path: path }) => path === manifestPath);
  if (own === undefined)
    throw new BuildError('Cargo.toml has no [package]: name the folder of a package, not a workspace.');
  const wanted = own.dependencies.some(
    ({ name, source }) => name === GUEST && source?.startsWith('registry+') === true,
  );
  return { manifest: manifestPath, wantsGuestFromRegistry: wanted };
}

interface Artifact {
  readonly manifest_path: string;
  readonly target: { readonly crate_types: readonly string[] };
  readonly filenames: readonly string[];
}

/** The module among what Cargo says it made; programs of the same package are none. */
function moduleFile(messages: string, manifestPath: string): string {
  for (const line of messages.split('\n')) {
    if (!line.startsWith('{"reason":"compiler-artifact"')) continue;
    const { manifest_path: path, target, filenames } = JSON.parse(line) as Artifact;
    const wasm = filenames.find((name) => name.endsWith('.wasm'));
    if (path === manifestPath && target.crate_types.includes('cdylib') && wasm !== undefined) return wasm;
  }
  throw new BuildError('Cargo made no module of it. Add to Cargo.toml:\n[lib]\ncrate-type = ["cdylib"]');
}

/** Where only the target is missing, Cargo says so in twenty lines about `core`. */
async function requireTarget(request: BuildRequest): Promise<void> {
  const { status, stdout, stderr } = await run('rustc', ['--print', 'target-libdir', '--target', TARGET], request);
  if (status === 0 && existsSync(stdout.trim())) return;
  const said = stderr.trim();
  const detail = status === 0 || said === '' ? '' : `\nrustc says: ${said}`;
  throw new MissingToolError(`Rust's target ${TARGET} is not installed. ${INSTALL_TARGET}${detail}`);
}

async function cargo(request: BuildRequest, args: readonly string[]): Promise<CommandResult> {
  return await run('cargo', args, request);
}

async function run(
  program: string,
  args: readonly string[],
  { directory, environment, signal }: BuildRequest,
): Promise<CommandResult> {
  const missing = `Rust is not installed (there is no program '${program}'). ${INSTALL_RUST}`;
  return await runCommand(program, args, { cwd: directory, environment, signal, missing });
}

/** A crate with C in it fails in fifty lines about environment variables. */
function hintFor(stderr: string): string {
  const [, crate = 'A crate'] = /failed to run custom build command for `([\w-]+)/.exec(stderr) ?? [];
  if (!/error occurred in cc-rs: failed to find tool/.test(stderr)) return '';
  return (
    `\n\n${crate} compiles C, which cargo needs a compiler for: name the folder of a WASI SDK ` +
    '(https://github.com/WebAssembly/wasi-sdk) in WASI_SDK_PATH, or do without it: many crates have a feature for that.'
  );
}

/** Without Cargo's lines about its own progress. */
function readable(stderr: string): string {
  return stderr
    .split('\n')
    .filter(
      (line) => !/^\s+(?:Compiling|Finished|Locking|Updating|Blocking|Adding|Fresh|Downloading|Downloaded) /.test(line),
    )
    .join('\n')
    .trim();
}

function manifest(name: string): string {
  return `[package]
name = "${name}"
version = "0.1.0"
edition = "2021"
publish = false

[lib]
crate-type = ["cdylib"]

[dependencies]
wadup-guest = { path = "wadup-guest" }

[profile.release]
opt-level = "s"
lto = true
codegen-units = 1
panic = "abort"
strip = true

# A project by itself, also inside the folder of another one.
[workspace]
`;
}

const LIB = `//! Counts the lines and words of every content.
use std::error::Error;
use std::fs::File;
use std::io::Read;

use wadup_guest::*;

/// Called once for every content.
#[no_mangle]
pub extern "C" fn process() -> i32 {
    match count_words() {
        Ok(()) => 0,
        Err(why) => {
            eprintln!("{why}");
            1
        }
    }
}

fn count_words() -> Result<(), Box<dyn Error>> {
    let mut content = File::open(Content::path())?;
    let mut buffer = vec![0; 64 * 1024];
    let (mut kind, mut lines, mut words, mut in_word) = ("text", 0i64, 0i64, false);
    loop {
        let count = content.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        for &byte in &buffer[..count] {
            if byte == 0 {
                kind = "binary";
            }
            if byte == b'\\n' {
                lines += 1;
            }
            let is_space = byte == b' ' || (b'\\t'..=b'\\r').contains(&byte);
            if !is_space && !in_word {
                words += 1;
            }
            in_word = !is_space;
        }
    }
    let stats = TableBuilder::new("text_stats")
        .column("kind", DataType::String)
        .column("lines", DataType::Int64)
        .column("words", DataType::Int64)
        .build()?;
    stats.insert(&[kind.into(), lines.into(), words.into()])?;
    Ok(())
}
`;
