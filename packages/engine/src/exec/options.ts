import type { PreparedModule } from '../protocol.ts';
import type { ExecLimitName, ResolvedLimits } from '../options.ts';

/** A host directory that the program sees at a path of its own. */
export interface MountedDirectory {
  readonly host: string;
  readonly guest: string;
}

export type ExecOptions = {
  /** Path of the `.wasm` file. */
  readonly module: string;
  /** Without the program's own name, which is added. */
  readonly args?: readonly string[];
  /** As `NAME=VALUE`. */
  readonly env?: readonly string[];
  readonly directories?: readonly MountedDirectory[];
  /** Count fuel even when nothing limits it. */
  readonly stats?: boolean;
} & { readonly [K in ExecLimitName]?: number | undefined };

export interface ExecResult {
  /** The exit status for the command: the program's own, or 134. */
  readonly status: number;
  /** Why the program was stopped, in words; `null` when it ended by itself. */
  readonly failure: string | null;
  /** When it ended with another status than 0: the quota that it had hit, in words, which may be why. */
  readonly quota: string | null;
  /** `null` when it was not counted. */
  readonly fuel: number | null;
  readonly wallMs: number;
  /** Bytes of linear memory when it ended; it never shrinks. */
  readonly peakMemory: number;
}

/** What the thread is given that runs the program. */
export interface ExecStart {
  readonly prepared: PreparedModule;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly directories: readonly MountedDirectory[];
  readonly limits: ResolvedLimits;
}

/** What it answers: an end, or why there was none to be had. */
export type ExecEnd = { readonly result: ExecResult } | { readonly notStarted: string };
