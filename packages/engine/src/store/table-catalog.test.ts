import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Column, TableDefinition } from '../stages.ts';
import type { DefineNearOverflow, NearOverflowResult } from './fixtures/define-near-overflow.ts';
import type { DefineTable } from './fixtures/define-table.ts';
import { batchOf, content, newMutex, newWriter, query, temporaryDirectory } from './fixtures/temporary.ts';
import { Mutex } from '../sync/mutex.ts';
import { openDatabase } from './open.ts';
import { SqliteWriter } from './writer.ts';

const COLUMNS: readonly Column[] = [
  { name: 'n', type: 'Int64' },
  { name: 's', type: 'String' },
];
const T: TableDefinition = { name: 't', columns: COLUMNS };

let directory: ReturnType<typeof temporaryDirectory>;
let path: string;
let writer: SqliteWriter;

beforeEach(() => {
  directory = temporaryDirectory();
  path = join(directory.path, 'out.db');
  openDatabase(path).close();
  writer = newWriter(path);
});
afterEach(() => {
  writer.close();
  directory.remove();
});

function execute(sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

describe('a table', () => {
  it('is created as it was promised, and at once', () => {
    const odd: TableDefinition = {
      name: 'a"b; DROP TABLE x--',
      columns: [{ name: 'c\'"]', type: 'Float64' }, ...COLUMNS],
    };
    expect(writer.tables.define(odd, 'm')).toBeNull();
    expect(query(path, "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE '%\\_\\_wadup%' ESCAPE '\\'")).toEqual([
      [
        odd.name,
        'CREATE TABLE "a""b; DROP TABLE x--" (content_uuid TEXT NOT NULL, "c\'""]" REAL, "n" INTEGER, "s" TEXT, ' +
          'FOREIGN KEY(content_uuid) REFERENCES __wadup_content(uuid))',
      ],
    ]);
    const batch = batchOf([content('a')]);
    batch.rows.set(odd, ['a', 0.5, 1, 'x']);
    writer.commit(batch);
    expect(query(path, 'SELECT * FROM "a""b; DROP TABLE x--"')).toEqual([['a', 0.5, 1, 'x']]);
  });

  it('is known to other connections, and in later runs', () => {
    writer.tables.define(T, 'm');
    const other = newWriter(path);
    expect(other.tables.find('t')).toEqual(T);
    expect(other.tables.define({ name: 't', columns: [...COLUMNS] }, 'm')).toBeNull();
    expect(other.tables.define({ name: 't', columns: COLUMNS.toReversed() }, 'm')).toContain('(another order)');
    other.close();
  });

  it('that nobody defined is not found, until somebody does', () => {
    const other = newWriter(path);
    expect(other.tables.find('t')).toBeUndefined();
    writer.tables.define(T, 'm');
    expect(other.tables.find('t')).toEqual(T);
    expect(other.tables.find('T')).toBeUndefined();
    expect(other.tables.define({ name: 'T', columns: COLUMNS }, 'm')).toContain("it exists as 't'");
    other.close();
  });

  it.each(['__wadup_module_output', '__WADUP_content', 'sqlite_schema', 'sqlite_sequence'])(
    'of our own is out of reach: %s',
    (name) => {
      expect(writer.tables.find(name)).toBeUndefined();
      expect(writer.tables.define({ name, columns: [] }, 'm')).toContain('reserved');
    },
  );

  it.each([
    ['CREATE TABLE t (n INTEGER)', "its first column is not 'content_uuid TEXT NOT NULL'"],
    ['CREATE TABLE t (content_uuid TEXT, n INTEGER)', "its first column is not 'content_uuid TEXT NOT NULL'"],
    ['CREATE TABLE t (content_uuid TEXT NOT NULL, n INTEGER NOT NULL)', "its column 'n' is not a plain"],
    ['CREATE TABLE t (content_uuid TEXT NOT NULL, n VARCHAR(3))', "its column 'n' is not a plain"],
    ['CREATE TABLE t (content_uuid TEXT NOT NULL, n INTEGER AS (1))', "its column 'n' is not a plain"],
    ['CREATE VIEW t AS SELECT 1', 'the database has a view of that name'],
    ['CREATE INDEX t ON __wadup_content (filename)', 'the database has an index of that name'],
  ])('that people made otherwise is refused in words: %s', (sql, reason) => {
    execute(sql);
    expect(writer.tables.define({ name: 't', columns: [{ name: 'n', type: 'Int64' }] }, 'm')).toContain(reason);
    expect(writer.tables.find('t')).toBeUndefined();
  });

  it('beyond the limit is refused, also in later runs, and the others stay usable', () => {
    const few = newWriter(path, newMutex(), 2);
    expect(few.tables.define(T, 'm')).toBeNull();
    expect(few.tables.define({ name: 'u', columns: [] }, 'm')).toBeNull();
    expect(few.tables.define({ name: 'v', columns: [] }, 'm')).toBe(
      "table 'v': the module has defined 2 tables, the limit (--max-tables)",
    );
    expect(few.tables.define(T, 'm')).toBeNull();
    expect(few.tables.define({ name: 'v', columns: [] }, 'other')).toBeNull();
    few.close();
    const later = newWriter(path, newMutex(), 2);
    expect(later.tables.define({ name: 'w', columns: [] }, 'm')).toContain('--max-tables');
    expect(later.tables.define(T, 'm')).toBeNull();
    later.close();
  });
});

describe('tables defined by two threads at the same moment', () => {
  it('are what one of them says; the other is told how it disagrees', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `t${i}`);
    const shared = new SharedArrayBuffer(8);
    const answers = await Promise.all(
      (['Int64', 'String'] as const).map(async (type) => {
        const start: DefineTable = {
          path,
          shared,
          threads: 2,
          definitions: names.map((name) => ({ name, columns: [{ name: 'c', type }] })),
        };
        const worker = new Worker(new URL('./fixtures/define-table.ts', import.meta.url), { workerData: start });
        const [refusals] = await once(worker, 'message');
        return refusals as (string | null)[];
      }),
    );
    for (const [i, name] of names.entries()) {
      const both = answers.map((refusals) => refusals[i]);
      const won = both[0] === null ? 'Int64' : 'String';
      const lost = won === 'Int64' ? 'String' : 'Int64';
      expect(both.filter((refusal) => refusal === null)).toHaveLength(1);
      expect(both.find((refusal) => refusal !== null)).toBe(
        `table '${name}': column 'c' was defined as ${won}, here it is ${lost}; defined before as (c ${won}), here as (c ${lost})`,
      );
      expect(query(path, `SELECT type FROM pragma_table_info('${name}') WHERE name = 'c'`)).toEqual([
        [won === 'Int64' ? 'INTEGER' : 'TEXT'],
      ]);
    }
  });
});

describe('trouble while a guest runs', () => {
  it('with the database is told to the guest, and thrown by the next commit', () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const impatient = new SqliteWriter({ path, mutex: new Mutex(words, 0), maxTables: 10, waitMs: 1 });
    const holder = new DatabaseSync(path);
    holder.exec('BEGIN IMMEDIATE');
    expect(impatient.tables.define(T, 'm')).toBe('the database could not be written');
    expect(words[0]).toBe(0);
    holder.close();
    expect(() => impatient.commit(batchOf([content('a')]))).toThrow(/^The output '.*' is locked by another process/);
    expect(() => impatient.tryCommit(batchOf([]))).toThrow('is locked');
    impatient.close();
    expect(query(path, 'SELECT * FROM __wadup_content')).toEqual([]);
  });

  it('for want of stack happens before anything is held or begun', async () => {
    const mutex = new SharedArrayBuffer(4);
    const start: DefineNearOverflow = { path, mutex };
    const worker = new Worker(new URL('./fixtures/define-near-overflow.ts', import.meta.url), {
      workerData: start,
      resourceLimits: { stackSizeMb: 0.5 },
    });
    const [result] = (await once(worker, 'message')) as [NearOverflowResult];
    expect(result.held).toBe(0);
    expect(result.overflows).toBeGreaterThan(0);
    expect(result.defined).toHaveLength(20);
    expect(new Int32Array(mutex)[0]).toBe(0);
    const stored = query(path, "SELECT name FROM sqlite_schema WHERE name GLOB 't[0-9]*' ORDER BY name").flat();
    expect(stored).toEqual([...result.defined].toSorted());
    expect(writer.tables.define(T, 'm')).toBeNull();
  });
});
