// Rebuilds the runtime, bit for bit: `node runtime/quickjs/build.mjs` writes quickjs.wasm.br and its checksum, with
// `--check` it writes nothing and compares. Needs Cargo (for QuickJS-ng's sources) and Python 3 (for the compiler).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { run } from '../../scripts/examples/command.mjs';
import { cCompilerForCargo } from '../../scripts/examples/zig.mjs';
import { patched } from './patches.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(dirname(HERE));
const WORK = join(ROOT, 'target', 'quickjs');
const MODULE = join(HERE, 'quickjs.wasm.br');
const CHECKSUM = join(HERE, 'quickjs.wasm.sha256');

const SOURCES = ['quickjs.c', 'libregexp.c', 'libunicode.c', 'dtoa.c'];

const COMPILE = ['-O2', '-g0', '-DNDEBUG', '-D_GNU_SOURCE', '-DQUICKJS_NG_BUILD', '-fno-sanitize=all'];
const WARNINGS = ['-Wall', '-Wextra', '-Werror', '-Wno-error=unused-command-line-argument'];
const LINK = [
  '-mexec-model=reactor',
  '-Wl,--strip-all',
  '-Wl,--export=wadup_payload',
  // What main.c lets JavaScript have (STACK_BYTES), and some for what C does beyond it.
  '-Wl,-z,stack-size=1179648',
];

process.exitCode = main(process.argv.slice(2));

function main(args) {
  const unknown = args.filter((arg) => arg !== '--check');
  if (unknown.length > 0) {
    process.stderr.write(`build: there is no ${unknown.join(', ')}; there is --check\n`);
    return 2;
  }
  const built = build();
  const checksum = createHash('sha256').update(built).digest('hex');
  if (args.includes('--check')) return check(checksum);
  // Compressors differ between versions of Node: the same runtime is not packed again.
  if (announced() !== checksum) {
    const params = { [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: built.length };
    writeFileSync(MODULE, brotliCompressSync(built, { params }));
    writeFileSync(CHECKSUM, `${checksum}  quickjs.wasm\n`);
  }
  process.stdout.write(`${checksum}  ${built.length} bytes, packed ${readFileSync(MODULE).length}\n`);
  return 0;
}

function check(checksum) {
  const packed = createHash('sha256')
    .update(brotliDecompressSync(readFileSync(MODULE)))
    .digest('hex');
  if (checksum === announced() && packed === checksum) {
    process.stdout.write(`quickjs.wasm: the same, ${checksum}\n`);
    return 0;
  }
  process.stderr.write(`quickjs.wasm: builds to ${checksum}, is ${packed}, and its checksum says ${announced()}\n`);
  return 1;
}

function announced() {
  return existsSync(CHECKSUM) ? readFileSync(CHECKSUM, 'utf8').split(' ')[0] : undefined;
}

function build() {
  const sources = join(fetchSources(), 'quickjs');
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  const headers = readdirSync(sources).filter((name) => name.endsWith('.h'));
  for (const name of [...SOURCES, ...headers]) {
    writeFileSync(join(WORK, name), patched(name, readFileSync(join(sources, name), 'utf8')));
  }
  const own = readdirSync(join(HERE, 'src')).sort();
  for (const name of own) writeFileSync(join(WORK, `own-${name}`), readFileSync(join(HERE, 'src', name)));
  // Named without folders: nothing of this machine can get into the result.
  for (const name of own.filter((file) => file.endsWith('.h'))) {
    writeFileSync(join(WORK, name), readFileSync(join(HERE, 'src', name)));
  }
  writeFileSync(join(WORK, 'wadup.h'), readFileSync(join(ROOT, 'guest', 'c', 'wadup.h')));
  const environment = cCompilerForCargo(ROOT);
  const compiler = (...args) => run([environment.CC_wasm32_wasip1, ...args], { cwd: WORK, env: environment });
  const objects = SOURCES.map((name) => `${name}.o`);
  for (const name of SOURCES) compiler(...COMPILE, '-c', name, '-o', `${name}.o`);
  const ownSources = own.filter((name) => name.endsWith('.c')).map((name) => `own-${name}`);
  for (const name of ownSources) compiler(...COMPILE, ...WARNINGS, '-c', name, '-o', `${name}.o`);
  compiler(...LINK, ...ownSources.map((name) => `${name}.o`), ...objects, '-o', 'quickjs.wasm');
  return readFileSync(join(WORK, 'quickjs.wasm'));
}

/** The folder of the crate that carries the sources; Cargo has checked its SHA-256. */
function fetchSources() {
  const metadata = run(
    ['cargo', 'metadata', '--locked', '--format-version', '1', '--manifest-path', join(HERE, 'Cargo.toml')],
    { missing: 'Cargo is needed to fetch the sources of QuickJS-ng: install rustup' },
  );
  const crate = JSON.parse(metadata).packages.find(({ name }) => name === 'rquickjs-sys');
  return dirname(crate.manifest_path);
}
