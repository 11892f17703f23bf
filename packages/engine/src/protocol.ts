/**
 * Everything that crosses from one thread to another: messages, and the layout of shared memory. Nothing else is
 * shared.
 */
import type { WadupErrorCode } from './errors.ts';
import type { ResolvedLimits } from './options.ts';

/** A module as prepared once on the main thread; V8 shares its code between threads. */
export interface PreparedModule {
  readonly name: string;
  readonly module: WebAssembly.Module;
  readonly entryPoints: {
    /** A command: `_start` is called once before anything else. */
    readonly start: boolean;
    /** A reactor with an initialiser. */
    readonly initialize: boolean;
    readonly process: boolean;
    readonly flush: boolean;
  };
  readonly memory: PreparedMemory;
  /** Export that holds the fuel left, when the module was rewritten to count it. */
  readonly fuelGlobal: string | null;
  /** It has exceptions, which live in the engine's heap. */
  readonly usesExceptions: boolean;
  /** Export that tells whether growing the memory was refused, when its growth is limited. */
  readonly growRefusedGlobal: string | null;
}

/** The memory that the host makes for each instance. */
export interface PreparedMemory {
  /** Pages. */
  readonly minimum: number;
  /** `null`: as far as the engine goes. */
  readonly maximum: number | null;
  /** What the host writes into it first, shared by all threads; `null` when the module does so itself. */
  readonly data: InitialData | null;
}

/** Pieces of memory one after the other, and for each its address, where it begins in `bytes`, and its length. */
export interface InitialData {
  readonly bytes: SharedArrayBuffer;
  /** Unsigned 32-bit numbers. */
  readonly places: SharedArrayBuffer;
}

/** What a worker thread is started with. */
export interface WorkerStart {
  readonly workerIndex: number;
  /** Whether this worker prepares the modules' code for being kept when it has done everything else. */
  readonly keepsCode: boolean;
  readonly modules: readonly PreparedModule[];
  readonly limits: ResolvedLimits;
  readonly databasePath: string;
  /** Uuids of contents must be later than this (Unix milliseconds). */
  readonly uuidTime: number;
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
  /** The thread is there, with everything loaded; it waits for its `WorkerStart`. */
  { readonly type: 'ready' } | WorkerReport;

/** A worker's last message. */
export type WorkerReport =
  | { readonly type: 'failed'; readonly code: WadupErrorCode; readonly message: string }
  | {
      readonly type: 'finished';
      /** Rows committed, by table. */
      readonly rows: ReadonlyMap<string, number>;
      /** For each module, whether its code can be kept. */
      readonly optimized: readonly boolean[];
    };

/**
 * Int32 slots of `SharedMemory.control`. Words that different threads write often are 64 bytes apart, so that they do
 * not share a cache line.
 */
export const CONTROL = {
  /** 1: take no more tasks, finish what runs, commit. */
  stop: 0,
  /** Mutex around transactions: one writer at a time, in order of arrival. */
  storeMutex: 1,
  /** 1: no further input will come. */
  walkFinished: 2,
  /** Inputs put into the ring so far (unsigned). */
  inputsSeen: 3,
  /** Bytes committed to the database since its log was last copied, about (unsigned). */
  committedBytes: 4,
  /** Grows whenever there is something new for a waiting worker. */
  epoch: 16,
  /** How many workers wait on `epoch`. */
  idleWorkers: 17,
  /** Contents that are in the ring, queued or being processed. The run is over when it is 0 and the walk finished. */
  outstanding: 32,
  /** Mutex of the heap's allocator and of the counters of all trees. */
  heapMutex: 48,
  /** Mutex of the spill stack. */
  spillMutex: 64,
  /** Bytes of spilled records in the stack's buffer. */
  spillBuffered: 65,
  /** Float64 index (not Int32): bytes of spilled records in the stack's file. */
  spillFiled: 33,
} as const;

/** Int32 slots of one worker's block; see `ControlLayout.workers`. */
export const WORKER = {
  /** Mutex of the worker's list of ready sub-contents. */
  listMutex: 0,
  /** Heap address of the oldest record, 0 for none. */
  listOldest: 1,
  listNewest: 2,
  listLength: 3,
  /** The counters are written by their worker only (unsigned). */
  contentsDone: 16,
  contentsFailed: 17,
  contentsEmitted: 18,
  /** Float64 indexes (not Int32) within the block. */
  idleNanoseconds: 10,
  spilledBytes: 11,
} as const;

/** Int32 slots of one tree: an input file whose content has emitted something that is not yet done with. */
export const TREE = {
  /** Contents that refer to the tree: its root while that runs, and all below that are queued or run. 0: free. */
  users: 0,
  /** Which of `WorkerStart.inputs` the file is in. */
  inputIndex: 1,
  /** Contents emitted in the tree so far (unsigned; under the heap's mutex). */
  contents: 2,
  /** Bytes of the input's host path, from `pathOffset` on; 0 when it is too long to be opened at all. */
  pathLength: 3,
  /** 1: the path is valid UTF-8. */
  pathIsUtf8: 4,
  /** The how-manieth file of the walk it is (unsigned). */
  fileNumber: 5,
  /** Float64 index: bytes extracted in the tree so far (under the heap's mutex). */
  bytes: 3,
  /** Byte offset of the path. */
  pathOffset: 64,
} as const;

/** Int32 slots of one extent (a spill file of sub-content bytes). */
export const EXTENT = {
  /** Contents, storages and the owner that writes it. Whoever takes it to 0 removes the file. */
  users: 0,
  /** Part of the file's name, so that a slot can be used again while an older file is still being removed. */
  generation: 1,
} as const;

/** Int32 (Float64 where said) slots and byte offsets of a queued sub-content, in the heap and in the spill stack. */
export const RECORD = {
  next: 0,
  previous: 1,
  /** Where the bytes are: one of `ORIGIN`. */
  origin: 2,
  /** Heap address of the block, or slot of the extent. */
  originId: 3,
  generation: 4,
  tree: 5,
  /** Float64 indexes. */
  offset: 3,
  length: 4,
  depth: 10,
  nameLength: 11,
  /** Four words. */
  parentUuid: 12,
  /** Byte offset of the name. */
  name: 64,
} as const;

/** Where the bytes of a content are. */
export const ORIGIN = {
  /** A range of the tree's input file. */
  input: 0,
  /** A range of a heap block. */
  heap: 1,
  /** A range of an extent. */
  extent: 2,
} as const;

const WORKERS_OFFSET = 1024;
const WORKER_STRIDE = 128;
/** As Linux has it: a longer path cannot be opened. */
const LONGEST_HOST_PATH = 4096;
const TREE_STRIDE = 4224;
const EXTENT_STRIDE = 8;
const EXTENT_SLOTS = 65_536;
const SPILL_BUFFER_BYTES = 131_072;

/** Byte offsets of the tables in `SharedMemory.control`. */
export interface ControlLayout {
  readonly threads: number;
  readonly workers: number;
  readonly workerStride: number;
  readonly trees: number;
  readonly treeStride: number;
  readonly treeSlots: number;
  readonly longestPath: number;
  readonly extents: number;
  readonly extentStride: number;
  readonly extentSlots: number;
  /** The top of the spill stack; below it is in a file. */
  readonly spillBuffer: number;
  readonly spillBufferBytes: number;
  readonly bytes: number;
}

export function controlLayout(threads: number): ControlLayout {
  const trees = WORKERS_OFFSET + threads * WORKER_STRIDE;
  // Workers prefer sub-content to new inputs, so that few trees are alive at once; see SharedQueue.
  const treeSlots = 4 * threads + 4;
  const extents = trees + treeSlots * TREE_STRIDE;
  const spillBuffer = extents + EXTENT_SLOTS * EXTENT_STRIDE;
  return {
    threads,
    workers: WORKERS_OFFSET,
    workerStride: WORKER_STRIDE,
    trees,
    treeStride: TREE_STRIDE,
    treeSlots,
    longestPath: LONGEST_HOST_PATH,
    extents,
    extentStride: EXTENT_STRIDE,
    extentSlots: EXTENT_SLOTS,
    spillBuffer,
    spillBufferBytes: SPILL_BUFFER_BYTES,
    bytes: spillBuffer + SPILL_BUFFER_BYTES,
  };
}

/** Int32 slots of `SharedMemory.inputRing`: a header, then slots, then the bytes of paths. */
export const RING = {
  /** Next slot to be taken by a worker. */
  head: 0,
  /** Next slot to be filled by the walk; only the walk reads it. */
  slotsOffset: 128,
  slotStride: 32,
  slots: 4096,
  pathBytes: 1_048_576,
} as const;

/** Int32 slots of one slot of the ring. */
export const RING_SLOT = {
  /** Equals the position when free for it, position + 1 when filled, position + `RING.slots` when taken. */
  sequence: 0,
  pathOffset: 1,
  pathLength: 2,
  /** The how-manieth file of the walk it is (unsigned). */
  fileNumber: 3,
  /** Which of `WorkerStart.inputs` it is in. */
  inputIndex: 4,
  /** 1: the path is ASCII. */
  isAscii: 5,
} as const;
