/** Compiles the C libraries that Python's modules stand on: zlib, bzip2, liblzma, SQLite. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { toolchainEnvironment } from './toolchain.mjs';
import { run } from './workplace.mjs';

const OPTIMIZED = ['-O2', '-g0'];

const ZLIB = {
  source: 'zlib',
  archive: 'libz.a',
  flags: ['-DHAVE_UNISTD_H=1', '-DHAVE_STDARG_H=1'],
  headers: ['zlib.h', 'zconf.h'],
  files:
    'adler32 compress crc32 deflate gzclose gzlib gzread gzwrite infback inffast inflate inftrees trees uncompr zutil',
};

const BZIP2 = {
  source: 'bzip2',
  archive: 'libbz2.a',
  flags: [],
  headers: ['bzlib.h'],
  files: 'blocksort huffman crctable randtable compress decompress bzlib',
};

const SQLITE = {
  source: 'sqlite',
  folder: 'sqlite3',
  archive: 'libsqlite3.a',
  flags: [
    'THREADSAFE=0',
    'OMIT_LOAD_EXTENSION',
    'ENABLE_FTS3',
    'ENABLE_FTS3_PARENTHESIS',
    'ENABLE_FTS5',
    'ENABLE_RTREE',
    'ENABLE_GEOPOLY',
    'ENABLE_MATH_FUNCTIONS',
    'ENABLE_DBSTAT_VTAB',
    'ENABLE_COLUMN_METADATA',
    // Temporary tables stay in memory; nobody looks at its own statistics.
    'TEMP_STORE=3',
    'DEFAULT_MEMSTATUS=0',
    // A pattern in a hostile database recurses once for each wildcard.
    'MAX_LIKE_PATTERN_LENGTH=5000',
  ].map((option) => `-DSQLITE_${option}`),
  headers: ['sqlite3.h'],
  files: 'sqlite3',
};

export const HAND_COMPILED = [ZLIB, BZIP2, SQLITE];

export const XZ_OPTIONS = [
  '--host=wasm32-wasi',
  '--prefix=/',
  '--enable-threads=no',
  ...[
    'shared',
    'nls',
    'xz',
    'xzdec',
    'lzmadec',
    'lzmainfo',
    'lzma-links',
    'scripts',
    'doc',
    'sandbox',
    'assembler',
  ].map((feature) => `--disable-${feature}`),
];

export function buildLibraries(place, folderOf) {
  for (const library of HAND_COMPILED)
    compileLibrary(place, library, join(folderOf(library.source), library.folder ?? ''));
  buildXz(place, folderOf('xz'));
}

function compileLibrary(place, { archive, flags, headers, files }, folder) {
  const objects = join(place.root, 'build', archive);
  rmSync(objects, { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  const env = toolchainEnvironment(place);
  const made = files.split(' ').map((name) => {
    const object = join(objects, `${name}.o`);
    run('cc', [...OPTIMIZED, ...flags, '-I.', '-c', `${name}.c`, '-o', object], { cwd: folder, env });
    return basename(object);
  });
  const lib = join(place.libraries, 'lib');
  mkdirSync(lib, { recursive: true });
  mkdirSync(join(place.libraries, 'include'), { recursive: true });
  rmSync(join(lib, archive), { force: true });
  run('ar', ['rcsD', join(lib, archive), ...made], { cwd: objects, env });
  for (const header of headers) cpSync(join(folder, header), join(place.libraries, 'include', header));
}

function buildXz(place, folder) {
  const cwd = join(place.root, 'build', 'xz');
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd, { recursive: true });
  const env = { ...toolchainEnvironment(place), CC: 'cc', AR: 'ar', RANLIB: 'ranlib', CFLAGS: OPTIMIZED.join(' ') };
  run(join('..', '..', 'src', basename(folder), 'configure'), XZ_OPTIONS, {
    cwd,
    env,
    log: join(cwd, 'configure.log'),
  });
  run('make', ['-j2'], { cwd, env, log: join(cwd, 'make.log') });
  run('make', ['install', `DESTDIR=${place.libraries}`], { cwd, env, log: join(cwd, 'install.log') });
}
