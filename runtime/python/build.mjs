/**
 * Builds the Python runtime: node runtime/python/build.mjs [--work FOLDER] [--check]
 *
 * Everything is fetched, compiled and put together below FOLDER (by default target/python), in which finished
 * steps are kept; an empty folder is a build from nothing. The result is python.wasm.br and its checksum beside this
 * file, or with --check a comparison with them. See README.md for what has to be installed.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync, constants } from 'node:zlib';
import { attachPayload } from '../../packages/wasm/src/index.ts';
import { buildPython, linkCore } from './build/cpython.mjs';
import { fetchSources, prepareBuildPython } from './build/fetch.mjs';
import { buildLibraries, HAND_COMPILED, XZ_OPTIONS } from './build/libraries.mjs';
import { buildLibrary } from './build/library.mjs';
import { CPYTHON_PATCHES, patchSources, SQLITE_PATCHES } from './build/patches.mjs';
import { prepareToolchain } from './build/toolchain.mjs';
import { run, step, workplace } from './build/workplace.mjs';

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, '..', '..');
const NAME = 'python.wasm';

const { values } = parseArgs({ options: { work: { type: 'string' }, check: { type: 'boolean' } } });
const { sources, buildPython: native } = JSON.parse(readFileSync(join(HERE, 'sources.json'), 'utf8'));
const place = workplace(resolve(values.work ?? join(ROOT, 'target', 'python')));

const sourceOf = (name) => sources.find((source) => source.name === name);
const folderOf = (name) => join(place.sources, sourceOf(name).folder);
const textOf = (patches) => patches.map(({ file, find, put }) => `${file} ${find} ${put}`);
const patches = textOf(CPYTHON_PATCHES);
const sqlitePatches = textOf(SQLITE_PATCHES);
const fileOf = (name) => join(place.downloads, sourceOf(name).file);

step(place, 'fetch', sources, () => fetchSources(place, sources));
step(place, 'native python', native, () => prepareBuildPython(place, native));
step(place, 'toolchain', sourceOf('zig'), () => prepareToolchain(place, fileOf('zig')));
step(place, 'unpack', { sources, patches, sqlitePatches }, () => {
  for (const { file, folder } of sources)
    if (folder !== undefined) run('tar', ['xf', join(place.downloads, file), '-C', place.sources]);
  patchSources(folderOf('cpython'), CPYTHON_PATCHES);
  patchSources(join(folderOf('sqlite'), 'sqlite3'), SQLITE_PATCHES);
});
const libraries = [sourceOf('zig'), ...['zlib', 'bzip2', 'xz', 'sqlite'].map(sourceOf)];
step(place, 'libraries', { libraries, HAND_COMPILED, XZ_OPTIONS, sqlitePatches }, () =>
  buildLibraries(place, folderOf),
);
step(place, 'cpython', { libraries, source: sourceOf('cpython'), patches }, () =>
  buildPython(place, folderOf('cpython')),
);

const core = readFileSync(linkCore(place, folderOf('cpython'), folderOf('libffi')));
const library = buildLibrary(place, folderOf('cpython'), fileOf('tzdata'));
const runtime = attachPayload(core, { payload: library, slotExport: 'wadup_library' });
const sha256 = createHash('sha256').update(runtime).digest('hex');
writeFileSync(join(place.output, NAME), runtime);
console.log(`core ${core.length}, library ${library.length}, runtime ${runtime.length} bytes, SHA-256 ${sha256}`);
if (values.check) compare();
else publish();

function compare() {
  const known = readFileSync(join(HERE, `${NAME}.sha256`), 'utf8').split(' ')[0];
  console.log(known === sha256 ? `the same as ${NAME}.br` : `differs from ${NAME}.br, which is ${known}`);
  if (known !== sha256) process.exitCode = 1;
}

function publish() {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: runtime.length };
  writeFileSync(join(HERE, `${NAME}.br`), brotliCompressSync(runtime, { params }));
  writeFileSync(join(HERE, `${NAME}.sha256`), `${sha256}  ${NAME}\n`);
}
