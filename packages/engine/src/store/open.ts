/** Makes the output ready before anything runs, or refuses it before anything is written. */
import { accessSync, constants, existsSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { systemCodeOf, WadupError } from '../errors.ts';
import { openConnection, transaction } from './connection.ts';
import { databaseError, NOT_A_DATABASE } from './database-error.ts';
import { printable } from './printable.ts';
import { RunDatabase } from './run-database.ts';
import { APPLICATION_ID, OWN_TABLES, SCHEMA_VERSION } from './schema.ts';

/** How long another process may hold the output at the start of a run, in milliseconds. */
const OPEN_TIMEOUT_MS = 5000;
/** SQLite's smallest page. */
const SMALLEST_DATABASE = 512;

/**
 * Creates or opens the output. What is there already is looked at through a read-only connection first, so that a
 * file that is refused (somebody else's database, perhaps evidence) stays as it was, byte for byte.
 * @param waitMs how long to wait for another process that holds it.
 * @throws {WadupError} code `database`, naming the file, what is wrong with it and what to do.
 */
export function openDatabase(path: string, waitMs: number = OPEN_TIMEOUT_MS): RunDatabase {
  // A name such as 'file:x' would be read as a URI, and ':memory:' is no file.
  const file = resolve(path);
  const stats = requireUsablePath(path, file);
  try {
    if (stats !== null && stats.size > 0) refuseForeign(path, file, stats.size, waitMs);
    return new RunDatabase(prepare(path, file, waitMs, stats === null || stats.size === 0), file);
  } catch (thrown) {
    throw databaseError(path, thrown);
  }
}

function refusal(path: string, reason: string): WadupError {
  return new WadupError('database', `The output '${printable(path, 400)}' ${reason}`);
}

/** `null` when the file does not exist yet. */
function requireUsablePath(path: string, file: string): Stats | null {
  const directory = dirname(file);
  const place = statOrNull(directory);
  if (place === null || !place.isDirectory()) {
    throw refusal(path, `cannot be created: there is no directory '${printable(directory, 400)}'. Create it first.`);
  }
  const stats = statOrNull(file);
  if (stats?.isDirectory()) throw refusal(path, 'is a directory. Name a file in it.');
  if (stats !== null && !stats.isFile()) throw refusal(path, 'is not a regular file. Name a file that can be created.');
  if (stats !== null) requireWritable(path, file, 'is read-only. Make it writable, or name another file.');
  // SQLite keeps its write-ahead log beside the file.
  requireWritable(path, directory, `is in a directory that cannot be written to ('${printable(directory, 400)}').`);
  return stats;
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (thrown) {
    if (systemCodeOf(thrown) === 'ENOTDIR') return null;
    throw databaseError(path, thrown);
  }
}

function requireWritable(path: string, target: string, reason: string): void {
  try {
    accessSync(target, constants.W_OK);
  } catch {
    throw refusal(path, reason);
  }
}

/** Throws unless the database is one of ours, or has nothing in it. Writes nothing. */
function refuseForeign(path: string, file: string, size: number, waitMs: number): void {
  // SQLite takes a file of one byte for an empty database, and would write over it.
  if (size < SMALLEST_DATABASE) throw refusal(path, NOT_A_DATABASE);
  const db = openForLooking(file, waitMs);
  try {
    const reason = foreignReason(db);
    if (reason !== null) throw refusal(path, reason);
  } finally {
    db.close();
  }
}

/**
 * Where nobody is writing, as `immutable`: even a read-only connection would leave files beside a database in WAL mode.
 */
function openForLooking(file: string, waitMs: number): DatabaseSync {
  const inUse = existsSync(`${file}-wal`) || existsSync(`${file}-journal`);
  if (inUse) return new DatabaseSync(file, { readOnly: true, timeout: waitMs });
  const url = pathToFileURL(file);
  url.search = 'immutable=1';
  return new DatabaseSync(url, { readOnly: true });
}

function foreignReason(db: DatabaseSync): string | null {
  const applicationId = Number(db.prepare('PRAGMA application_id').get()?.application_id);
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
  const tables = new Set(
    db
      .prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
      .all()
      .map((row) => String(row.name)),
  );
  const advice = 'It was left as it is; name another file.';
  if (applicationId !== 0 && applicationId !== APPLICATION_ID) {
    return `is the database of another application. ${advice}`;
  }
  if (!tables.has('__wadup_content')) {
    if (tables.size === 0 && version === 0) return null;
    return `is a database that wadup did not make: it has no table __wadup_content. ${advice}`;
  }
  // 0: restored from a dump, which does not carry the number; the tables say what it is.
  if (version !== SCHEMA_VERSION && version !== 0) {
    return `has schema version ${version}, and this wadup writes version ${SCHEMA_VERSION}. ${advice}`;
  }
  const expected = new DatabaseSync(':memory:');
  try {
    for (const sql of Object.values(OWN_TABLES)) expected.exec(sql);
    for (const table of Object.keys(OWN_TABLES)) {
      if (!tables.has(table) && table !== '__wadup_module_output') continue;
      if (shapeOf(db, table) !== shapeOf(expected, table)) {
        return `has a table ${table} that is not wadup's: its columns are different. ${advice}`;
      }
    }
  } finally {
    expected.close();
  }
  return null;
}

/** Everything about a table that our statements and people's queries rely on. */
function shapeOf(db: DatabaseSync, table: string): string {
  const kind = db
    .prepare('SELECT type, wr, strict FROM pragma_table_list WHERE schema = ? AND name = ?')
    .all('main', table);
  const columns = db
    .prepare('SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)')
    .all(table);
  return JSON.stringify([kind, columns]);
}

/**
 * Makes an empty database ours; in one of ours, creates what a newer wadup added. Gives the connection: to close it
 * here would cost a checkpoint, and with it three waits for the disk.
 */
function prepare(path: string, file: string, waitMs: number, isNew: boolean): DatabaseSync {
  const db = openConnection(file, waitMs);
  try {
    // Until its tables are there, a new file holds nothing that a crash could lose.
    if (isNew) db.exec('PRAGMA synchronous=OFF');
    // Fails here, and before anything is changed, when another process is writing.
    db.exec('BEGIN IMMEDIATE; ROLLBACK');
    const mode = db.prepare('PRAGMA journal_mode=WAL').get()?.journal_mode;
    if (mode !== 'wal') {
      throw refusal(
        path,
        `cannot be switched to write-ahead logging (it stays in mode '${String(mode)}'), as on some network drives. Name a file on a local disk.`,
      );
    }
    transaction(db, () => {
      // Again, under the lock: another process may have been first.
      const reason = foreignReason(db);
      if (reason !== null) throw refusal(path, reason);
      for (const [table, sql] of Object.entries(OWN_TABLES)) {
        const found = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table);
        if (found === undefined) db.exec(sql);
      }
      db.exec(`PRAGMA application_id=${APPLICATION_ID}; PRAGMA user_version=${SCHEMA_VERSION}`);
    });
    if (isNew) db.exec('PRAGMA synchronous=NORMAL');
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}
