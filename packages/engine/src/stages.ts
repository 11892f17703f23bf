/**
 * The interfaces between stages, one after the other as the data flows:
 * input → scheduler → worker → instance (wasi over vfs) → collect → store.
 *
 * Convention for everything below that returns a number: zero or more is a count, below zero is a negated WASI errno.
 */

/** A count of bytes, or a negated WASI errno. */
export type CountOrErrno = number;

/** The bytes of one content, read at any position. Opened only when something is read or asked. */
export interface ContentSource {
  /** Size in bytes (exact up to 2^53), or a negated errno when the input cannot be reached. */
  size(): CountOrErrno;
  /** Modification time in milliseconds since 1970, with fractions (exact to a microsecond); 0 where there is none. */
  modifiedMs(): number;
  /** Copies up to `length` bytes at `position` into `target` at `offset`. 0 at the end. */
  read(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno;
  /** What went wrong outside the sandbox while reading (unreadable, vanished, shrank), in words; else `null`. */
  readonly trouble: string | null;
  /** Closes what was opened. The source is not used again. */
  close(): void;
}

/** Growable bytes behind one file of a virtual filesystem. */
export interface FileStorage {
  readonly size: number;
  read(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno;
  /** Grows the file where needed (a gap reads as zeros). Writes all or returns a negated errno (NOSPC, FBIG, IO). */
  write(source: Uint8Array, offset: number, length: number, position: number): CountOrErrno;
  /** Shrinks or grows (zeros). 0 or a negated errno. */
  resize(size: number): CountOrErrno;
  /** Gives the bytes back. The storage is not used again. */
  release(): void;
}

/** One unit of work as a worker gets it from the scheduler. */
export interface ContentTask {
  /** For inputs the path relative to the input directory, for sub-content the emitted name. */
  readonly filename: string;
  /** 0 for inputs. */
  readonly depth: number;
  /** `null` for inputs. */
  readonly parentUuid: string | null;
  /** Index into the run's inputs of the tree that this content belongs to. */
  readonly inputIndex: number;
  readonly source: ContentSource;
}

/** Why an emission was refused, in words that name the limit or the range; `null` when it was accepted. */
export type Refusal = string | null;

/** What a worker thread sees of the scheduler. All calls are synchronous. */
export interface WorkerQueue {
  /**
   * The next content; waits up to `waitMs` for one (Infinity: as long as it takes; 0: not at all).
   * `undefined`: none came in that time, so that a worker can commit before it waits on. `null`: the run is over, or
   * was stopped.
   */
  next(waitMs: number): ContentTask | null | undefined;
  /** The task is done: its bytes may be reused. Called exactly once for each task that `next` gave. */
  done(task: ContentTask): void;
  /** Another module begins on the content: what it may emit is counted anew. */
  beginModule(task: ContentTask): void;
  /** Shared memory (or spill file) that a guest writes one sub-content into. */
  createStorage(): FileStorage;
  /** Queues the bytes of `storage` (made by `createStorage`; taken over, also when refused) under `parent`. */
  emitBytes(parent: ContentTask, parentUuid: string, filename: string, storage: FileStorage): Refusal;
  /** Queues a range of the parent's own bytes, without a copy. */
  emitSlice(parent: ContentTask, parentUuid: string, filename: string, offset: number, length: number): Refusal;
}

/** How one call into a module ended. */
export type Outcome =
  | { readonly kind: 'ok' }
  /** `process` returned non-zero, maybe after it was refused memory beyond this limit; the instance is kept. */
  | { readonly kind: 'returned'; readonly code: number; readonly refusedBeyond?: number }
  /** `proc_exit` inside `process`, with any code; the instance is discarded, as after everything below. */
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'trapped'; readonly trap: string }
  | { readonly kind: 'outOfFuel'; readonly limit: number }
  | { readonly kind: 'outOfMemory'; readonly limit: number }
  | { readonly kind: 'stackOverflow' }
  | { readonly kind: 'timedOut'; readonly seconds: number }
  /** The module could not be instantiated, or its start-up code failed. */
  | { readonly kind: 'notStarted'; readonly reason: string };

export type ColumnType = 'Int64' | 'Float64' | 'String';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly Column[];
}

/** A value as it is bound to a statement. Int64 beyond 2^53 is a bigint. */
export type SqlValue = null | number | bigint | string;

/** Accepts table definitions; the one place that knows which tables exist, in this run and from earlier ones. */
export interface TableRegistry {
  /** The table as defined by anybody, or `undefined`. */
  find(name: string): TableDefinition | undefined;
  /**
   * Defines it for `module`, or says in words why not (mismatch: table, column, both types; refused name; too many).
   * Idempotent.
   */
  define(definition: TableDefinition, module: string): Refusal;
}

/** What one module printed while it worked on one content. */
export interface CapturedOutput {
  readonly stdout: string | null;
  readonly stderr: string | null;
  readonly stdoutTruncated: boolean;
  readonly stderrTruncated: boolean;
}

/** All that is stored of one content, apart from its rows. */
export interface ContentRecord {
  readonly uuid: string;
  readonly filename: string;
  readonly parentUuid: string | null;
  /** Unix seconds. */
  readonly processedAt: number;
  /** `null`: success. */
  readonly errorMessage: string | null;
  /** How many sub-contents it emitted, so that a resumed run knows which trees are whole. */
  readonly children: number;
  readonly inputIndex: number;
}

/** Contents that are not yet committed. Filled by collect, emptied by store. */
export interface PendingBatch {
  readonly contents: ContentRecord[];
  /** content_uuid, module_name, stdout, stderr, stdout_truncated, stderr_truncated; one after the other. */
  readonly outputs: SqlValue[];
  /** Per table: content_uuid and the columns' values; one row after the other. */
  readonly rows: Map<TableDefinition, SqlValue[]>;
  /** Rough size in bytes, to end a batch. */
  bytes: number;
}

/** The worker's end of the store. */
export interface StoreWriter {
  readonly tables: TableRegistry;
  /** Commits all of the batch in one transaction and empties it. @throws {WadupError} code `database`. */
  commit(batch: PendingBatch): void;
  /** As `commit`, unless another thread is committing just now: then `false`, and nothing is done. */
  tryCommit(batch: PendingBatch): boolean;
  close(): void;
}
