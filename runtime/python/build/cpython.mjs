/** Compiles CPython, and links it with the glue into the runtime's core: everything but the library. */
import { globSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildPythonProgram } from './fetch.mjs';
import { toolchainEnvironment } from './toolchain.mjs';
import { run } from './workplace.mjs';

const HERE = import.meta.dirname;
const GLUE = join(HERE, '..', 'glue');

/** Configure asks the linker, which has more functions than WASI. */
const ANSWERS = { ac_cv_func_mmap: 'no', ac_cv_header_sys_mman_h: 'no' };
/** getaddrinfo.c wants it, and WASI's socket headers have not got it. */
const SOCKET_CONSTANT = '-DSOCK_RAW=3';
/** Python shows when it was compiled: always the same moment. */
const COMPILED = `-DDATE='"Jan 01 1980"' -DTIME='"00:00:00"'`;
const OPTIMIZED = '-DNDEBUG -fwrapv -O2 -g0 -Wall';

export const ARCHIVES = [
  'libpython3.13.a',
  'Modules/expat/libexpat.a',
  'Modules/_decimal/libmpdec/libmpdec.a',
  'Modules/_hacl/libHacl_Hash_SHA2.a',
];

export const CONFIGURE_OPTIONS = [
  '--host=wasm32-wasip1',
  '--build=x86_64-pc-linux-gnu',
  '--without-ensurepip',
  '--disable-test-modules',
  '--with-pymalloc',
];

export const LINK_OPTIONS = [
  '-O2',
  '-mexec-model=reactor',
  '-z',
  'stack-size=8388608',
  '-Wl,--initial-memory=25165824',
  '-Wl,--strip-all',
  '-Wl,--export=wadup_payload',
  '-Wl,--export=wadup_library',
];

export const LINKED_LIBRARIES =
  '-lsqlite3 -llzma -lbz2 -lz -lwasi-emulated-signal -lwasi-emulated-getpid -lwasi-emulated-process-clocks -ldl -lm';

export function buildPython(place, folder) {
  const cwd = place.cpython;
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd, { recursive: true });
  // Relative, like all paths that compilers are given: where this is built must not be seen in the result.
  const source = join('..', '..', 'src', basename(folder));
  const libraries = Object.entries({ ZLIB: '-lz', BZIP2: '-lbz2', LIBLZMA: '-llzma', LIBSQLITE3: '-lsqlite3 -lm' });
  const env = {
    ...toolchainEnvironment(place),
    ...ANSWERS,
    ...Object.fromEntries(
      libraries.flatMap(([name, libs]) => [
        [`${name}_CFLAGS`, '-I../../lib/include'],
        [`${name}_LIBS`, `-L../../lib/lib ${libs}`],
      ]),
    ),
    CONFIG_SITE: join(source, 'Tools', 'wasm', 'config.site-wasm32-wasi'),
    // Otherwise it finds libraries of the machine.
    PKG_CONFIG_LIBDIR: '/nonexistent',
    HOSTRUNNER: '/bin/true',
    CC: 'cc',
    AR: 'ar',
    RANLIB: 'ranlib',
    READELF: 'true',
    LD: 'wasm-ld',
    CPPFLAGS: SOCKET_CONSTANT,
  };
  const options = [...CONFIGURE_OPTIONS, `--with-build-python=${buildPythonProgram(place)}`];
  run(join(source, 'configure'), options, { cwd, env, log: join(cwd, 'configure.log') });
  const preprocessor = `${SOCKET_CONSTANT} -I. -I${source}/Include ${COMPILED}`;
  const make = ['-j2', `OPT=${OPTIMIZED}`, `CPPFLAGS=${preprocessor}`, ...ARCHIVES];
  run('make', make, { cwd, env: toolchainEnvironment(place), log: join(cwd, 'make.log') });
}

/** Modules that are needed before anything can be imported. */
function frozenModules(folder) {
  const encodings = join(folder, 'Lib', 'encodings');
  const ours = ['_wadup_importer', '_wadup_absent', '_wadup_runtime'].map((name) => `${name}=${join(GLUE, name)}.py`);
  return [
    `encodings/=${join(encodings, '__init__.py')}`,
    `encodings.aliases=${join(encodings, 'aliases.py')}`,
    `encodings.utf_8=${join(encodings, 'utf_8.py')}`,
    ...ours,
  ];
}

/** Gives the path of the core. */
export function linkCore(place, folder, allocatorFolder) {
  const cwd = place.glue;
  const env = toolchainEnvironment(place);
  const frozen = ['-I', join(HERE, 'freeze.py'), 'frozen.c', ...frozenModules(folder)];
  run(buildPythonProgram(place), frozen, { cwd, env: { PYTHONHASHSEED: '0' } });
  const includes = [`-I${GLUE}`, '-I../cpython', `-I${join(folder, 'Include')}`, `-I${join(allocatorFolder, 'src')}`];
  const sources = [...globSync(join(GLUE, '*.c')).sort(), 'frozen.c'];
  const objects = sources.map((source) => {
    const object = basename(source).replace(/c$/, 'o');
    run('cc', ['-c', '-O2', '-g0', '-Wall', '-Wextra', ...includes, source, '-o', object], { cwd, env });
    return object;
  });
  const core = join(place.output, 'core.wasm');
  const archives = ARCHIVES.map((archive) => join('..', 'cpython', archive));
  run('cc', [...LINK_OPTIONS, ...objects, ...archives, '-L../../lib/lib', ...LINKED_LIBRARIES.split(' '), '-o', core], {
    cwd,
    env,
  });
  return core;
}
