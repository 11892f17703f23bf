/** Inserts flat arrays of values, many rows per statement. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { SqlValue } from '../stages.ts';
import { insertSql } from './schema.ts';

/** Rows per statement, the largest first. Measured: more than 64 gain nothing, 8 fill the gaps cheaply. */
const ROW_COUNTS = [64, 8, 1] as const;
/** SQLite allows 32,766; JavaScript calls with many arguments get slower long before. */
const MAX_VARIABLES = 2048;

interface Chunk {
  readonly length: number;
  readonly statement: StatementSync;
}

/** The statements of one table. */
export class RowInserter {
  readonly #db: DatabaseSync;
  readonly #table: string;
  readonly #width: number;
  readonly #chunks: (Chunk | undefined)[] = [];

  /** @param width columns of the table, content_uuid included. */
  constructor(db: DatabaseSync, table: string, width: number) {
    this.#db = db;
    this.#table = table;
    this.#width = width;
  }

  /** Inserts all rows of `values`, one after the other. @throws what SQLite reports. */
  insert(values: readonly SqlValue[]): void {
    let at = 0;
    for (let size = 0; size < ROW_COUNTS.length && at < values.length; size++) {
      const rows = ROW_COUNTS[size]!;
      const length = rows * this.#width;
      if (length > MAX_VARIABLES && rows > 1) continue;
      if (values.length - at < length) continue;
      const statement = this.#statement(size, rows, length);
      for (; values.length - at >= length; at += length) statement.run(...values.slice(at, at + length));
    }
  }

  #statement(size: number, rows: number, length: number): StatementSync {
    const known = this.#chunks[size];
    if (known !== undefined) return known.statement;
    const statement = this.#db.prepare(insertSql(this.#table, this.#width, rows));
    this.#chunks[size] = { length, statement };
    return statement;
  }
}

/** Tables whose prepared statements are kept; a hostile module may define a thousand. */
const MAX_INSERTERS = 128;

/** The inserters of one connection. */
export class InserterCache {
  readonly #db: DatabaseSync;
  readonly #inserters = new Map<string, RowInserter>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  get(table: string, width: number): RowInserter {
    let inserter = this.#inserters.get(table);
    if (inserter === undefined) {
      if (this.#inserters.size === MAX_INSERTERS) this.#inserters.clear();
      inserter = new RowInserter(this.#db, table, width);
      this.#inserters.set(table, inserter);
    }
    return inserter;
  }
}
