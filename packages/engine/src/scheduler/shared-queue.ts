/**
 * A worker's end of the scheduler.
 *
 * What is taken first: the newest of the worker's own sub-contents, then the oldest of the others', then spilled ones,
 * then new inputs. So trees are worked off before new ones begin, and no worker waits while anything is queued.
 *
 * A content counts as outstanding from before it can be taken until it is done. The run is over when none is left and
 * the walk has finished.
 */
import { WadupError } from '../errors.ts';
import { InputFile } from '../input/input-file.ts';
import { InputRingReader } from '../input/input-ring.ts';
import { ReadWindow } from '../input/read-window.ts';
import { systemErrorCode, systemErrorInWords } from '../input/system-errors.ts';
import { CONTROL, ORIGIN, RECORD, WORKER } from '../protocol.ts';
import type { ContentSource, ContentTask, FileStorage, Refusal, WorkerQueue } from '../stages.ts';
import { HeapRange, RangeFiles } from './content-sources.ts';
import { Emission } from './emission.ts';
import { type QueuedContent, recordBytes } from './records.ts';
import { SharedStorage } from './shared-storage.ts';
import { SharedTask } from './shared-task.ts';
import { type QueueStart, WorkerMemory } from './worker-memory.ts';

/** An idle worker looks around this often even when nobody wakes it. */
const LONGEST_WAIT_MS = 50;

export class SharedQueue implements WorkerQueue {
  readonly #memory: WorkerMemory;
  readonly #threads: number;
  readonly #emission: Emission;
  readonly #ring: InputRingReader;
  readonly #window: ReadWindow = new ReadWindow();
  readonly #files: RangeFiles;

  constructor(start: QueueStart) {
    this.#memory = new WorkerMemory(start);
    this.#threads = start.limits.threads;
    this.#emission = new Emission(this.#memory);
    this.#ring = new InputRingReader(start.shared.inputRing, start.inputs);
    this.#files = new RangeFiles(this.#memory.extents, this.#window);
  }

  /** @throws {WadupError} code `spill`: queued contents cannot be read back from the temporary file. */
  next(waitMs: number): ContentTask | null | undefined {
    const task = this.#take();
    if (task !== undefined || waitMs === 0) return task;
    return this.#wait(waitMs);
  }

  done(task: ContentTask): void {
    const memory = this.#memory;
    const { location, source, tree } = task as SharedTask;
    source.close();
    if (location !== null) {
      memory.dropUser(location);
      if (location.origin === ORIGIN.extent) memory.extents.closeRemoved();
    }
    if (tree >= 0) memory.trees.dropUser(tree);
    memory.count(WORKER.contentsDone);
    memory.reportSpilled();
    if (Atomics.sub(memory.control, CONTROL.outstanding, 1) === 1 && this.#isWalkFinished()) memory.wakeAll();
  }

  /** For the progress display: one more content has failed. */
  countFailure(): void {
    this.#memory.count(WORKER.contentsFailed);
  }

  beginModule(task: ContentTask): void {
    const shared = task as SharedTask;
    shared.children = 0;
    shared.emittedBytes = 0;
  }

  createStorage(): FileStorage {
    return new SharedStorage(this.#memory.space);
  }

  /** @throws {RangeError} when too little stack is left; nothing has changed then, `storage` included. */
  emitBytes(parent: ContentTask, parentUuid: string, filename: string, storage: FileStorage): Refusal {
    return this.#emission.emitBytes(parent as SharedTask, parentUuid, filename, storage as SharedStorage);
  }

  /** @throws {RangeError} when too little stack is left; nothing has changed then. */
  emitSlice(parent: ContentTask, parentUuid: string, filename: string, offset: number, length: number): Refusal {
    return this.#emission.emitSlice(parent as SharedTask, parentUuid, filename, offset, length);
  }

  /** Closes every file. The queue is not used again. */
  close(): void {
    this.#files.close();
    this.#memory.close();
  }

  #take(): SharedTask | null | undefined {
    const { control } = this.#memory;
    if (Atomics.load(control, CONTROL.stop) !== 0) return null;
    const queued = this.#takeQueued() ?? this.#takeSpilled();
    if (queued !== null) return this.#taskFrom(queued);
    const input = this.#takeInput();
    if (input !== null) return input;
    return this.#isWalkFinished() && Atomics.load(control, CONTROL.outstanding) === 0 ? null : undefined;
  }

  #takeQueued(): QueuedContent | null {
    const { codec, heap, heapMemory, lists, worker } = this.#memory;
    let record = lists.takeNewest(worker);
    for (let step = 1; record === 0 && step < this.#threads; step++) {
      record = lists.takeOldest((worker + step) % this.#threads);
    }
    if (record === 0) return null;
    const content = codec.read(heapMemory, record);
    heap.release(record, recordBytes(heapMemory.words[(record >>> 2) + RECORD.nameLength]!));
    return content;
  }

  #takeSpilled(): QueuedContent | null {
    const { codec, scratch, stack } = this.#memory;
    try {
      return stack.pop(scratch.bytes) === 0 ? null : codec.read(scratch, 0);
    } catch (thrown) {
      const why = systemErrorInWords(systemErrorCode(thrown));
      throw new WadupError('spill', `Queued contents cannot be read back from the temporary file: ${why}.`, {
        cause: thrown,
      });
    }
  }

  #takeInput(): SharedTask | null {
    const memory = this.#memory;
    if (memory.spareTree < 0) {
      memory.spareTree = memory.trees.claim();
      // Without a free slot there is queued sub-content somewhere, which goes first.
      if (memory.spareTree < 0) return null;
    }
    if (!this.#ring.take()) return null;
    const { fileNumber, filename, inputIndex, path } = this.#ring;
    const input = new InputFile(path, filename, this.#window);
    return new SharedTask(filename, 0, null, inputIndex, fileNumber, -1, input, null, input);
  }

  #taskFrom(content: QueuedContent): SharedTask {
    const { depth, filename, parentUuid, tree } = content;
    const inputIndex = this.#memory.trees.inputIndex(tree);
    const fileNumber = this.#memory.trees.fileNumber(tree);
    const source = this.#sourceOf(content, fileNumber);
    return new SharedTask(filename, depth, parentUuid, inputIndex, fileNumber, tree, source, content, null);
  }

  #sourceOf(content: QueuedContent, fileNumber: number): ContentSource {
    const { trees, views } = this.#memory;
    if (content.origin === ORIGIN.heap) return new HeapRange(views.heapBytes, content);
    if (content.origin === ORIGIN.extent) return this.#files.extentRange(content);
    return this.#files.inputRange(fileNumber, () => trees.path(content.tree), content);
  }

  #wait(waitMs: number): SharedTask | null | undefined {
    const { control, extents } = this.#memory;
    const began = performance.now();
    this.#files.close();
    extents.closeRemoved();
    let task: SharedTask | null | undefined;
    for (;;) {
      const epoch = Atomics.load(control, CONTROL.epoch);
      Atomics.add(control, CONTROL.idleWorkers, 1);
      // Whoever publishes from here on sees an idle worker and changes the epoch.
      task = this.#take();
      const left = waitMs - (performance.now() - began);
      if (task === undefined && left > 0) {
        Atomics.wait(control, CONTROL.epoch, epoch, Math.min(left, LONGEST_WAIT_MS));
      }
      Atomics.sub(control, CONTROL.idleWorkers, 1);
      if (task !== undefined || left <= 0) break;
    }
    this.#memory.addIdleTime(performance.now() - began);
    return task;
  }

  #isWalkFinished(): boolean {
    return Atomics.load(this.#memory.control, CONTROL.walkFinished) !== 0;
  }
}
