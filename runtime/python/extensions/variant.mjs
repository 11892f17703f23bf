/** Puts a runtime with further built-in modules together: the link, the library, the packed file and its checksum. */
import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { attachPayload } from '../../../packages/wasm/src/index.ts';
import { ARCHIVES, LINK_OPTIONS, LINKED_LIBRARIES } from '../build/cpython.mjs';
import { buildPythonProgram } from '../build/fetch.mjs';
import { run } from '../build/workplace.mjs';
import { zipFolder } from '../build/zip.mjs';

const BUILD_SCRIPTS = join(import.meta.dirname, '..', 'build');

/**
 * @typedef {object} Variant
 * @property {string} name of the file, as the builder looks for it: python-numpy
 * @property {string} objects a file that lists the object files
 * @property {readonly string[]} folders what the library has beside Python's own: SOURCE=PACKAGE, or SOURCE= for site-packages
 * @property {readonly string[]} information folders of licences and versions (*.dist-info)
 */

/** @returns {Buffer} the runtime, unpacked; `place` is where the plain runtime was built */
export function assemble(place, folder, variant) {
  mkdirSync(folder, { recursive: true });
  const core = readFileSync(linkVariant(place, folder, variant));
  const library = variantLibrary(place, folder, variant);
  const runtime = attachPayload(core, { payload: library, slotExport: 'wadup_library' });
  console.log(`core ${core.length}, library ${library.length}, runtime ${runtime.length} bytes`);
  return Buffer.from(runtime);
}

function linkVariant(place, folder, { objects }) {
  const cwd = place.glue;
  // The plain runtime's table of further modules is empty; the variant has its own.
  const glue = globSync('*.o', { cwd }).filter((name) => name !== 'no_extensions.o');
  const archives = ARCHIVES.map((archive) => join('..', 'cpython', archive));
  const cache = join(place.toolchain, 'cache');
  const env = { ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache };
  const output = join(folder, 'core.wasm');
  const inputs = [...glue.sort(), `@${objects}`, ...archives, '-L../../lib/lib', ...LINKED_LIBRARIES.split(' ')];
  const zig = join(place.toolchain, 'ziglang', 'zig');
  const log = join(folder, 'link.log');
  run(zig, ['c++', '-target', 'wasm32-wasi', ...LINK_OPTIONS, ...inputs, '-o', output], { cwd, env, log });
  // The linker only warns when two functions have one name and other parameters; a call would end the program.
  const said = readFileSync(log, 'utf8');
  if (said.includes('signature mismatch')) throw new Error(`the link has a wrong call:\n${said}`);
  return output;
}

function variantLibrary(place, folder, { folders, information }) {
  const added = join(folder, 'compiled');
  const library = join(folder, 'library');
  const compile = ['-I', join(BUILD_SCRIPTS, 'compile_library.py'), added, ...folders];
  run(buildPythonProgram(place), compile, { env: { PYTHONHASHSEED: '0' } });
  rmSync(library, { recursive: true, force: true });
  cpSync(join(place.root, 'build', 'library'), library, { recursive: true });
  cpSync(added, library, { recursive: true });
  for (const one of information) cpSync(one, join(library, basename(one)), { recursive: true });
  return zipFolder(library);
}

/** Writes NAME.wasm.br and NAME.wasm.sha256 into the folder. */
export function publish(runtime, folder, name) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: runtime.length };
  writeFileSync(join(folder, `${name}.wasm.br`), brotliCompressSync(runtime, { params }));
  writeFileSync(join(folder, `${name}.wasm.sha256`), `${checksum(runtime)}  ${name}.wasm\n`);
}

/** Says whether this is the runtime that is in the folder. */
export function compare(runtime, folder, name) {
  const known = readFileSync(join(folder, `${name}.wasm.sha256`), 'utf8').split(' ')[0];
  const actual = checksum(runtime);
  console.log(
    actual === known ? `the same as ${name}.wasm.br` : `${actual} differs from ${name}.wasm.br, which is ${known}`,
  );
  return actual === known;
}

export function checksum(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
