/** How every connection to the output is set up. */
import { DatabaseSync } from 'node:sqlite';

/**
 * How long to wait for another process that holds the database, in milliseconds. Threads of ours never meet there:
 * they queue for a lock of their own.
 */
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Pages of 4 KiB in the write-ahead log before a commit copies them into the database itself (64 MiB): when the main
 * thread, which does so much earlier (log-copier.ts), is too busy.
 */
const WAL_PAGES = 16_384;
/** What is left of the log once it starts over, in bytes: one burst does not keep its size for ever. */
const WAL_BYTES_KEPT = 67_108_864;
const CACHE_KIB = 16_384;

/** @throws what SQLite reports. The file must exist as a database in WAL mode. */
export function openConnection(path: string, waitMs: number = BUSY_TIMEOUT_MS): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: waitMs, enableForeignKeyConstraints: false });
  try {
    db.exec(
      `PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=${WAL_PAGES}; ` +
        `PRAGMA journal_size_limit=${WAL_BYTES_KEPT}; PRAGMA cache_size=-${CACHE_KIB}`,
    );
  } catch (thrown) {
    db.close();
    throw thrown;
  }
  return db;
}

/** Runs `work` between BEGIN IMMEDIATE and COMMIT; rolls back and rethrows when it throws. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (thrown) {
    rollBack(db);
    throw thrown;
  }
}

/** SQLite may have rolled back by itself (full disk, I/O error), so that ROLLBACK would be an error of its own. */
export function rollBack(db: DatabaseSync): void {
  try {
    if (db.isTransaction) db.exec('ROLLBACK');
  } catch {
    // The error that led here is the one to report; closing the connection discards the transaction.
  }
}
