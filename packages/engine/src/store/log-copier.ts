/**
 * Copies the database's write-ahead log into it while workers go on writing. A commit that does it itself lets its
 * worker wait for the disk twice, and nobody else may commit meanwhile.
 */
import type { Mutex } from '../sync/mutex.ts';
import type { RunDatabase } from './run-database.ts';

/** About so much is committed from one copy to the next: each costs two waits for the disk. */
const COPY_BYTES = 4 * 1024 * 1024;
/** From this length on the log is to start over, which needs a moment in which nobody writes. */
const RESTART_PAGES = 2048;

export interface LogCopierParts {
  readonly database: Pick<RunDatabase, 'copyLog'>;
  /** The one that writers take. */
  readonly mutex: Mutex;
  /** Shared with the workers: `words[index]` counts the bytes that they have committed (unsigned). */
  readonly words: Int32Array;
  readonly index: number;
}

export class LogCopier {
  readonly #parts: LogCopierParts;

  constructor(parts: LogCopierParts) {
    this.#parts = parts;
  }

  /** Copies if there is enough to be copied. Call it when there is nothing better to do, between the runs of a timer. */
  copyIfGrown(): void {
    const { database, mutex, words, index } = this.#parts;
    const committed = Atomics.load(words, index);
    if (committed >>> 0 < COPY_BYTES) return;
    Atomics.sub(words, index, committed);
    const pages = database.copyLog();
    // Nearly all is copied by now: what came meanwhile is little, and the lock is held no longer than for a commit.
    if (pages < RESTART_PAGES || !mutex.tryLock()) return;
    try {
      database.copyLog();
    } finally {
      mutex.unlock();
    }
  }
}
