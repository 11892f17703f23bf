// Modules written in Rust: members of the Cargo workspace at the top of the repository.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MissingToolError, run } from './command.mjs';
import { cCompilerForCargo, ZIG_VERSION } from './zig.mjs';

/** The version in rust-toolchain.toml. */
const RUST_VERSION = '1.95.0';
const TARGET = 'wasm32-wasip1';

/** @type {import('../build-examples.mjs').Example[]} */
export const rustExamples = [
  rustExample('byte-counter'),
  rustExample('zip-extractor'),
  rustExample('sqlite-parser', { needsC: true }),
  rustExample('behave', { fixture: true, folder: 'tests/fixtures/modules/behave' }),
];

function rustExample(name, { needsC = false, fixture = false, folder = `examples/${name}` } = {}) {
  return {
    name,
    fixture,
    output: `${folder}/${name}.wasm`,
    inputs: ['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', 'guest/rust', folder],
    toolchain: `rust ${RUST_VERSION}${needsC ? `, ziglang ${ZIG_VERSION}` : ''}`,
    build: (root) => build(root, name, needsC),
  };
}

function build(root, name, needsC) {
  requireRust(root, cleanEnvironment());
  const targetDirectory = join(root, 'target', 'examples', 'cargo');
  const environment = { ...cleanEnvironment(), ...(needsC ? cCompilerForCargo(root) : {}) };
  // Fetched first, because the flags name the folders that fetching makes.
  run(['cargo', 'fetch', '--quiet', '--locked', '--target', TARGET], { cwd: root, env: environment });
  run(
    [
      'cargo',
      'build',
      '--quiet',
      '--locked',
      '--release',
      '--target',
      TARGET,
      '--package',
      name,
      '--target-dir',
      targetDirectory,
    ],
    { cwd: root, env: { ...environment, CARGO_ENCODED_RUSTFLAGS: remapFlags(root).join('\x1f') } },
  );
  return join(targetDirectory, TARGET, 'release', `${name.replaceAll('-', '_')}.wasm`);
}

function requireRust(root, env) {
  const install = `rustup toolchain install ${RUST_VERSION} --profile minimal --target ${TARGET}`;
  let version;
  try {
    version = run(['rustc', '--version'], {
      cwd: root,
      env,
      missing: `Rust is needed: install rustup, then: ${install}`,
    });
  } catch (error) {
    if (error instanceof MissingToolError) throw error;
    throw new MissingToolError(`Rust ${RUST_VERSION} is needed: ${install}`);
  }
  if (!version.startsWith(`rustc ${RUST_VERSION} `)) {
    throw new MissingToolError(`Rust ${RUST_VERSION} is needed, this is ${version.trim()}: ${install}`);
  }
  const library = run(['rustc', '--print', 'target-libdir', '--target', TARGET], { cwd: root, env }).trim();
  if (!existsSync(library)) {
    throw new MissingToolError(
      `Rust's ${TARGET} target is needed: rustup target add ${TARGET} --toolchain ${RUST_VERSION}`,
    );
  }
}

/** Without the variables by which somebody's own settings would get into the result. */
function cleanEnvironment() {
  const settings =
    /^(RUSTFLAGS|RUSTUP_TOOLCHAIN|RUSTC_WRAPPER|RUSTC_WORKSPACE_WRAPPER|CARGO_BUILD_.*|CARGO_PROFILE_.*|CARGO_TARGET_.*|CFLAGS.*)$/;
  return Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => settings.test(name))
      .map((name) => [name, undefined]),
  );
}

/** No folder of this machine gets into a module: panic messages name sources by the same paths everywhere. */
function remapFlags(root) {
  const home = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const registries = join(home, 'registry', 'src');
  const sysroot = run(['rustc', '--print', 'sysroot'], { cwd: root, env: cleanEnvironment() }).trim();
  const [, commit] =
    run(['rustc', '--verbose', '--version'], { cwd: root, env: cleanEnvironment() }).match(/commit-hash: (\w+)/) ?? [];
  return [
    `--remap-path-prefix=${root}=wadup`,
    // Where the sources of the standard library are installed, they would be named by their place.
    `--remap-path-prefix=${join(sysroot, 'lib', 'rustlib', 'src', 'rust')}=/rustc/${commit}`,
    ...(existsSync(registries) ? readdirSync(registries) : []).map(
      (registry) => `--remap-path-prefix=${join(registries, registry)}=crates`,
    ),
  ];
}
