/**
 * One list of queued sub-contents per worker, in shared memory: its owner takes the newest (depth first, so that trees
 * stay small), others take the oldest. Taking needs nothing of the owner, which may be busy in a long call.
 */
import { RECORD, WORKER } from '../protocol.ts';
import { Mutex } from '../sync/mutex.ts';
import type { SharedViews } from './shared-views.ts';

export class ReadyLists {
  readonly #control: Int32Array;
  readonly #heap: Int32Array;
  readonly #mutexes: readonly Mutex[];
  /** Index of the first word of each worker's block. */
  readonly #blocks: readonly number[];

  constructor(views: SharedViews) {
    const { control, heap, layout } = views;
    this.#control = control;
    this.#heap = heap;
    this.#blocks = Array.from({ length: layout.threads }, (_, n) => (layout.workers + n * layout.workerStride) >>> 2);
    this.#mutexes = this.#blocks.map((block) => new Mutex(control, block + WORKER.listMutex));
  }

  /** Appends the record at heap address `record` to the list of `worker`. */
  push(worker: number, record: number): void {
    const block = this.#blocks[worker]!;
    const mutex = this.#mutexes[worker]!;
    const control = this.#control;
    mutex.lock();
    const newest = control[block + WORKER.listNewest]!;
    this.#heap[(record >>> 2) + RECORD.previous] = newest;
    this.#heap[(record >>> 2) + RECORD.next] = 0;
    if (newest === 0) control[block + WORKER.listOldest] = record;
    else this.#heap[(newest >>> 2) + RECORD.next] = record;
    control[block + WORKER.listNewest] = record;
    Atomics.add(control, block + WORKER.listLength, 1);
    mutex.unlock();
  }

  /** The newest record of `worker`'s list, taken out of it, or 0. */
  takeNewest(worker: number): number {
    const block = this.#blocks[worker]!;
    const control = this.#control;
    if (Atomics.load(control, block + WORKER.listLength) === 0) return 0;
    const mutex = this.#mutexes[worker]!;
    mutex.lock();
    const record = control[block + WORKER.listNewest]!;
    if (record !== 0) {
      const previous = this.#heap[(record >>> 2) + RECORD.previous]!;
      control[block + WORKER.listNewest] = previous;
      if (previous === 0) control[block + WORKER.listOldest] = 0;
      else this.#heap[(previous >>> 2) + RECORD.next] = 0;
      Atomics.sub(control, block + WORKER.listLength, 1);
    }
    mutex.unlock();
    return record;
  }

  /** The oldest record of `worker`'s list, taken out of it, or 0. */
  takeOldest(worker: number): number {
    const block = this.#blocks[worker]!;
    const control = this.#control;
    if (Atomics.load(control, block + WORKER.listLength) === 0) return 0;
    const mutex = this.#mutexes[worker]!;
    mutex.lock();
    const record = control[block + WORKER.listOldest]!;
    if (record !== 0) {
      const next = this.#heap[(record >>> 2) + RECORD.next]!;
      control[block + WORKER.listOldest] = next;
      if (next === 0) control[block + WORKER.listNewest] = 0;
      else this.#heap[(next >>> 2) + RECORD.previous] = 0;
      Atomics.sub(control, block + WORKER.listLength, 1);
    }
    mutex.unlock();
    return record;
  }
}
