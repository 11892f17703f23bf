/** A worker's grip on everything of the scheduler that is in shared memory or in spill files. */
import { FIXED_LIMITS } from '../options.ts';
import { CONTROL, ORIGIN, WORKER, type WorkerStart } from '../protocol.ts';
import { BuddyHeap } from './buddy-heap.ts';
import { ExtentWriter } from './extent-writer.ts';
import { Extents } from './extents.ts';
import { ReadyLists } from './ready-lists.ts';
import { RecordCodec, type RecordMemory, recordBytes } from './records.ts';
import { BLOCK, type Location, StorageSpace } from './shared-storage.ts';
import { type SharedViews, viewShared } from './shared-views.ts';
import { SpillStack } from './spill-stack.ts';
import { Trees } from './trees.ts';

/** What of a worker's start concerns the queue. */
export type QueueStart = Pick<WorkerStart, 'workerIndex' | 'limits' | 'inputs' | 'shared'>;

export class WorkerMemory {
  readonly worker: number;
  readonly limits: WorkerStart['limits'];
  readonly control: Int32Array;
  readonly views: SharedViews;
  readonly heap: BuddyHeap;
  readonly lists: ReadyLists;
  readonly trees: Trees;
  readonly extents: Extents;
  readonly space: StorageSpace;
  readonly stack: SpillStack;
  readonly codec: RecordCodec = new RecordCodec();
  /** Records in the heap. */
  readonly heapMemory: RecordMemory;
  /** Room for one record on its way to or from the spill stack. */
  readonly scratch: RecordMemory;
  /** A tree slot for the input that is being processed, should it emit something; -1: none. */
  spareTree = -1;
  /** First word of this worker's block in `control`. */
  readonly #block: number;

  constructor({ workerIndex, limits, shared }: QueueStart) {
    const views = viewShared(shared, limits.threads);
    this.worker = workerIndex;
    this.limits = limits;
    this.control = views.control;
    this.views = views;
    this.#block = (views.layout.workers + workerIndex * views.layout.workerStride) >>> 2;
    this.heap = new BuddyHeap(shared.heap, views.control, CONTROL.heapMutex);
    this.heapMemory = { words: views.heap, floats: views.heapFloats, bytes: views.heapBytes };
    this.lists = new ReadyLists(views);
    this.trees = new Trees(views);
    this.extents = new Extents(views, shared.spillDirectory, workerIndex);
    this.space = new StorageSpace(views, this.heap, new ExtentWriter(this.extents), limits.maxSubcontentBytes);
    this.stack = new SpillStack(views, shared.spillDirectory);
    const scratch = new ArrayBuffer(recordBytes(FIXED_LIMITS.filenameBytes));
    this.scratch = { words: new Int32Array(scratch), floats: new Float64Array(scratch), bytes: Buffer.from(scratch) };
  }

  /** One more content uses the bytes at `location`. */
  addUser({ origin, originId }: Location): void {
    if (origin === ORIGIN.heap && originId !== 0) Atomics.add(this.views.heap, (originId >>> 2) + BLOCK.users, 1);
    else if (origin === ORIGIN.extent) this.extents.addUser(originId);
  }

  /** A content does not use the bytes at `location` any more; the last one's leaving frees them. */
  dropUser({ origin, originId }: Location): void {
    if (origin === ORIGIN.extent) this.extents.dropUser(originId);
    else if (origin === ORIGIN.heap && originId !== 0) {
      const word = originId >>> 2;
      if (Atomics.sub(this.views.heap, word + BLOCK.users, 1) === 1) {
        this.heap.release(originId, this.views.heap[word + BLOCK.bytes]!);
      }
    }
  }

  /** Adds 1 to one of this worker's counters (see `WORKER`). */
  count(counter: number): void {
    this.control[this.#block + counter] = this.control[this.#block + counter]! + 1;
  }

  addIdleTime(milliseconds: number): void {
    const index = (this.#block >>> 1) + WORKER.idleNanoseconds;
    this.views.controlFloats[index] = this.views.controlFloats[index]! + milliseconds * 1e6;
  }

  reportSpilled(): void {
    this.views.controlFloats[(this.#block >>> 1) + WORKER.spilledBytes] = this.space.spilled;
  }

  wakeOne(): void {
    if (Atomics.load(this.control, CONTROL.idleWorkers) === 0) return;
    Atomics.add(this.control, CONTROL.epoch, 1);
    Atomics.notify(this.control, CONTROL.epoch, 1);
  }

  wakeAll(): void {
    Atomics.add(this.control, CONTROL.epoch, 1);
    Atomics.notify(this.control, CONTROL.epoch);
  }

  /** Closes every file. */
  close(): void {
    if (this.spareTree >= 0) this.trees.dropUser(this.spareTree);
    this.spareTree = -1;
    this.space.writer.close();
    this.stack.close();
    this.extents.close();
  }
}
