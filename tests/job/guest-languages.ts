/** The languages that modules are written in, each with a module that knows the steps of guest/interface. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { COMPILED, type Habits } from '../../guest/interface/behaviours.ts';
import { buildPythonProject } from '../golden/python-example.ts';

const MODULES = join(import.meta.dirname, '../fixtures/modules');
const MiB = 1_048_576;

export interface GuestLanguage {
  readonly language: string;
  readonly module: () => Uint8Array | Promise<Uint8Array>;
  /** Units for a start and for a short script, with room to spare; what is far more is an endless loop. */
  readonly fuel: number;
  /** Bytes, likewise. */
  readonly maxMemory: number;
  readonly habits: Habits;
}

/** A module that is committed, as it is or compressed. */
function committed(path: string): () => Uint8Array {
  return () => {
    const bytes = readFileSync(join(MODULES, path));
    return path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  };
}

/** A Python project, built once however many runs use it: the runtime alone has 13 MB. */
function builtFromPython(folder: string): () => Promise<Uint8Array> {
  let module: Promise<Uint8Array> | undefined;
  return () => (module ??= buildPythonProject(join(MODULES, folder)));
}

/** malloc gives NULL, and a careful program returns a failure: the host adds what it refused. */
const C_HABITS: Habits = {
  ...COMPILED,
  memoryEnds: ['process returned 1 after it hit the memory limit of', '(--max-memory)', 'out of memory'],
};

/** A panic ends the program, as everywhere in Go; in a reactor that is a trap. */
const GO_COMMAND_HABITS: Habits = { ...COMPILED, panicEnds: ['it exited with code 2 (proc_exit)'] };

/** Errors of the language's own, which could be caught: the instance goes on. */
const JAVASCRIPT_HABITS: Habits = {
  panicEnds: ['process returned 1: Error: ', 'src/index.ts:'],
  recursionEnds: ['process returned 1: RangeError: Maximum call stack size exceeded', 'src/index.ts:'],
  memoryEnds: ['process returned 1 after it hit the memory limit of', '(--max-memory): InternalError: out of memory'],
};

/** Exceptions, likewise; the message is the last line of a traceback, so it names no place in the source. */
const PYTHON_HABITS: Habits = {
  panicEnds: ['process returned 1: RuntimeError: '],
  recursionEnds: ['process returned 1: RecursionError: maximum recursion depth exceeded'],
  memoryEnds: ['process returned 1 after it hit the memory limit of', '(--max-memory): MemoryError'],
};

const SMALL = { fuel: 20_000_000, maxMemory: 8 * MiB };
const TYPESCRIPT = { fuel: 200_000_000, maxMemory: 16 * MiB };
const PYTHON = { fuel: 200_000_000, maxMemory: 64 * MiB };
const GO = { fuel: 200_000_000, maxMemory: 64 * MiB };

export const GUEST_LANGUAGES: readonly GuestLanguage[] = [
  { language: 'Rust', module: committed('behave/behave.wasm'), ...SMALL, habits: COMPILED },
  { language: 'Go', module: committed('behave-go/behave-go.wasm.gz'), ...GO, habits: COMPILED },
  {
    language: 'Go, as a command',
    module: committed('behave-go/behave-go-command.wasm.gz'),
    ...GO,
    habits: GO_COMMAND_HABITS,
  },
  { language: 'C', module: committed('behave-c/behave-c.wasm'), ...SMALL, habits: C_HABITS },
  {
    language: 'TypeScript',
    module: committed('behave-typescript/behave-typescript.wasm.gz'),
    ...TYPESCRIPT,
    habits: JAVASCRIPT_HABITS,
  },
  { language: 'Python', module: builtFromPython('behave-python'), ...PYTHON, habits: PYTHON_HABITS },
  { language: 'C++', module: committed('behave-cpp/behave-cpp.wasm'), ...SMALL, habits: COMPILED },
];
