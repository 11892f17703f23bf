/** The main thread's end of the scheduler: makes the shared memory, feeds the inputs, watches, cleans up. */
import * as fs from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { InputRingWriter, RING_BYTES } from '../input/input-ring.ts';
import { InputWalk, type Notice } from '../input/input-walk.ts';
import type { ResolvedLimits } from '../options.ts';
import { CONTROL, controlLayout, type SharedMemory, WORKER } from '../protocol.ts';
import { BuddyHeap } from './buddy-heap.ts';
import { type SharedViews, viewShared } from './shared-views.ts';

/** Inputs handed over before the event loop gets a turn (about a millisecond). */
const INPUTS_PER_TURN = 1024;
/** How long to wait when the ring is full. It takes workers longer than that to empty it. */
const FULL_RING_MS = 3;

export interface SchedulerOptions {
  readonly limits: ResolvedLimits;
  /** Directories (walked recursively) and single files. */
  readonly inputs: readonly string[];
  /** Files that are never processed though they lie in an input directory, with SQLite's files beside them. */
  readonly excluded: readonly string[];
  /** Directory for spilled sub-content, made once there is any. */
  readonly spillDirectory: string;
}

/** A moment of a run. Counts of contents, bytes, and milliseconds. */
export interface Progress {
  readonly inputsSeen: number;
  /** Whether `inputsSeen` is final. */
  readonly walkFinished: boolean;
  /** Inputs and sub-contents that are done, failed ones included. */
  readonly contentsDone: number;
  readonly contentsFailed: number;
  /** Sub-contents emitted. */
  readonly contentsEmitted: number;
  /** Contents that are queued or being processed. */
  readonly contentsOutstanding: number;
  /** Things in the input directories that were passed over. */
  readonly skipped: number;
  /** Idle time of each worker. */
  readonly idleMs: readonly number[];
  /** Bytes written to temporary files. */
  readonly spilledBytes: number;
  readonly heapBytes: number;
  readonly heapPeakBytes: number;
}

export class Scheduler {
  readonly shared: SharedMemory;
  readonly #walk: InputWalk;
  readonly #ring: InputRingWriter;
  readonly #views: SharedViews;
  readonly #heap: BuddyHeap;
  #walkedAll = false;
  #isWaiting = false;

  /** @throws {WadupError} code `input`: an input does not exist or cannot be used. */
  constructor({ limits, inputs, excluded, spillDirectory }: SchedulerOptions) {
    this.#walk = new InputWalk(inputs, [...excluded, spillDirectory]);
    this.shared = {
      control: new SharedArrayBuffer(controlLayout(limits.threads).bytes),
      inputRing: new SharedArrayBuffer(RING_BYTES),
      heap: new SharedArrayBuffer(limits.memoryBudget),
      spillDirectory,
    };
    this.#ring = new InputRingWriter(this.shared.inputRing);
    this.#views = viewShared(this.shared, limits.threads);
    this.#heap = new BuddyHeap(this.shared.heap, this.#views.control, CONTROL.heapMutex);
    this.#heap.format();
  }

  /** What was passed over in the input directories: the first ten thousand. */
  get notices(): readonly Notice[] {
    return this.#walk.notices;
  }

  /** Whether every input was found and handed over. */
  get walkedAll(): boolean {
    return this.#walkedAll;
  }

  /**
   * Hands all inputs to the workers; resolves when all are handed over, or the run was stopped. Inputs for which
   * `isDone` says so (once for each file) are left out.
   */
  async feed(isDone?: (inputIndex: number, filename: string) => boolean): Promise<void> {
    try {
      for (let fed = 0; !this.isStopped; fed++) {
        if (!this.#walk.next()) {
          this.#walkedAll = true;
          break;
        }
        if (fed % INPUTS_PER_TURN === INPUTS_PER_TURN - 1) await setImmediate();
        if (isDone?.(this.#walk.root, this.#walk.filename) === true) continue;
        while (!this.#offer() && !this.isStopped) await this.#waitForRoom();
      }
    } finally {
      this.#walk.close();
      Atomics.store(this.#views.control, CONTROL.walkFinished, 1);
      this.#wakeAll();
      this.#isWaiting = true;
    }
  }

  /** Whether there is nothing to hand over just now: workers have plenty, or everything. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  async #waitForRoom(): Promise<void> {
    this.#isWaiting = true;
    await setTimeout(FULL_RING_MS);
    this.#isWaiting = false;
  }

  get isStopped(): boolean {
    return Atomics.load(this.#views.control, CONTROL.stop) !== 0;
  }

  /** Lets workers take no more contents. What is not begun stays unprocessed. */
  stop(): void {
    Atomics.store(this.#views.control, CONTROL.stop, 1);
    this.#wakeAll();
  }

  progress(): Progress {
    const { control, controlFloats, layout } = this.#views;
    const blocks = Array.from({ length: layout.threads }, (_, n) => (layout.workers + n * layout.workerStride) >>> 2);
    const total = (counter: number): number =>
      blocks.reduce((sum, block) => sum + (control[block + counter]! >>> 0), 0);
    const float = (block: number, index: number): number => controlFloats[(block >>> 1) + index]!;
    return {
      inputsSeen: control[CONTROL.inputsSeen]! >>> 0,
      walkFinished: Atomics.load(control, CONTROL.walkFinished) !== 0,
      contentsDone: total(WORKER.contentsDone),
      contentsFailed: total(WORKER.contentsFailed),
      contentsEmitted: total(WORKER.contentsEmitted),
      contentsOutstanding: Atomics.load(control, CONTROL.outstanding),
      skipped: this.#walk.skipped,
      idleMs: blocks.map((block) => float(block, WORKER.idleNanoseconds) / 1e6),
      spilledBytes: blocks.reduce((sum, block) => sum + float(block, WORKER.spilledBytes), 0),
      heapBytes: this.#heap.usedBytes,
      heapPeakBytes: this.#heap.peakBytes,
    };
  }

  /** Removes what a run that was killed may have left. Call before workers begin, and when no other run can be live. */
  removeTemporaryFiles(): void {
    fs.rmSync(this.shared.spillDirectory, { recursive: true, force: true });
  }

  /** Closes the walk and removes temporary files. Call when no worker runs any more. */
  dispose(): void {
    this.#walk.close();
    this.removeTemporaryFiles();
  }

  /** Puts the walk's current input into the ring, if there is room. */
  #offer(): boolean {
    const { control } = this.#views;
    const { path, pathIsAscii, root } = this.#walk;
    const index = control[CONTROL.inputsSeen]!;
    // It counts as outstanding before a worker can see it.
    Atomics.add(control, CONTROL.outstanding, 1);
    if (!this.#ring.push(path, pathIsAscii, root, index)) {
      Atomics.sub(control, CONTROL.outstanding, 1);
      return false;
    }
    control[CONTROL.inputsSeen] = index + 1;
    if (Atomics.load(control, CONTROL.idleWorkers) > 0) {
      Atomics.add(control, CONTROL.epoch, 1);
      Atomics.notify(control, CONTROL.epoch, 1);
    }
    return true;
  }

  #wakeAll(): void {
    Atomics.add(this.#views.control, CONTROL.epoch, 1);
    Atomics.notify(this.#views.control, CONTROL.epoch);
  }
}
