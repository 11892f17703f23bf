/** The tables that modules defined, in this run by any thread and in earlier runs. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Column, Refusal, TableDefinition, TableRegistry } from '../stages.ts';
import type { Mutex } from '../sync/mutex.ts';
import { rollBack } from './connection.ts';
import { printable } from './printable.ts';
import { columnTypeOf, createTableSql } from './schema.ts';
import { requireStackHeadroom } from './stack-headroom.ts';
import { agree, describeDisagreement } from './table-agreement.ts';
import { foldName, isReservedTableName } from './table-name.ts';

/** What the database has under a name: a table that modules can fill, or something else, in words. */
type Entry =
  | { readonly definition: TableDefinition; readonly obstacle: null }
  | { readonly definition: null; readonly obstacle: string };

/**
 * The registry of one connection. What is known is answered from memory; what is not, from the database, so that all
 * threads agree at once and the content that disagrees is the one that fails.
 */
export class TableCatalog implements TableRegistry {
  readonly #db: DatabaseSync;
  readonly #mutex: Mutex;
  readonly #maxTables: number;
  readonly #onFailure: (thrown: unknown) => Refusal;
  readonly #entries = new Map<string, Entry>();
  readonly #byName = new Map<string, TableDefinition>();
  /** Modules that have as many tables as they may: no need to take the lock again. */
  readonly #fullModules = new Set<string>();
  readonly #findObject: StatementSync;

  /**
   * @param onFailure is told what SQLite reports: a guest is running and could catch what is thrown, so the failure is
   * kept for the next commit, and the guest gets the refusal.
   */
  constructor(db: DatabaseSync, mutex: Mutex, maxTables: number, onFailure: (thrown: unknown) => Refusal) {
    this.#db = db;
    this.#mutex = mutex;
    this.#maxTables = maxTables;
    this.#onFailure = onFailure;
    this.#findObject = db.prepare(
      "SELECT type, name FROM sqlite_schema WHERE name = ? COLLATE NOCASE ORDER BY type = 'table' DESC LIMIT 1",
    );
  }

  /** @throws {RangeError} when the stack is nearly used up; nothing was changed. */
  find(name: string): TableDefinition | undefined {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    requireStackHeadroom();
    if (isReservedTableName(name)) return undefined;
    try {
      this.#lookUp(foldName(name), name);
    } catch (thrown) {
      this.#onFailure(thrown);
    }
    return this.#byName.get(name);
  }

  /** @throws {RangeError} when the stack is nearly used up; nothing was changed. */
  define(wanted: TableDefinition, module: string): Refusal {
    const known = this.#byName.get(wanted.name);
    if (known !== undefined && agree(known, wanted)) return null;
    requireStackHeadroom();
    if (known !== undefined) return describeDisagreement(known, wanted);
    if (isReservedTableName(wanted.name)) {
      return `table '${printable(wanted.name)}': names that begin with '__wadup_' or 'sqlite_' are reserved`;
    }
    try {
      const folded = foldName(wanted.name);
      const entry = this.#lookUp(folded, wanted.name) ?? this.#create(folded, wanted, module);
      if (typeof entry === 'string') return entry;
      return entry.definition === null ? entry.obstacle : describeDisagreement(entry.definition, wanted);
    } catch (thrown) {
      return this.#onFailure(thrown);
    }
  }

  /** From memory, else from the database. Only what modules can use is remembered: the rest may be changed by people. */
  #lookUp(folded: string, name: string): Entry | undefined {
    const known = this.#entries.get(folded);
    if (known !== undefined) return known;
    const entry = this.#read(name);
    if (entry?.definition) this.#remember(folded, entry.definition);
    return entry;
  }

  #remember(folded: string, definition: TableDefinition): Entry {
    const entry: Entry = { definition, obstacle: null };
    this.#entries.set(folded, entry);
    this.#byName.set(definition.name, definition);
    return entry;
  }

  #read(wanted: string): Entry | undefined {
    const found = this.#findObject.get(wanted);
    if (found === undefined) return undefined;
    const name = String(found.name);
    if (found.type !== 'table') {
      const article = found.type === 'index' ? 'an' : 'a';
      return {
        definition: null,
        obstacle: `table '${printable(name)}': the database has ${article} ${found.type} of that name`,
      };
    }
    const columns = readColumns(this.#db, name);
    if (typeof columns === 'string') {
      return {
        definition: null,
        obstacle: `table '${printable(name)}' is in the database already, but no module made it: ${columns}`,
      };
    }
    return { definition: { name, columns }, obstacle: null };
  }

  #tooMany(wanted: TableDefinition): string {
    return `table '${printable(wanted.name)}': the module has defined ${this.#maxTables} tables, the limit (--max-tables)`;
  }

  /** In a transaction of its own, so that the other threads see it at once. A sentence when there may be no more. */
  #create(folded: string, wanted: TableDefinition, module: string): Entry | string {
    if (this.#fullModules.has(module)) return this.#tooMany(wanted);
    this.#mutex.lock();
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      // Another thread may have been first.
      const entry = this.#read(wanted.name);
      if (entry !== undefined) {
        this.#db.exec('ROLLBACK');
        return entry.definition === null ? entry : this.#remember(folded, entry.definition);
      }
      if (countTablesOf(this.#db, module) >= this.#maxTables) {
        this.#db.exec('ROLLBACK');
        this.#fullModules.add(module);
        return this.#tooMany(wanted);
      }
      this.#db.exec(createTableSql(wanted));
      // OR REPLACE: somebody may have dropped a table of that name.
      this.#db.prepare('INSERT OR REPLACE INTO __wadup_table VALUES (?, ?)').run(wanted.name, module);
      this.#db.exec('COMMIT');
      return this.#remember(folded, wanted);
    } catch (thrown) {
      rollBack(this.#db);
      throw thrown;
    } finally {
      this.#mutex.unlock();
    }
  }
}

/** How many tables that are still there the module has defined, in all runs. */
function countTablesOf(db: DatabaseSync, module: string): number {
  const sql =
    'SELECT count(*) AS tables FROM __wadup_table t WHERE t.module_name = ? ' +
    "AND EXISTS (SELECT 1 FROM sqlite_schema s WHERE s.type = 'table' AND s.name = t.name)";
  return Number(db.prepare(sql).get(module)?.tables);
}

/** The columns after content_uuid, or in words why the table is none of a module's. */
function readColumns(db: DatabaseSync, table: string): Column[] | string {
  const rows = db.prepare('SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)').all(table);
  const columns: Column[] = [];
  for (const [position, row] of rows.entries()) {
    const name = String(row.name);
    const plain = row.dflt_value === null && row.pk === 0 && row.hidden === 0;
    if (position === 0) {
      if (name !== 'content_uuid' || row.type !== 'TEXT' || row.notnull !== 1 || !plain) {
        return "its first column is not 'content_uuid TEXT NOT NULL'";
      }
      continue;
    }
    const type = columnTypeOf(String(row.type));
    if (type === undefined || row.notnull !== 0 || !plain) {
      return `its column '${printable(name)}' is not a plain INTEGER, REAL or TEXT column`;
    }
    columns.push({ name, type });
  }
  return rows.length === 0 ? 'it has no columns' : columns;
}
