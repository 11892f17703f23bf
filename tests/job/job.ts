/** One run for a test: modules and inputs made on the spot, the run itself, and what the database says afterwards. */
import {
  closeSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import loadWabt from 'wabt';
import { type Run, run, type RunOptions } from '../../packages/engine/src/index.ts';

const MODULES = join(import.meta.dirname, '../fixtures/modules');
const EXAMPLES = join(import.meta.dirname, '../../examples');
const MiB = 1_048_576;

/** The module that does what the content says; its steps are in fixtures/modules/README.md. */
export const BEHAVE: Uint8Array = readFileSync(join(MODULES, 'behave/behave.wasm'));

export function goModule(name: 'go-command' | 'go-reactor'): Uint8Array {
  return gunzipSync(readFileSync(join(MODULES, `go/${name}.wasm.gz`)));
}

export function exampleModule(name: string): Uint8Array {
  return readFileSync(join(EXAMPLES, name, `${name}.wasm`));
}

/** Compiles a module in text; all features on, so that whatever a module may be can be written. */
export async function compileText(text: string): Promise<Uint8Array> {
  const wabt = await loadWabt();
  const features = { exceptions: true, memory64: true, multi_memory: true, tail_call: true, threads: true };
  const parsed = wabt.parseWat('module.wat', text, features);
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}

/** A module of fixtures/modules/wat. */
export async function textModule(name: string): Promise<Uint8Array> {
  return await compileText(readFileSync(join(MODULES, 'wat', `${name}.wat`), 'utf8'));
}

export function textModuleNames(): string[] {
  return globSync('*.wat', { cwd: join(MODULES, 'wat') }).map((name) => basename(name, '.wat'));
}

type Named<T> = Readonly<Record<string, T>>;
type Cell = string | number | bigint | null;

/** Where a `Gate` of an input has its byte, and how large such an input is. */
const GATE_OFFSET = MiB;
const GATE_FILE_BYTES = 3 * MiB;

export class Job implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'wadup-job-'));
  readonly modules: string;
  readonly input: string;
  readonly output: string;

  /** Names may have slashes. */
  constructor(modules: Named<Uint8Array | string>, inputs: Named<Uint8Array | string> = {}) {
    this.modules = join(this.folder, 'modules');
    this.input = join(this.folder, 'input');
    this.output = join(this.folder, 'out.db');
    mkdirSync(this.modules);
    mkdirSync(this.input);
    for (const [name, bytes] of Object.entries(modules)) writeFileSync(join(this.modules, `${name}.wasm`), bytes);
    this.addInputs(inputs);
  }

  addInputs(inputs: Named<Uint8Array | string>): void {
    for (const [name, bytes] of Object.entries(inputs)) {
      const path = join(this.input, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
  }

  /**
   * An input that does `before`, then stays inside its call until it is let go, then does `after`. One at a time is
   * enough: with it, tests say what happens meanwhile without saying how long.
   */
  addGate(name: string, before: string, after = ''): Gate {
    const path = join(this.input, name);
    const lines = [before, `await-byte ${GATE_OFFSET}`, after].filter((line) => line !== '');
    writeFileSync(path, `${lines.join('\n')}\n`);
    truncateSync(path, GATE_FILE_BYTES);
    return new Gate(path);
  }

  options(more: Partial<RunOptions> = {}): RunOptions {
    return { modules: this.modules, input: this.input, output: this.output, threads: 1, ...more };
  }

  /** Runs with one thread unless told otherwise. */
  run(more: Partial<RunOptions> = {}): Run {
    return run(this.options(more));
  }

  /** All rows of a query, each as an array; whole numbers past 2^53 as bigint. */
  rows(sql: string, ...parameters: Cell[]): Cell[][] {
    return queryDatabase(this.output, sql, ...parameters);
  }

  /** The first column of a query. */
  column(sql: string, ...parameters: Cell[]): Cell[] {
    return this.rows(sql, ...parameters).map((row) => row[0]!);
  }

  /** The only value of a query. */
  value(sql: string, ...parameters: Cell[]): Cell {
    const found = this.column(sql, ...parameters);
    if (found.length !== 1) throw new Error(`${found.length} rows for ${sql}`);
    return found[0]!;
  }

  /** What became of each content, by name: its error message, `null` for success. Contents of one name must agree. */
  errors(): Record<string, Cell> {
    const errors: Record<string, Cell> = {};
    for (const [name, message, status] of this.rows('SELECT filename, error_message, status FROM __wadup_content')) {
      const filename = String(name);
      if ((status === 'failed') !== (message !== null)) throw new Error(`${filename} is ${status}: ${message}`);
      if (filename in errors && errors[filename] !== message) throw new Error(`${filename} ended in two ways`);
      errors[filename] = message!;
    }
    return errors;
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** See `Job.addGate`. */
export class Gate {
  readonly path: string;
  readonly #file: number;

  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'r+');
  }

  /** Lets the content go, also when its file has lost its name meanwhile. */
  open(): void {
    writeSync(this.#file, 'G', GATE_OFFSET);
    closeSync(this.#file);
  }
}

export function queryDatabase(path: string, sql: string, ...parameters: Cell[]): Cell[][] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return readRows(database, sql, ...parameters);
  } finally {
    database.close();
  }
}

export function readRows(database: DatabaseSync, sql: string, ...parameters: Cell[]): Cell[][] {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  const rows = statement.all(...parameters) as unknown as Cell[][];
  return rows.map((row) => row.map((cell) => (isSafe(cell) ? Number(cell) : cell)));
}

function isSafe(cell: Cell): cell is bigint {
  return typeof cell === 'bigint' && Number.isSafeInteger(Number(cell));
}

/** Waits until the run's progress is as wanted; fails when the run is over before. */
export async function untilProgress(running: Run, isReached: (progress: RunProgressOf<Run>) => boolean): Promise<void> {
  for await (const progress of running) {
    if (isReached(progress)) return;
  }
  throw new Error('the run was over before that');
}

type RunProgressOf<R> = R extends AsyncIterable<infer P> ? P : never;
