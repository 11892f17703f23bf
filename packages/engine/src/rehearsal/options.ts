import type { Outcome } from '../stages.ts';

export interface RehearsalOptions {
  /** A module that one trusts, apart from what it may be made to do: nothing counts its fuel. */
  readonly module: Uint8Array;
  /** Exported functions, called one after the other; the first that does not return 0 (or nothing) is the last. */
  readonly calls: readonly string[];
  /** What it finds in its filesystem, by absolute path. Besides, there is an empty `/tmp`. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  /** A directory of its filesystem whose files are wanted afterwards. */
  readonly collect?: string;
  /** Whether its state is wanted afterwards, for a snapshot. */
  readonly keepState?: boolean;
  /** Decides all that is random in its world. */
  readonly seed: Uint8Array;
  /** Seconds for all calls together. */
  readonly timeout: number;
  /** Bytes of linear memory. */
  readonly maxMemory: number;
  /** Aborted when nobody waits for the result any more. */
  readonly signal?: AbortSignal;
}

export interface Rehearsal {
  /** How the last call ended. */
  readonly outcome: Outcome;
  /** Empty when nothing was printed; at most 1 MiB. */
  readonly stdout: string;
  readonly stderr: string;
  /** By path below `collect`; empty when a call failed. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What it still had open, by name. */
  readonly openFiles: readonly string[];
  /** `null` when it was not wanted or a call failed. */
  readonly state: RehearsedState | null;
}

/** The parts of a snapshot, see `bakeSnapshot`. */
export interface RehearsedState {
  readonly memory: Uint8Array;
  readonly globals: ReadonlyMap<string, number | bigint>;
}

/** What the thread is given that runs the calls. */
export interface RehearsalStart {
  readonly module: WebAssembly.Module;
  /** Pages. */
  readonly memory: { readonly initial: number; readonly maximum: number };
  readonly calls: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly collect: string | null;
  readonly globals: readonly string[];
  readonly keepState: boolean;
  readonly seed: Uint8Array;
}

/** Its answer: a result, or why it could not even begin. */
export type RehearsalAnswer = { readonly rehearsal: Rehearsal } | { readonly notStarted: string };
