/**
 * The flags of every command, defined once: parsing, help and the README's table derive from here. Numeric flags come
 * from the engine's own table of options.
 */
import { LANGUAGE_NAMES } from '@wadup/builder/language-names';
import { EXEC_LIMITS, LIMITS, type LimitName, type LimitSpec } from '@wadup/engine/options';

export interface Flag {
  /** Long name without the dashes. */
  readonly name: string;
  readonly short?: string;
  /** What stands for the value in the help; a flag without it is a switch. */
  readonly value?: string;
  readonly repeated?: true;
  readonly required?: true;
  /** Default as shown. */
  readonly fallback?: string;
  /** Least and greatest value as shown. */
  readonly range?: readonly [string, string];
  readonly doc: string;
  readonly group: FlagGroup;
}

export type FlagGroup = 'Options' | 'Limits' | 'Quotas';

export interface CommandSpec {
  /** As it is typed: `wadup`, `wadup exec`. */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly flags: readonly Flag[];
  /** Other commands that the help lists, and what they do. */
  readonly commands?: readonly (readonly [string, string])[];
  /** What else the help says, below the flags. */
  readonly notes: readonly string[];
  /**
   * Where the first positional argument ends this command's own flags: all that follows belongs to the guest.
   */
  readonly positional?: string;
  /** Positional arguments of the command's own, anywhere between the flags. Without both no positional one is taken. */
  readonly operands?: readonly Operand[];
}

export interface Operand {
  /** What stands for it in the usage. */
  readonly name: string;
  /** Taken where it is not given; without it the argument is required. */
  readonly fallback?: string;
}

const VALUE_NAMES = { count: 'N', bytes: 'BYTES', seconds: 'SECONDS' } as const;

const KiB = 1024;
const SIZE_UNITS: readonly (readonly [string, number])[] = [
  ['GiB', KiB ** 3],
  ['MiB', KiB ** 2],
  ['KiB', KiB],
];

/** The shortest exact way to write a size: `64MiB`, `1GiB`, `1000`. */
function formatSize(bytes: number): string {
  for (const [name, factor] of SIZE_UNITS) {
    if (bytes >= factor && bytes % factor === 0) return `${bytes / factor}${name}`;
  }
  return String(bytes);
}

/** A limit's value as it is written on the command line. */
export function formatLimit(spec: LimitSpec, value: number): string {
  return spec.unit === 'bytes' ? formatSize(value) : String(value);
}

function limitFlag(name: LimitName, doc: string = LIMITS[name].doc): Flag {
  const spec = LIMITS[name];
  return {
    name: spec.flag,
    value: VALUE_NAMES[spec.unit],
    doc,
    ...(spec.fallback === undefined ? {} : { fallback: formatLimit(spec, spec.fallback) }),
    range: [formatLimit(spec, spec.min), formatLimit(spec, spec.max)],
    group: spec.quota === true ? 'Quotas' : 'Limits',
  };
}

export const RUN_LIMITS: readonly LimitName[] = Object.keys(LIMITS) as LimitName[];
export const TEST_LIMITS: readonly LimitName[] = ['fuel', 'maxMemory', 'maxStack', 'timeout', 'maxRecursionDepth'];
/** A module that was written a minute ago is the likeliest to loop for ever. Seconds. */
export const TEST_TIMEOUT = 60;

/** In the words of a single program: `exec` has no contents and no more than one instance. */
const EXEC_LIMIT_DOCS: Partial<Readonly<Record<LimitName, string>>> = {
  fuel: 'CPU limit, about one unit per executed wasm instruction',
  maxMemory: 'linear memory limit',
  maxStack: 'call-stack limit',
  timeout: 'wall-clock limit (also of start-up code), a coarser guard beside fuel',
  maxTableElements: 'function-table elements, all tables together',
  maxFsBytes: 'bytes that it may write to files',
  maxFiles: 'files and directories that it may make',
  maxOpenFiles: 'open descriptors',
  maxPathBytes: 'length of a path, also of what a link holds',
  maxNameBytes: 'length of one name in a path',
};

const HELP: Flag = { name: 'help', short: 'h', doc: 'this text', group: 'Options' };
const SIZES =
  'BYTES may be written as plain bytes or as 64KiB, 64MiB, 1GiB (or 64K, 64M, 1G), which count by 1024; KB, MB and GB ' +
  'count by 1000.';

export const RUN: CommandSpec = {
  name: 'wadup',
  usage: 'wadup [run] --modules DIR --input PATH... --output FILE [options]',
  summary:
    'Runs every WebAssembly module in DIR over every file of the inputs, and over whatever the modules extract from ' +
    'them, and stores the rows that they produce in a SQLite database.',
  flags: [
    {
      name: 'modules',
      value: 'DIR',
      required: true,
      doc: 'directory with .wasm modules, loaded in name order; a module is called by its file name without .wasm',
      group: 'Options',
    },
    {
      name: 'input',
      value: 'PATH',
      required: true,
      repeated: true,
      doc: 'directory (walked recursively) or a single file; may be repeated',
      group: 'Options',
    },
    {
      name: 'output',
      value: 'FILE',
      required: true,
      doc: 'SQLite database: created, or appended to when it exists',
      group: 'Options',
    },
    {
      name: 'resume',
      doc:
        'continue the last run into the database, with the same modules and inputs: what is wholly processed is not ' +
        'done again',
      group: 'Options',
    },
    {
      name: 'code-cache',
      value: 'DIR',
      fallback: "in the user's cache directory",
      doc: 'where optimized machine code of modules is kept for later runs',
      group: 'Options',
    },
    { name: 'no-code-cache', doc: 'optimize modules anew, and keep nothing', group: 'Options' },
    { name: 'verbose', short: 'v', doc: 'verbose log', group: 'Options' },
    HELP,
    { name: 'version', doc: 'the version', group: 'Options' },
    ...RUN_LIMITS.map((name) => limitFlag(name)),
  ],
  commands: [
    ['wadup new', 'makes a project for a module of your own'],
    ['wadup build', 'builds the module of a project'],
    ['wadup test', 'builds it, and runs it over the sample inputs of the project'],
    ['wadup exec', 'runs one WASI program by itself'],
  ],
  notes: [
    SIZES,
    'Exit status: 0 the run completed (contents that failed are recorded in the database), 1 the run itself failed, ' +
      '2 the command line is wrong, 130 interrupted (what was processed is committed).',
  ],
};

export const EXEC: CommandSpec = {
  name: 'wadup exec',
  usage: 'wadup exec [options] MODULE.wasm [ARG]...',
  summary:
    'Runs one WASI preview1 program by itself, with stdin, stdout and stderr passed through. A module with _start is a ' +
    'command; any other is initialised and its process function, where it has one, is called.',
  flags: [
    {
      name: 'dir',
      value: 'HOST::GUEST',
      repeated: true,
      doc:
        'shows a host directory at a guest path of its own; what the module writes there stays in memory; may be ' +
        'repeated',
      group: 'Options',
    },
    {
      name: 'env',
      value: 'NAME=VALUE',
      repeated: true,
      doc: 'sets a variable of its environment; may be repeated',
      group: 'Options',
    },
    {
      name: 'stats',
      doc: 'ends with one line of JSON on stderr: fuel, wall_ms, peak_memory in bytes',
      group: 'Options',
    },
    HELP,
    ...EXEC_LIMITS.map((name) => limitFlag(name, EXEC_LIMIT_DOCS[name])),
  ],
  notes: [
    SIZES,
    "Everything after MODULE.wasm is passed to it untouched. Exit status: the module's own; 134 after a trap or a " +
      'limit, 2 for a wrong command line, 1 when the module cannot be loaded.',
    'A module for the main job needs /data.bin, /metadata and /subcontent, which exec does not provide. To try one on ' +
      'a single file: wadup --modules DIR --input FILE --output /tmp/x.db',
  ],
  positional: 'MODULE.wasm',
};

const LANGUAGE: Flag = {
  name: 'language',
  value: 'LANGUAGE',
  doc: 'the language of the project, where its files leave that open',
  group: 'Options',
};
const WATCH: Flag = { name: 'watch', short: 'w', doc: 'again after each change of the project', group: 'Options' };
const PROJECT: Operand = { name: 'DIR', fallback: '.' };

const LANGUAGES = Object.entries(LANGUAGE_NAMES)
  .map(([name, others]) => `${name} (or ${others.join(', ')})`)
  .join('; ');

export const NEW: CommandSpec = {
  name: 'wadup new',
  usage: 'wadup new LANGUAGE DIR',
  summary:
    'Makes a small project for a module: code that counts lines and words, a sample input, and what is expected of it. ' +
    'Everything that it needs of WADUP comes with it, nothing is fetched.',
  flags: [HELP],
  notes: [
    `LANGUAGE is one of: ${LANGUAGES}. DIR is a new folder, or an empty one, and gives the module its name.`,
    'Example: wadup new c demo && wadup test demo',
  ],
  operands: [{ name: 'LANGUAGE' }, { name: 'DIR' }],
};

export const BUILD: CommandSpec = {
  name: 'wadup build',
  usage: 'wadup build [DIR] [-o FILE] [--watch]',
  summary:
    'Builds the module of the project in DIR (default: the current folder), checks that WADUP can use it, and writes ' +
    'it to FILE.',
  flags: [
    {
      name: 'output',
      short: 'o',
      value: 'FILE',
      doc: 'where the module goes; in a folder it gets its own name',
      fallback: 'DIR/NAME.wasm',
      group: 'Options',
    },
    WATCH,
    LANGUAGE,
    HELP,
  ],
  notes: [
    'Rust is built by cargo and Go by go, which have to be installed; C, TypeScript and Python need nothing more than ' +
      'this program. WASI_SDK_PATH or CC name a clang of your own for C.',
    'Exit status: 0 it is built, 1 it is not, 2 the command line is wrong, 130 interrupted.',
    'Example: wadup build demo -o modules/',
  ],
  operands: [PROJECT],
};

export const TEST: CommandSpec = {
  name: 'wadup test',
  usage: 'wadup test [DIR] [--bless] [--watch] [options]',
  summary:
    'Builds the module of the project in DIR (default: the current folder), runs it over every file in its tests ' +
    'folder, and compares the outcome of each with NAME.expected.json beside it.',
  flags: [
    { name: 'bless', doc: 'writes what the module does as what is expected of it', group: 'Options' },
    WATCH,
    LANGUAGE,
    HELP,
    ...TEST_LIMITS.map((name) =>
      name === 'timeout' ? { ...limitFlag(name), fallback: String(TEST_TIMEOUT) } : limitFlag(name),
    ),
  ],
  notes: [
    SIZES,
    'Exit status: 0 all is as expected, 1 something is not, or the module cannot be built, 2 the command line is ' +
      'wrong, 130 interrupted.',
    'Example: wadup test demo --bless',
  ],
  operands: [PROJECT],
};
