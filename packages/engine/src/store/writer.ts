/** A worker thread's connection to the output: whole contents, many to a transaction. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { WadupError } from '../errors.ts';
import type { ContentRecord, PendingBatch, Refusal, SqlValue, StoreWriter, TableRegistry } from '../stages.ts';
import type { Mutex } from '../sync/mutex.ts';
import { openConnection, rollBack } from './connection.ts';
import { databaseError } from './database-error.ts';
import { InserterCache } from './row-inserter.ts';
import { TableCatalog } from './table-catalog.ts';

const CONTENT_WIDTH = 6;
const OUTPUT_WIDTH = 6;

export interface SqliteWriterOptions {
  /** The output, made ready by `openDatabase`. */
  readonly path: string;
  /** Shared by all writers of the process: transactions take turns, so that SQLite never reports a conflict. */
  readonly mutex: Mutex;
  /** Most tables that one module may define in the database. */
  readonly maxTables: number;
  /** How long to wait for another process that holds the database, in milliseconds. Default: 10 seconds. */
  readonly waitMs?: number;
  /** Called after each commit, with about so many bytes. */
  readonly onCommit?: (bytes: number) => void;
}

export class SqliteWriter implements StoreWriter {
  readonly tables: TableRegistry;
  /** Rows committed so far, by the name of their table. */
  readonly rowsByTable: Map<string, number> = new Map();
  readonly #path: string;
  readonly #mutex: Mutex;
  readonly #db: DatabaseSync;
  readonly #inserters: InserterCache;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #onCommit: (bytes: number) => void;
  /** What SQLite reported while a guest was running; thrown by the next commit. */
  #failure: WadupError | null = null;

  /** @throws {WadupError} code `database`. */
  constructor(options: SqliteWriterOptions) {
    this.#path = options.path;
    this.#mutex = options.mutex;
    this.#onCommit = options.onCommit ?? ((): void => {});
    try {
      this.#db = openConnection(options.path, options.waitMs);
    } catch (thrown) {
      throw databaseError(options.path, thrown);
    }
    try {
      this.#begin = this.#db.prepare('BEGIN IMMEDIATE');
      this.#commit = this.#db.prepare('COMMIT');
      this.#inserters = new InserterCache(this.#db);
      this.tables = new TableCatalog(this.#db, options.mutex, options.maxTables, (thrown) => this.#keepFailure(thrown));
    } catch (thrown) {
      this.#db.close();
      throw databaseError(options.path, thrown);
    }
  }

  commit(batch: PendingBatch): void {
    if (this.#hasNothing(batch)) return;
    this.#mutex.lock();
    this.#writeLocked(batch);
  }

  tryCommit(batch: PendingBatch): boolean {
    if (this.#hasNothing(batch)) return true;
    if (!this.#mutex.tryLock()) return false;
    this.#writeLocked(batch);
    return true;
  }

  close(): void {
    this.#db.close();
  }

  /** @throws {WadupError} the failure that was kept. */
  #hasNothing(batch: PendingBatch): boolean {
    if (this.#failure !== null) throw this.#failure;
    return batch.contents.length === 0;
  }

  #writeLocked(batch: PendingBatch): void {
    try {
      this.#begin.run();
      this.#insertContents(batch.contents);
      this.#insert('__wadup_module_output', OUTPUT_WIDTH, batch.outputs);
      for (const [table, values] of batch.rows) this.#insert(table.name, table.columns.length + 1, values);
      this.#commit.run();
    } catch (thrown) {
      rollBack(this.#db);
      throw databaseError(this.#path, thrown);
    } finally {
      this.#mutex.unlock();
    }
    this.#countRows(batch);
    this.#onCommit(batch.bytes);
    emptyBatch(batch);
  }

  #countRows(batch: PendingBatch): void {
    for (const [table, values] of batch.rows) {
      const rows = values.length / (table.columns.length + 1);
      if (rows > 0) this.rowsByTable.set(table.name, (this.rowsByTable.get(table.name) ?? 0) + rows);
    }
  }

  #insertContents(contents: readonly ContentRecord[]): void {
    const values: SqlValue[] = [];
    const emissions: SqlValue[] = [];
    const inputs: SqlValue[] = [];
    for (const content of contents) {
      const { uuid, errorMessage } = content;
      const status = errorMessage === null ? 'success' : 'failed';
      values.push(uuid, content.filename, content.parentUuid, content.processedAt, status, errorMessage);
      if (content.children > 0) emissions.push(uuid, content.children);
      if (content.inputIndex > 0 && content.parentUuid === null) inputs.push(uuid, content.inputIndex);
    }
    this.#insert('__wadup_content', CONTENT_WIDTH, values);
    this.#insert('__wadup_emission', 2, emissions);
    this.#insert('__wadup_input', 2, inputs);
  }

  #insert(table: string, width: number, values: readonly SqlValue[]): void {
    if (values.length > 0) this.#inserters.get(table, width).insert(values);
  }

  #keepFailure(thrown: unknown): Refusal {
    this.#failure ??= databaseError(this.#path, thrown);
    return 'the database could not be written';
  }
}

/** A batch with nothing in it. */
export function newBatch(): PendingBatch {
  return { contents: [], outputs: [], rows: new Map(), bytes: 0 };
}

function emptyBatch(batch: PendingBatch): void {
  batch.contents.length = 0;
  batch.outputs.length = 0;
  batch.rows.clear();
  batch.bytes = 0;
}
