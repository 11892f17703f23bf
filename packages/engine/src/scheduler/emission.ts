/**
 * Queues the sub-contents that a content emits, at once, so that other workers can begin on them while it goes on.
 *
 * It is called at whatever stack depth the guest chose. First comes everything that may fail without a trace; then the
 * stack is made sure of; then shared memory is changed. See headroom.ts.
 */
import { systemErrorCode, systemErrorInWords } from '../input/system-errors.ts';
import { FIXED_LIMITS } from '../options.ts';
import { CONTROL, ORIGIN, WORKER } from '../protocol.ts';
import type { Refusal } from '../stages.ts';
import { requireStackForDisk, requireStackForMemory } from './headroom.ts';
import { type QueuedContent, recordBytes } from './records.ts';
import type { Location, SharedStorage } from './shared-storage.ts';
import type { SharedTask } from './shared-task.ts';
import type { WorkerMemory } from './worker-memory.ts';

/** Counters in shared memory are 32 bits wide. */
const MOST_OUTSTANDING = 2_000_000_000;

export class Emission {
  readonly #memory: WorkerMemory;

  constructor(memory: WorkerMemory) {
    this.#memory = memory;
  }

  /** @throws {RangeError} when too little stack is left; nothing has changed then, `storage` included. */
  emitBytes(parent: SharedTask, parentUuid: string, filename: string, storage: SharedStorage): Refusal {
    requireStackForMemory();
    if (storage.isSpilled) requireStackForDisk();
    const nameLength = Buffer.byteLength(filename);
    const { failure, size } = storage;
    const unfit = failure === null ? refuseName(filename, nameLength) : refuse(filename, failure);
    if (unfit !== null) {
      storage.release();
      return unfit;
    }
    // 0: there is no room, the record goes to the spill stack.
    const record = this.#memory.heap.allocate(recordBytes(nameLength));
    const beyond = this.#admit(parent, filename, size);
    if (beyond !== null) {
      this.#giveUpRecord(record, nameLength);
      storage.release();
      return beyond;
    }
    let location: Location;
    try {
      location = storage.seal();
    } catch (thrown) {
      this.#dismiss(parent, size);
      this.#giveUpRecord(record, nameLength);
      storage.release();
      return refuse(filename, `its temporary file cannot be kept: ${systemErrorInWords(systemErrorCode(thrown))}`);
    }
    return this.#publish(record, parent, parentUuid, filename, nameLength, location, size);
  }

  /** @throws {RangeError} when too little stack is left; nothing has changed then. */
  emitSlice(parent: SharedTask, parentUuid: string, filename: string, offset: number, length: number): Refusal {
    const nameLength = Buffer.byteLength(filename);
    const unfit = refuseName(filename, nameLength) ?? refuseRange(parent, filename, offset, length);
    if (unfit !== null) return unfit;
    requireStackForMemory();
    const record = this.#memory.heap.allocate(recordBytes(nameLength));
    const beyond = this.#admit(parent, filename, 0);
    if (beyond !== null) {
      this.#giveUpRecord(record, nameLength);
      return beyond;
    }
    const location = sliceOf(parent, offset, length);
    this.#memory.addUser(location);
    return this.#publish(record, parent, parentUuid, filename, nameLength, location, 0);
  }

  #giveUpRecord(record: number, nameLength: number): void {
    if (record !== 0) this.#memory.heap.release(record, recordBytes(nameLength));
  }

  /** Counts an emission in, or says which limit it is beyond. */
  #admit(task: SharedTask, filename: string, size: number): Refusal {
    const { control, limits, trees } = this.#memory;
    const { maxSubcontents, maxSubcontentBytes, maxTreeBytes, maxTreeContents } = limits;
    if (task.children >= maxSubcontents) {
      return refuse(filename, `one module may emit ${maxSubcontents} of one content (--max-subcontents)`);
    }
    if (task.emittedBytes + size > maxSubcontentBytes) {
      return refuse(
        filename,
        `one module may emit ${maxSubcontentBytes} bytes of one content (--max-subcontent-bytes)`,
      );
    }
    if (Atomics.load(control, CONTROL.outstanding) >= MOST_OUTSTANDING || !this.#beginTree(task)) {
      return refuse(filename, 'too many contents are queued already');
    }
    this.#memory.heap.lock();
    const contents = trees.contents(task.tree) + 1;
    const bytes = trees.bytes(task.tree) + size;
    const fits = contents <= maxTreeContents && bytes <= maxTreeBytes;
    if (fits) trees.count(task.tree, 1, size);
    this.#memory.heap.unlock();
    if (fits) return null;
    return contents > maxTreeContents
      ? refuse(filename, `one input may bring ${maxTreeContents} sub-contents forth (--max-tree-contents)`)
      : refuse(filename, `one input may bring ${maxTreeBytes} extracted bytes forth (--max-tree-bytes)`);
  }

  /** Gives an input its tree, when it emits for the first time. */
  #beginTree(task: SharedTask): boolean {
    if (task.tree >= 0) return true;
    const memory = this.#memory;
    if (memory.spareTree < 0) memory.spareTree = memory.trees.claim();
    if (memory.spareTree < 0) return false;
    memory.trees.begin(memory.spareTree, task.inputIndex, task.fileNumber, task.input!.path);
    task.tree = memory.spareTree;
    memory.spareTree = -1;
    return true;
  }

  /** Takes back what `#admit` counted. */
  #dismiss(task: SharedTask, size: number): void {
    this.#memory.heap.lock();
    this.#memory.trees.count(task.tree, -1, -size);
    this.#memory.heap.unlock();
  }

  /** Queues a content that was admitted and already counts as a user of its bytes. */
  #publish(
    record: number,
    parent: SharedTask,
    parentUuid: string,
    filename: string,
    nameLength: number,
    location: Location,
    size: number,
  ): Refusal {
    const memory = this.#memory;
    const { tree } = parent;
    const content: QueuedContent = { ...location, tree, depth: parent.depth + 1, parentUuid, filename };
    memory.trees.addUser(tree);
    // Before it can be taken, so that the run is not found to be over while it is processed.
    Atomics.add(memory.control, CONTROL.outstanding, 1);
    if (record !== 0) {
      memory.codec.write(memory.heapMemory, record, content, nameLength);
      memory.lists.push(memory.worker, record);
    } else {
      const failure = this.#spill(content, nameLength);
      if (failure !== null) {
        Atomics.sub(memory.control, CONTROL.outstanding, 1);
        memory.trees.dropUser(tree);
        memory.dropUser(location);
        this.#dismiss(parent, size);
        return refuse(filename, failure);
      }
    }
    parent.children++;
    parent.emittedBytes += size;
    memory.count(WORKER.contentsEmitted);
    memory.wakeOne();
    return null;
  }

  #spill(content: QueuedContent, nameLength: number): Refusal {
    const { codec, scratch, space, stack } = this.#memory;
    codec.write(scratch, 0, content, nameLength);
    try {
      space.spilled += stack.push(scratch.bytes.subarray(0, recordBytes(nameLength)));
      return null;
    } catch (thrown) {
      if (thrown instanceof RangeError) return 'the call stack is used up';
      return `it cannot be queued in a temporary file: ${systemErrorInWords(systemErrorCode(thrown))}`;
    }
  }
}

function refuse(filename: string, why: string): string {
  const name = filename.length <= 80 ? filename : `${filename.slice(0, 80)}…`;
  return `The sub-content '${name}' was refused: ${why}.`;
}

function refuseName(filename: string, nameLength: number): Refusal {
  if (nameLength === 0) return 'A sub-content was refused: its filename is empty.';
  if (filename.includes('\0')) return refuse(filename.replaceAll('\0', '\\0'), 'its filename contains a NUL');
  if (nameLength <= FIXED_LIMITS.filenameBytes) return null;
  return refuse(filename, `its filename has ${nameLength} bytes, more than ${FIXED_LIMITS.filenameBytes}`);
}

function refuseRange(task: SharedTask, filename: string, offset: number, length: number): Refusal {
  const size = task.source.size();
  if (size < 0) return refuse(filename, `its parent cannot be read: ${task.source.trouble}`);
  const isRange = Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length >= 0;
  if (isRange && offset + length <= size) return null;
  return refuse(filename, `offset ${offset} and length ${length} do not lie within the ${size} bytes of its parent`);
}

/** The range of the root bytes that a range of `task` is. */
function sliceOf(task: SharedTask, offset: number, length: number): Location {
  const whole = task.location;
  if (whole === null) return { origin: ORIGIN.input, originId: 0, generation: 0, offset, length };
  const { origin, originId, generation } = whole;
  return { origin, originId, generation, offset: whole.offset + offset, length };
}
