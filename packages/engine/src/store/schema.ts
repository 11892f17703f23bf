/**
 * The database's own tables. `__wadup_content` and `__wadup_module_output` are a contract with people's queries and
 * never change; whatever else is worth keeping goes to further `__wadup_*` tables.
 */
import type { ColumnType, TableDefinition } from '../stages.ts';
import { quoteIdentifier } from './table-name.ts';

/** `PRAGMA application_id`: 'wdup'. Tells a database of ours from any other. */
export const APPLICATION_ID = 0x77647570;
/** `PRAGMA user_version`. Counts up when a `__wadup_*` table changes. */
export const SCHEMA_VERSION = 1;

export const CREATE_CONTENT = `
CREATE TABLE __wadup_content (
  uuid TEXT PRIMARY KEY, filename TEXT NOT NULL, parent_uuid TEXT,
  processed_at INTEGER NOT NULL,        -- Unix seconds
  status TEXT NOT NULL,                 -- 'success' | 'failed'
  error_message TEXT )`;

export const CREATE_MODULE_OUTPUT = `
CREATE TABLE __wadup_module_output (
  content_uuid TEXT NOT NULL REFERENCES __wadup_content(uuid), module_name TEXT NOT NULL,
  stdout TEXT, stderr TEXT,             -- NULL when empty
  stdout_truncated INTEGER NOT NULL, stderr_truncated INTEGER NOT NULL,
  PRIMARY KEY (content_uuid, module_name) )`;

/** One row per run. All contents of a run have a greater uuid than the run (both are time-ordered). */
const RUN = `
CREATE TABLE __wadup_run (
  run_id TEXT PRIMARY KEY,              -- UUID version 7
  started_at INTEGER NOT NULL,          -- Unix seconds
  ended_at INTEGER,                     -- NULL while it runs, and after a crash
  status TEXT NOT NULL,                 -- 'running' | 'completed' | 'interrupted' | 'failed'
  wadup_version TEXT NOT NULL,
  options TEXT NOT NULL,                -- JSON object
  inputs TEXT NOT NULL,                 -- JSON array of absolute paths; input_index counts in it
  process TEXT NOT NULL,                -- who runs it, to tell a crashed run from a live one
  resumed INTEGER NOT NULL )            -- how often it was continued by --resume`;

/** The modules that a run used. */
const RUN_MODULE = `
CREATE TABLE __wadup_run_module (
  run_id TEXT NOT NULL REFERENCES __wadup_run(run_id), name TEXT NOT NULL,
  sha256 TEXT NOT NULL, size INTEGER NOT NULL,
  PRIMARY KEY (run_id, name) ) WITHOUT ROWID`;

/** How many sub-contents a content emitted; no row when none. Tells whole trees from unfinished ones. */
const EMISSION = `
CREATE TABLE __wadup_emission (
  content_uuid TEXT PRIMARY KEY REFERENCES __wadup_content(uuid),
  children INTEGER NOT NULL ) WITHOUT ROWID`;

/** Which of the run's inputs a file comes from; no row when it is the first, and none for sub-content. */
const INPUT = `
CREATE TABLE __wadup_input (
  content_uuid TEXT PRIMARY KEY REFERENCES __wadup_content(uuid),
  input_index INTEGER NOT NULL ) WITHOUT ROWID`;

/** What a run passed over in its inputs, and why; the first ten thousand things. */
const SKIPPED = `
CREATE TABLE __wadup_skipped (
  run_id TEXT NOT NULL REFERENCES __wadup_run(run_id),
  path TEXT NOT NULL,                   -- with the input's own path before it; \\xNN for bytes that are no UTF-8
  reason TEXT NOT NULL )`;

/** Which module defined a table first. Counts how many each has. */
const TABLE = `
CREATE TABLE __wadup_table (
  name TEXT PRIMARY KEY, module_name TEXT NOT NULL ) WITHOUT ROWID`;

/** Every table of ours, with its definition. */
export const OWN_TABLES: Readonly<Record<string, string>> = {
  __wadup_content: CREATE_CONTENT.trim(),
  __wadup_module_output: CREATE_MODULE_OUTPUT.trim(),
  __wadup_run: RUN.trim(),
  __wadup_run_module: RUN_MODULE.trim(),
  __wadup_emission: EMISSION.trim(),
  __wadup_input: INPUT.trim(),
  __wadup_skipped: SKIPPED.trim(),
  __wadup_table: TABLE.trim(),
};

/** SQLite stores a NaN as NULL; infinities stay what they are. */
const SQL_TYPES: Readonly<Record<ColumnType, string>> = { Int64: 'INTEGER', Float64: 'REAL', String: 'TEXT' };

/** The column type that an SQL type stands for; `undefined` for any that modules cannot define. */
export function columnTypeOf(sqlType: string): ColumnType | undefined {
  const upper = sqlType.toUpperCase();
  return (Object.keys(SQL_TYPES) as ColumnType[]).find((type) => SQL_TYPES[type] === upper);
}

/** `CREATE TABLE` of a table that a module defines. */
export function createTableSql(table: TableDefinition): string {
  const columns = table.columns.map((column) => `${quoteIdentifier(column.name)} ${SQL_TYPES[column.type]}`);
  return (
    `CREATE TABLE ${quoteIdentifier(table.name)} (${['content_uuid TEXT NOT NULL', ...columns].join(', ')}, ` +
    'FOREIGN KEY(content_uuid) REFERENCES __wadup_content(uuid))'
  );
}

/** `INSERT` of `rows` rows at once, values bound in the order of the columns, content_uuid first. */
export function insertSql(table: string, width: number, rows: number): string {
  const row = `(${Array.from({ length: width }, () => '?').join(',')})`;
  return `INSERT INTO ${quoteIdentifier(table)} VALUES ${Array.from({ length: rows }, () => row).join(',')}`;
}
