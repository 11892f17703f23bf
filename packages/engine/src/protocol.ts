/**
 * Everything that crosses from one thread to another: messages, and the layout of shared memory. Nothing else is
 * shared.
 */
import type { ResolvedLimits } from './options.ts';

/** A module as prepared once on the main thread; V8 shares its code between threads. */
export interface PreparedModule {
  readonly name: string;
  readonly module: WebAssembly.Module;
  /** Rewritten to count fuel (for `--fuel` or `--timeout`). */
  readonly metered: boolean;
}

/** What a worker thread is started with. */
export interface WorkerStart {
  readonly workerIndex: number;
  readonly modules: readonly PreparedModule[];
  readonly limits: ResolvedLimits;
  readonly databasePath: string;
  /** Paths of the run's inputs, as the walk uses them. */
  readonly inputs: readonly string[];
  readonly shared: SharedMemory;
}

/** The shared memory of one run. */
export interface SharedMemory {
  /** Counters and flags, see `CONTROL`. */
  readonly control: SharedArrayBuffer;
  /** Paths of inputs on their way from the walk to the workers. */
  readonly inputRing: SharedArrayBuffer;
  /** Queued sub-content: records, names and bytes. At most `memoryBudget` bytes. */
  readonly heap: SharedArrayBuffer;
  /** Directory where sub-content that exceeds the heap goes. */
  readonly spillDirectory: string;
}

/** From a worker to the main thread. */
export type WorkerMessage =
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | { readonly type: 'finished' };

/** Int32 slots of `SharedMemory.control`. */
export const CONTROL = {
  /** 1: take no more tasks, finish what runs, commit. */
  stop: 0,
  /** Mutex around transactions: one writer at a time, in order of arrival. */
  storeMutex: 1,
} as const;
