import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TableDefinition } from '../stages.ts';
import { Mutex } from '../sync/mutex.ts';
import { batchOf, content, query, temporaryDirectory } from './fixtures/temporary.ts';
import { LogCopier } from './log-copier.ts';
import { openDatabase } from './open.ts';
import type { RunDatabase } from './run-database.ts';
import { SqliteWriter } from './writer.ts';

const T: TableDefinition = { name: 't', columns: [{ name: 'n', type: 'Int64' }] };
const PAGE = 4096;
/** Rows that fill about half a megabyte of log. */
const ROWS = 40_000;

let directory: ReturnType<typeof temporaryDirectory>;
let path: string;
let database: RunDatabase;
let writer: SqliteWriter;
let words: Int32Array;
let mutex: Mutex;
let copier: LogCopier;
let contents = 0;

beforeEach(() => {
  directory = temporaryDirectory();
  path = join(directory.path, 'out.db');
  database = openDatabase(path);
  words = new Int32Array(new SharedArrayBuffer(8));
  mutex = new Mutex(words, 0);
  copier = new LogCopier({ database, mutex, words, index: 1 });
  const onCommit = (bytes: number): void => void Atomics.add(words, 1, bytes);
  writer = new SqliteWriter({ path, mutex, maxTables: 10, onCommit });
  writer.tables.define(T, 'm');
});
afterEach(() => {
  writer.close();
  database.close();
  directory.remove();
});

/** Commits about half a megabyte and says that it was `bytes`. */
function commit(bytes: number): void {
  contents++;
  const batch = batchOf([content(`c${contents}`)], T, ROWS);
  batch.bytes = bytes;
  writer.commit(batch);
}

const databaseBytes = (): number => statSync(path).size;
const logBytes = (): number => statSync(`${path}-wal`).size;

describe('the log of the database', () => {
  it('is copied once about four megabytes were committed', () => {
    commit(4_000_000);
    const before = databaseBytes();
    copier.copyIfGrown();
    expect(databaseBytes()).toBe(before);
    commit(1_000_000);
    copier.copyIfGrown();
    expect(databaseBytes()).toBeGreaterThan(before + 500_000);
    expect(query(path, 'SELECT count(*) FROM t')).toEqual([[2 * ROWS]]);
  });

  it('is not copied again before as much was committed anew', () => {
    commit(5_000_000);
    copier.copyIfGrown();
    const copied = databaseBytes();
    commit(1_000_000);
    copier.copyIfGrown();
    expect(databaseBytes()).toBe(copied);
  });

  it('counts as grown when more than two gigabytes were committed', () => {
    const before = databaseBytes();
    commit(3_000_000_000);
    copier.copyIfGrown();
    expect(databaseBytes()).toBeGreaterThan(before);
  });

  it('starts over once it is long, and then grows no more', () => {
    while (logBytes() < 2100 * PAGE) commit(1_000_000);
    copier.copyIfGrown();
    const longest = logBytes();
    for (let n = 0; n < 8; n++) commit(1_000_000);
    expect(logBytes()).toBe(longest);
    expect(mutex.tryLock()).toBe(true);
    mutex.unlock();
  });

  it('goes on while a writer has the lock', () => {
    while (logBytes() < 2100 * PAGE) commit(1_000_000);
    const before = databaseBytes();
    mutex.lock();
    copier.copyIfGrown();
    mutex.unlock();
    expect(databaseBytes()).toBeGreaterThan(before + 4_000_000);
  });

  it('stays when it cannot be copied, and nothing is lost', () => {
    const failing = { copyLog: (): number => 0 };
    commit(5_000_000);
    new LogCopier({ database: failing, mutex, words, index: 1 }).copyIfGrown();
    expect(query(path, 'SELECT count(*) FROM t')).toEqual([[ROWS]]);
    const closed = openDatabase(join(directory.path, 'other.db'));
    closed.close();
    expect(closed.copyLog()).toBe(0);
  });
});
