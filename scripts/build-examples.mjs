// Rebuilds the example modules, bit for bit. `npm run build:examples`; `-- --help` says the rest.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { cExamples } from './examples/c.mjs';
import { MissingToolError } from './examples/command.mjs';
import { goExamples } from './examples/go.mjs';
import { pythonExamples } from './examples/python.mjs';
import { rustExamples } from './examples/rust.mjs';
import { typescriptExamples } from './examples/typescript.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Everything that can be built. A further language is a further file beside `rust.mjs` and a further line here.
 *
 * @typedef {object} Example
 * @property {string} name
 * @property {boolean} fixture A module for the project's own tests, not an example.
 * @property {string} output The committed module; `NAME.wasm.gz` where compressing pays. Its checksum, in
 *   `NAME.wasm.sha256` beside it, is always that of the module itself. One that is not committed is in `target/`.
 * @property {string[]} inputs Files and folders whose contents decide the result.
 * @property {string} toolchain Name and version of the tools, which decide it too.
 * @property {(root: string) => string} build Returns the path of the built module.
 * @throws {MissingToolError} from `build`, with a sentence that says what to install.
 */
/** @type {Example[]} */
const EXAMPLES = [...rustExamples, ...goExamples, ...cExamples, ...pythonExamples, ...typescriptExamples];

const HELP = `npm run build:examples -- [--check] [--fixtures] [NAME]...

Builds the example modules and writes each beside its source, with its checksum. What is up to date is skipped.

  --check      build, but write nothing: compare with the committed modules and checksums
  --fixtures   the modules that the project's tests use, instead of the examples
  NAME         only these
`;

process.exitCode = main(process.argv.slice(2));

function main(args) {
  if (args.includes('--help')) {
    process.stdout.write(HELP);
    return 0;
  }
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = [
    ...args.filter((arg) => arg.startsWith('--') && arg !== '--check' && arg !== '--fixtures'),
    ...names.filter((name) => !EXAMPLES.some((example) => example.name === name)),
  ];
  if (unknown.length > 0) {
    process.stderr.write(`build-examples: there is no ${unknown.join(', ')}\n\n${HELP}`);
    return 2;
  }
  const fixtures = args.includes('--fixtures');
  const chosen = EXAMPLES.filter(({ name, fixture }) =>
    names.length > 0 ? names.includes(name) : fixture === fixtures,
  );
  const step = args.includes('--check') ? checkOne : buildOne;
  const failures = chosen.filter((example) => !attempt(example, step));
  if (failures.length === 0) return 0;
  process.stderr.write(`build-examples: ${failures.length} of ${chosen.length} failed, see above\n`);
  return 1;
}

function attempt(example, step) {
  try {
    process.stdout.write(`${example.name}: ${step(example)}\n`);
    return true;
  } catch (error) {
    const label = error instanceof MissingToolError ? 'cannot be built here: ' : 'FAILED: ';
    process.stderr.write(`${example.name}: ${label}${error.message}\n`);
    return false;
  }
}

function buildOne(example) {
  const output = join(ROOT, example.output);
  const inputs = hashInputs(example);
  const stamp = readStamp(example);
  if (stamp?.inputs === inputs && existsSync(output) && stamp.output === sha256(readFileSync(output))) {
    return 'up to date';
  }
  const built = readFileSync(example.build(ROOT));
  const committed = output.endsWith('.gz') ? gzipSync(built, { level: 9 }) : built;
  // Compressors differ between versions of Node: the same module is not packed again.
  if (readChecksum(example) !== sha256(built) || !existsSync(output)) writeFileSync(output, committed);
  writeFileSync(checksumPath(example), `${sha256(built)}  ${moduleName(example)}\n`);
  mkdirSync(dirname(stampPath(example)), { recursive: true });
  writeFileSync(stampPath(example), JSON.stringify({ inputs, output: sha256(readFileSync(output)) }));
  return `built, ${built.length} bytes`;
}

function checkOne(example) {
  if (example.output.startsWith('target/')) return 'not committed, made where it is needed';
  const path = example.build(ROOT);
  const built = sha256(readFileSync(path));
  const announced = readChecksum(example);
  if (announced === undefined) throw new Error(`has no checksum: ${checksumPath(example)} is missing`);
  if (built !== announced) {
    const kept = join(ROOT, 'target', 'examples', `${example.name}.differs.wasm`);
    mkdirSync(dirname(kept), { recursive: true });
    copyFileSync(path, kept);
    const where = process.platform === 'linux' && process.arch === 'x64' ? '' : ' (it was made on x86-64 Linux)';
    throw new Error(`builds to ${built}, but its checksum is ${announced}${where}; what was built: ${kept}`);
  }
  return `the same, ${announced}`;
}

function moduleName(example) {
  return basename(example.output).replace(/\.gz$/, '');
}

function checksumPath(example) {
  return join(ROOT, dirname(example.output), `${moduleName(example)}.sha256`);
}

function readChecksum(example) {
  return existsSync(checksumPath(example)) ? readFileSync(checksumPath(example), 'utf8').split(' ')[0] : undefined;
}

function stampPath(example) {
  return join(ROOT, 'target', 'examples', `${example.name}.stamp.json`);
}

function readStamp(example) {
  try {
    return JSON.parse(readFileSync(stampPath(example), 'utf8'));
  } catch {
    return undefined;
  }
}

/** By content, not by time: a fresh checkout has the same sources and other times. */
function hashInputs(example) {
  const hash = createHash('sha256');
  hash.update(example.toolchain);
  for (const input of [...example.inputs, 'scripts/examples']) {
    for (const file of filesUnder(input)) {
      hash.update(`\0${file}\0`);
      hash.update(sha256(readFileSync(join(ROOT, file))));
    }
  }
  return hash.digest('hex');
}

/** Paths relative to the repository, in the same order everywhere. */
function filesUnder(path) {
  const entries = readDirectory(join(ROOT, path));
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.name !== 'target' && entry.name !== 'tests')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesUnder(`${path}/${entry.name}`))
    .filter((file) => !/\.(wasm|wasm\.gz|sha256|md)$/.test(file));
}

function readDirectory(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
