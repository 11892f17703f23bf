import type { DescriptorTable } from '../vfs/descriptors.ts';
import type { FileSystem } from '../vfs/filesystem.ts';
import type { ParsedPath } from '../vfs/path.ts';
import { Clocks } from './clocks.ts';
import { GuestMemory } from './memory.ts';

/** What a guest is given besides files. */
export interface WasiOptions {
  /** Holds the open descriptors too: 0 to 2 and the preopened directories from 3 are the caller's to open. */
  readonly fs: FileSystem;
  readonly args?: readonly string[];
  /** As `NAME=VALUE`. */
  readonly env?: readonly string[];
  /** How long a guest may still wait, in milliseconds; Infinity: for ever. */
  readonly remainingMs?: () => number;
  /** Called when a wait reached that limit. May throw; if it returns, the wait ends with INTR. */
  readonly onDeadline?: () => void;
  /** Called whenever much work was charged: `pendingFuel` is to be taken away, and the guest asked to account for it. */
  readonly onWork?: () => void;
}

/**
 * Some milliseconds of the host's time. A guest that does next to nothing itself but call the host must not get far
 * past its limits before anybody looks.
 */
const WORK_TO_SETTLE = 1_000_000;

/**
 * Units of work that a call is charged with, comparable to executed instructions. They depend on what the guest asked
 * for and on nothing else: not on time, on threads, or on where the host keeps its bytes.
 */
export const CHARGE = {
  /** Every call. */
  call: 50,
  /** Bytes read, written or filled, for one unit: 2 to this power. */
  bytesShift: 3,
  /** Path components walked, directory entries passed over, links followed. */
  step: 20,
  /** A byte of a path that is longer than usual. */
  pathByte: 8,
  /** A file opened, made, renamed or removed. */
  file: 300,
} as const;

/** Shorter ones are remembered as they were parsed. */
const SHORT_PATH = 120;

/** What all functions of one host share. */
export class WasiContext {
  readonly memory: GuestMemory = new GuestMemory();
  readonly clocks: Clocks = new Clocks();
  readonly fs: FileSystem;
  readonly descriptors: DescriptorTable;
  readonly options: WasiOptions;
  #pendingFuel = 0;

  constructor(options: WasiOptions) {
    this.options = options;
    this.fs = options.fs;
    this.descriptors = options.fs.descriptors;
  }

  /** Units charged since the engine last took them away. */
  get pendingFuel(): number {
    return this.#pendingFuel;
  }

  set pendingFuel(units: number) {
    this.#pendingFuel = units;
    if (units >= WORK_TO_SETTLE) this.options.onWork?.();
  }

  /** A path argument. The caller has checked that it lies in memory. */
  path(pointer: number, length: number): ParsedPath {
    this.chargePath(length);
    return this.fs.paths.parse(this.memory.bytes, pointer, length);
  }

  /** Charges for reading a path, which for most is too little to count. */
  chargePath(length: number): void {
    if (length <= SHORT_PATH) return;
    this.pendingFuel += Math.min(length, this.fs.quota.limits.pathBytes) * CHARGE.pathByte;
  }

  /** Charges for a call that walked a path, and for the walk. */
  chargeWalk(): void {
    const resolver = this.fs.resolver;
    this.pendingFuel += CHARGE.file + resolver.work * CHARGE.step;
    resolver.work = 0;
  }

  /** Whether the guest's time is over, looked at in the middle of long work; then it ends at its next step. */
  isTimeUp(): boolean {
    const { remainingMs, onDeadline } = this.options;
    if (remainingMs === undefined || remainingMs() > 0) return false;
    onDeadline?.();
    return true;
  }

  /** Fewer than 2^32 bytes. */
  chargeBytes(count: number): void {
    this.pendingFuel += CHARGE.call + (count >>> CHARGE.bytesShift);
  }
}
