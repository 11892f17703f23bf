/** What a module made of its inputs, read back from the database of a run. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Cell, ColumnType, ContentResult, ResultColumn, ResultTable, SubcontentResult } from './expectation.ts';

/** The module that says of every content how long it is, and its SHA-256; see digest.c. */
export const DIGEST_NAME = '~digest';
const TYPES: Readonly<Record<string, ColumnType>> = { INTEGER: 'Int64', REAL: 'Float64', TEXT: 'String' };

interface ContentRow {
  readonly uuid: string;
  readonly filename: string;
  readonly parent: string | null;
  readonly status: string;
  readonly error: string | null;
  readonly input: bigint | null;
}

/** By index of the run's inputs; an input that was not processed is not there. */
export function readResults(database: string, moduleName: string): Map<number, ContentResult> {
  using db = new DatabaseSync(database, { readOnly: true });
  const facts: ContentFacts = {
    tables: readTables(db, moduleName),
    output: readOutput(db, moduleName),
    digests: readDigests(db),
  };
  const contents = prepare(
    db,
    `SELECT uuid, filename, parent_uuid AS parent, status, error_message AS error, input_index AS input
     FROM __wadup_content LEFT JOIN __wadup_input ON content_uuid = uuid ORDER BY uuid DESC`,
  ).all() as unknown as ContentRow[];
  const results = new Map<number, ContentResult>();
  const children = new Map<string, SubcontentResult[]>();
  // Sub-content comes after what it was found in, so from the last to the first every content finds its own complete.
  for (const row of contents) {
    const result = resultOf(row, facts, (children.get(row.uuid) ?? []).sort(bySubcontent));
    if (row.parent === null) {
      results.set(Number(row.input ?? 0n), result);
      continue;
    }
    const digest = facts.digests.get(row.uuid);
    const siblings = children.get(row.parent) ?? [];
    siblings.push({ filename: row.filename, size: digest?.size, sha256: digest?.sha256, ...result });
    children.set(row.parent, siblings);
  }
  return results;
}

interface ContentFacts {
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, ResultTable>>;
  readonly output: ReadonlyMap<string, { readonly stdout: string | null; readonly stderr: string | null }>;
  readonly digests: ReadonlyMap<string, { readonly size: bigint; readonly sha256: string | undefined }>;
}

function resultOf(row: ContentRow, facts: ContentFacts, subcontents: readonly SubcontentResult[]): ContentResult {
  // What the digest module has to say of its own troubles (a limit) is no result.
  const error = row.error
    ?.split('\n')
    .filter((line) => !line.startsWith(`module '${DIGEST_NAME}'`))
    .join('\n');
  const failed = row.status === 'failed' && error !== '';
  const output = facts.output.get(row.uuid);
  return {
    status: failed ? 'failed' : 'success',
    errorMessage: failed ? error : undefined,
    stdout: output?.stdout ?? undefined,
    stderr: output?.stderr ?? undefined,
    tables: facts.tables.get(row.uuid) ?? new Map<string, ResultTable>(),
    subcontents,
  };
}

/** The order in which they were emitted is not kept; this one is the same every time. */
export function bySubcontent(a: SubcontentResult, b: SubcontentResult): number {
  if (a.filename !== b.filename) return a.filename < b.filename ? -1 : 1;
  if (a.size !== b.size) return (a.size ?? -1n) < (b.size ?? -1n) ? -1 : 1;
  return (a.sha256 ?? '') < (b.sha256 ?? '') ? -1 : a.sha256 === b.sha256 ? 0 : 1;
}

/** By content, then by name of the table. */
function readTables(db: DatabaseSync, moduleName: string): Map<string, Map<string, ResultTable>> {
  const byContent = new Map<string, Map<string, ResultTable>>();
  const names = prepare(db, 'SELECT name FROM __wadup_table WHERE module_name = ? ORDER BY name').all(moduleName);
  for (const { name } of names as { name: string }[]) {
    const columns = readColumns(db, name);
    const rowsOf = new Map<string, Cell[][]>();
    const rows = prepare(db, `SELECT * FROM ${quoteIdentifier(name)} ORDER BY rowid`);
    rows.setReturnArrays(true);
    for (const [uuid, ...cells] of rows.iterate() as unknown as Iterable<[string, ...Cell[]]>) {
      const known = rowsOf.get(uuid);
      if (known === undefined) rowsOf.set(uuid, [cells]);
      else known.push(cells);
    }
    for (const [uuid, own] of rowsOf) {
      const tables = byContent.get(uuid) ?? new Map<string, ResultTable>();
      byContent.set(uuid, tables.set(name, { columns, rows: own }));
    }
  }
  return byContent;
}

/** All but the first, which names the content. */
function readColumns(db: DatabaseSync, table: string): ResultColumn[] {
  const columns = prepare(db, 'SELECT name, type FROM pragma_table_info(?) ORDER BY cid').all(table);
  return (columns as { name: string; type: string }[])
    .slice(1)
    .map(({ name, type }) => ({ name, type: TYPES[type] ?? 'String' }));
}

function readOutput(db: DatabaseSync, moduleName: string): ContentFacts['output'] {
  const rows = prepare(
    db,
    'SELECT content_uuid AS uuid, stdout, stderr FROM __wadup_module_output WHERE module_name = ?',
  ).all(moduleName) as { uuid: string; stdout: string | null; stderr: string | null }[];
  return new Map(rows.map(({ uuid, stdout, stderr }) => [uuid, { stdout, stderr }]));
}

function readDigests(db: DatabaseSync): ContentFacts['digests'] {
  const made = prepare(db, 'SELECT 1 FROM __wadup_table WHERE name = ?').get(DIGEST_NAME);
  if (made === undefined) return new Map();
  const rows = prepare(db, `SELECT content_uuid AS uuid, size, sha256 FROM ${quoteIdentifier(DIGEST_NAME)}`).all();
  return new Map(
    (rows as { uuid: string; size: bigint; sha256: string | null }[]).map(({ uuid, size, sha256 }) => [
      uuid,
      { size, sha256: sha256 ?? undefined },
    ]),
  );
}

function prepare(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql);
  statement.setReadBigInts(true);
  return statement;
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
