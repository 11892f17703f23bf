/**
 * Every option of a run, once: name, unit, default, bounds and the sentence that documents it. The command line, its
 * help and the README's table derive from here.
 */
import { WadupError } from './errors.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

/** How the value is written: a whole number, a size (`64MiB`), or seconds (fractions allowed). */
export type OptionUnit = 'count' | 'bytes' | 'seconds';

export interface LimitSpec {
  /** Long flag on the command line, without the dashes. */
  readonly flag: string;
  readonly unit: OptionUnit;
  /** `undefined`: no limit. */
  readonly fallback: number | undefined;
  readonly min: number;
  readonly max: number;
  readonly doc: string;
  /** Shown under "Quotas" in the help: rarely changed. */
  readonly quota?: true;
}

/** Limits that are off unless given. */
export type OptionalLimitName = 'fuel' | 'maxMemory' | 'maxStack' | 'timeout';
/** Limits that always hold. */
export type StandingLimitName =
  | 'threads'
  | 'maxRecursionDepth'
  | 'maxTableElements'
  | 'maxFsBytes'
  | 'maxFiles'
  | 'maxOpenFiles'
  | 'maxPathBytes'
  | 'maxNameBytes'
  | 'maxPollSubscriptions'
  | 'maxRandomBytes'
  | 'maxRows'
  | 'maxRowBytes'
  | 'maxTables'
  | 'maxSubcontents'
  | 'maxSubcontentBytes'
  | 'maxTreeBytes'
  | 'maxTreeContents'
  | 'memoryBudget';
export type LimitName = OptionalLimitName | StandingLimitName;

/** All numeric options. Keys are the names in the library. */
export const LIMITS: Readonly<Record<LimitName, LimitSpec>> = {
  threads: { flag: 'threads', unit: 'count', fallback: 4, min: 1, max: 1024, doc: 'worker threads' },
  fuel: {
    flag: 'fuel',
    unit: 'count',
    fallback: undefined,
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    doc: 'CPU limit per module per content, about one unit per executed wasm instruction',
  },
  maxMemory: {
    flag: 'max-memory',
    unit: 'bytes',
    fallback: undefined,
    min: 64 * KiB,
    max: 4 * GiB,
    doc: 'linear memory limit per module instance',
  },
  maxStack: {
    flag: 'max-stack',
    unit: 'bytes',
    fallback: undefined,
    min: 64 * KiB,
    max: 512 * MiB,
    doc: 'call-stack limit per module instance',
  },
  maxRecursionDepth: {
    flag: 'max-recursion-depth',
    unit: 'count',
    fallback: 100,
    min: 0,
    max: 100_000,
    doc: 'nesting levels of sub-content',
  },
  timeout: {
    flag: 'timeout',
    unit: 'seconds',
    fallback: undefined,
    min: 0.001,
    max: 31_536_000,
    doc: 'wall-clock limit per module per content (also of start-up code), a coarser guard beside fuel',
  },
  maxTableElements: {
    flag: 'max-table-elements',
    unit: 'count',
    fallback: 1_000_000,
    min: 0,
    max: 10_000_000,
    doc: 'function-table elements of one module instance, all its tables together',
    quota: true,
  },
  maxFsBytes: {
    flag: 'max-fs-bytes',
    unit: 'bytes',
    fallback: 256 * MiB,
    min: 0,
    max: 64 * GiB,
    doc: "bytes in one instance's virtual filesystem (extracted sub-content is counted apart)",
    quota: true,
  },
  maxFiles: {
    flag: 'max-files',
    unit: 'count',
    fallback: 250_000,
    min: 16,
    max: 10_000_000,
    doc: "files and directories in one instance's virtual filesystem",
    quota: true,
  },
  maxOpenFiles: {
    flag: 'max-open-files',
    unit: 'count',
    fallback: 4096,
    min: 8,
    max: 1_000_000,
    doc: 'open descriptors of one instance',
    quota: true,
  },
  maxPathBytes: {
    flag: 'max-path-bytes',
    unit: 'bytes',
    fallback: 4 * KiB,
    min: 64,
    max: 64 * KiB,
    doc: 'length of a path in the virtual filesystem, also of what a link holds',
    quota: true,
  },
  maxNameBytes: {
    flag: 'max-name-bytes',
    unit: 'bytes',
    fallback: 255,
    min: 32,
    max: 4 * KiB,
    doc: 'length of one name in the virtual filesystem',
    quota: true,
  },
  maxPollSubscriptions: {
    flag: 'max-poll-subscriptions',
    unit: 'count',
    fallback: 4096,
    min: 1,
    max: 64 * KiB,
    doc: 'clocks and descriptors that one poll_oneoff may wait for',
    quota: true,
  },
  maxRandomBytes: {
    flag: 'max-random-bytes',
    unit: 'bytes',
    fallback: 256 * MiB,
    min: 256,
    max: 4 * GiB,
    doc: 'random bytes that one random_get may ask for',
    quota: true,
  },
  maxRows: {
    flag: 'max-rows',
    unit: 'count',
    fallback: 1_000_000,
    min: 0,
    max: 100_000_000,
    doc: 'rows that one module may produce of one content',
    quota: true,
  },
  maxRowBytes: {
    flag: 'max-row-bytes',
    unit: 'bytes',
    fallback: 256 * MiB,
    min: 0,
    max: 4 * GiB,
    doc: 'bytes of metadata that one module may produce of one content',
    quota: true,
  },
  maxTables: {
    flag: 'max-tables',
    unit: 'count',
    fallback: 1000,
    min: 1,
    max: 100_000,
    doc: 'tables that one module may define in a database',
    quota: true,
  },
  maxSubcontents: {
    flag: 'max-subcontents',
    unit: 'count',
    fallback: 1_000_000,
    min: 0,
    max: 100_000_000,
    doc: 'sub-contents that one module may emit of one content',
    quota: true,
  },
  maxSubcontentBytes: {
    flag: 'max-subcontent-bytes',
    unit: 'bytes',
    fallback: 4 * GiB,
    min: 0,
    max: 1024 * GiB,
    doc: 'extracted bytes that one module may emit of one content',
    quota: true,
  },
  maxTreeBytes: {
    flag: 'max-tree-bytes',
    unit: 'bytes',
    fallback: 16 * GiB,
    min: 0,
    max: 1024 * GiB,
    doc: 'extracted bytes in the whole tree under one input file (archive bombs)',
    quota: true,
  },
  maxTreeContents: {
    flag: 'max-tree-contents',
    unit: 'count',
    fallback: 10_000_000,
    min: 0,
    max: 1_000_000_000,
    doc: 'sub-contents in the whole tree under one input file (archive bombs)',
    quota: true,
  },
  memoryBudget: {
    flag: 'memory-budget',
    unit: 'bytes',
    fallback: 64 * MiB,
    min: MiB,
    max: 1 * GiB,
    doc: 'memory for queued sub-content, all threads together; what exceeds it goes to a temporary file',
    quota: true,
  },
};

export type ExecLimitName =
  | OptionalLimitName
  | 'maxTableElements'
  | 'maxFsBytes'
  | 'maxFiles'
  | 'maxOpenFiles'
  | 'maxPathBytes'
  | 'maxNameBytes'
  | 'maxPollSubscriptions'
  | 'maxRandomBytes';
/** Those that a program run by itself can hit. */
export const EXEC_LIMITS: readonly ExecLimitName[] = [
  'fuel',
  'maxMemory',
  'maxStack',
  'timeout',
  'maxTableElements',
  'maxFsBytes',
  'maxFiles',
  'maxOpenFiles',
  'maxPathBytes',
  'maxNameBytes',
  'maxPollSubscriptions',
  'maxRandomBytes',
];

/** Limits that cannot be configured: they bound what a single call may ask for. */
export const FIXED_LIMITS = {
  /** Bytes kept of each of stdout and stderr per module and content. */
  capturedOutput: 1_048_576,
  symlinkHops: 40,
  /** iovecs per read or write, as IOV_MAX. */
  ioVectors: 1024,
  filenameBytes: 4096,
  tableNameBytes: 128,
  columnNameBytes: 128,
  columns: 1000,
} as const;

/** What a caller of `run` gives. Sizes in bytes, times in seconds. */
export type RunOptions = {
  /** Directory with `.wasm` modules, loaded in name order. */
  readonly modules: string;
  /** Directories (walked recursively) or single files. */
  readonly input: string | readonly string[];
  /** SQLite database: created, or appended to. */
  readonly output: string;
  /**
   * Continue the last run into this database: inputs that are wholly processed, with all that was extracted from them,
   * are not processed again; what is unfinished is removed and done anew. After a run that completed, only new inputs.
   */
  readonly resume?: boolean | undefined;
  /** Aborting finishes what runs, commits, and ends the run. */
  readonly signal?: AbortSignal | undefined;
  /** Directory for the temporary file that sub-content spills to. Default: the output's own directory. */
  readonly temporaryDirectory?: string | undefined;
  /**
   * Directory for machine code of modules, so that a later run need not optimize them again. Made when missing; used
   * only while nobody but this user may write it. Default: none.
   */
  readonly codeCache?: string | undefined;
} & { readonly [K in LimitName]?: number | undefined };

/** Options as checked: every limit present, `undefined` meaning none. */
export type ResolvedOptions = {
  readonly modules: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly temporaryDirectory: string | undefined;
  readonly codeCache: string | null;
  readonly resume: boolean;
  readonly limits: ResolvedLimits;
};
export type ResolvedLimits = { readonly [K in StandingLimitName]: number } & {
  readonly [K in OptionalLimitName]: number | undefined;
};

const KNOWN_OPTIONS: ReadonlySet<string> = new Set([
  'modules',
  'input',
  'output',
  'signal',
  'resume',
  'temporaryDirectory',
  'codeCache',
  ...Object.keys(LIMITS),
]);

/** @throws {WadupError} code `option`, naming the option and what may be written. */
export function resolveOptions(options: RunOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) throw new WadupError('option', 'The options must be an object.');
  for (const name of Object.keys(options)) {
    if (!KNOWN_OPTIONS.has(name)) throw new WadupError('option', `There is no option '${name}'.`);
  }
  const inputs = Array.isArray(options.input)
    ? [...options.input]
    : [options.input].filter((input) => input !== undefined);
  if (inputs.length === 0) throw new WadupError('option', "'input' is missing: name a directory or a file.");
  for (const input of inputs) requirePath('input', input);
  if (options.resume !== undefined && typeof options.resume !== 'boolean') {
    throw new WadupError('option', "'resume' must be true or false.");
  }
  if (options.signal !== undefined && !(options.signal instanceof AbortSignal)) {
    throw new WadupError('option', "'signal' must be an AbortSignal.");
  }
  if (options.temporaryDirectory !== undefined) requirePath('temporaryDirectory', options.temporaryDirectory);
  if (options.codeCache !== undefined) requirePath('codeCache', options.codeCache);
  return Object.freeze({
    modules: requirePath('modules', options.modules),
    inputs: Object.freeze(inputs),
    output: requirePath('output', options.output),
    temporaryDirectory: options.temporaryDirectory,
    codeCache: options.codeCache ?? null,
    resume: options.resume ?? false,
    limits: resolveLimits(options),
  });
}

/** @throws {WadupError} code `option`. */
export function resolveLimits(given: { readonly [K in LimitName]?: number | undefined }): ResolvedLimits {
  const limits: Partial<Record<LimitName, number | undefined>> = {};
  for (const name of Object.keys(LIMITS) as LimitName[]) {
    const spec: LimitSpec = LIMITS[name];
    const value = given[name];
    limits[name] = value === undefined ? spec.fallback : checkLimit(name, spec, value);
  }
  return Object.freeze(limits) as ResolvedLimits;
}

function checkLimit(name: string, spec: LimitSpec, value: number): number {
  const whole = spec.unit === 'seconds' ? Number.isFinite(value) : Number.isSafeInteger(value);
  if (typeof value !== 'number' || !whole || value < spec.min || value > spec.max) {
    const kind = { count: 'a whole number', bytes: 'a number of bytes', seconds: 'a number of seconds' }[spec.unit];
    throw new WadupError('option', `'${name}' must be ${kind} from ${spec.min} to ${spec.max}, not ${String(value)}.`);
  }
  return value;
}

function requirePath(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new WadupError('option', `'${name}' must be a path.`);
  if (value.includes('\0')) throw new WadupError('option', `'${name}' has a NUL byte in its path.`);
  return value;
}
