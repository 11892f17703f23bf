import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqlValue, TableDefinition } from '../stages.ts';
import { Mutex } from '../sync/mutex.ts';
import { batchOf, content, newWriter, query, temporaryDirectory } from './fixtures/temporary.ts';
import { openDatabase } from './open.ts';
import { newBatch, type SqliteWriter } from './writer.ts';

const T: TableDefinition = { name: 't', columns: [{ name: 'n', type: 'Int64' }] };
const COMMIT_PROCESS = fileURLToPath(new URL('./fixtures/commit-process.ts', import.meta.url));

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

/** Contents with another number of rows than three, rows and outputs without a content. */
const HALF_CONTENTS = `
  SELECT (SELECT count(*) FROM __wadup_content),
    (SELECT count(*) FROM __wadup_content c WHERE (SELECT count(*) FROM t WHERE content_uuid = c.uuid) <> 3),
    (SELECT count(*) FROM __wadup_content c WHERE NOT EXISTS (SELECT 1 FROM __wadup_module_output WHERE content_uuid = c.uuid)),
    (SELECT count(*) FROM t WHERE content_uuid NOT IN (SELECT uuid FROM __wadup_content)),
    (SELECT count(*) FROM __wadup_module_output WHERE content_uuid NOT IN (SELECT uuid FROM __wadup_content))`;
/** The same for many contents: a table's rows are not indexed. */
const HALF_CONTENTS_FAST = HALF_CONTENTS.replace(
  'WHERE (SELECT count(*) FROM t WHERE content_uuid = c.uuid) <> 3',
  'LEFT JOIN (SELECT content_uuid, count(*) AS rows FROM t GROUP BY 1) r ON r.content_uuid = c.uuid WHERE r.rows IS NOT 3',
);

describe('a commit', () => {
  it('stores contents, outputs, emissions, inputs and rows, and empties the batch', () => {
    writer.tables.define(T, 'm');
    const batch = batchOf(
      [
        content('a', { children: 2 }),
        content('b', { parentUuid: 'a', errorMessage: "module 'm': trap", inputIndex: 3 }),
        content('c', { inputIndex: 3 }),
      ],
      T,
      2,
    );
    batch.outputs.push('b', 'm', null, 'oh\u0000 no', 0, 1);
    batch.bytes = 77;
    writer.commit(batch);
    expect(batch).toEqual(newBatch());
    expect(query(path, 'SELECT * FROM __wadup_content ORDER BY uuid')).toEqual([
      ['a', 'a.txt', null, 1, 'success', null],
      ['b', 'b.txt', 'a', 1, 'failed', "module 'm': trap"],
      ['c', 'c.txt', null, 1, 'success', null],
    ]);
    expect(query(path, 'SELECT * FROM __wadup_module_output')).toEqual([['b', 'm', null, 'oh\u0000 no', 0, 1]]);
    expect(query(path, 'SELECT * FROM __wadup_emission')).toEqual([['a', 2]]);
    expect(query(path, 'SELECT * FROM __wadup_input')).toEqual([['c', 3]]);
    expect(query(path, 'SELECT content_uuid, n FROM t ORDER BY 1, 2').flat()).toEqual([
      'a',
      0,
      'a',
      1,
      'b',
      0,
      'b',
      1,
      'c',
      0,
      'c',
      1,
    ]);
  });

  it('keeps every value as it is, NaN excepted, which SQLite stores as NULL', () => {
    const table: TableDefinition = {
      name: 'v',
      columns: [
        { name: 'i', type: 'Int64' },
        { name: 'f', type: 'Float64' },
        { name: 's', type: 'String' },
      ],
    };
    writer.tables.define(table, 'm');
    const rows: SqlValue[][] = [
      [0, 0.5, ''],
      [9007199254740991, 1, 'ä\u0000😀'],
      [9223372036854775807n, Infinity, '1'],
      [-9223372036854775808n, -Infinity, 'x'.repeat(3_000_000)],
      [null, Number.NaN, null],
    ];
    const batch = batchOf([content('a')]);
    batch.rows.set(
      table,
      rows.flatMap((row) => ['a', ...row]),
    );
    writer.commit(batch);
    const db = new DatabaseSync(path);
    const statement = db.prepare('SELECT i, typeof(i), f, typeof(f), s, typeof(s) FROM v ORDER BY rowid');
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    const stored = statement.all();
    db.close();
    expect(stored).toEqual([
      [0n, 'integer', 0.5, 'real', '', 'text'],
      [9007199254740991n, 'integer', 1, 'real', 'ä\u0000😀', 'text'],
      [9223372036854775807n, 'integer', Infinity, 'real', '1', 'text'],
      [-9223372036854775808n, 'integer', -Infinity, 'real', 'x'.repeat(3_000_000), 'text'],
      [null, 'null', null, 'null', null, 'null'],
    ]);
  });

  it.each([1, 7, 8, 9, 63, 64, 65, 136, 1000])('stores %i rows in their order', (count) => {
    writer.tables.define(T, 'm');
    writer.commit(batchOf([content('a')], T, count));
    expect(query(path, 'SELECT n FROM t ORDER BY rowid').flat()).toEqual(Array.from({ length: count }, (_, n) => n));
  });

  it.each([0, 1, 31, 32, 33, 255, 1000])('stores rows of %i columns', (width) => {
    const wide: TableDefinition = {
      name: 'wide',
      columns: Array.from({ length: width }, (_, i) => ({ name: `c${i}`, type: 'Int64' })),
    };
    expect(writer.tables.define(wide, 'm')).toBeNull();
    const batch = batchOf([content('a')]);
    const row = ['a', ...Array.from({ length: width }, (_, i) => i)];
    batch.rows.set(wide, Array.from({ length: 75 }, () => row).flat());
    writer.commit(batch);
    expect(query(path, 'SELECT * FROM wide')).toEqual(Array.from({ length: 75 }, () => row));
  });

  it('of 100,000 rows is one transaction', () => {
    writer.tables.define(T, 'm');
    writer.commit(batchOf([content('a')], T, 100_000));
    expect(query(path, 'SELECT count(*), sum(n) FROM t')).toEqual([[100_000, 4_999_950_000]]);
  });

  it('of nothing does nothing, whoever holds the lock', () => {
    const words = new Int32Array(new SharedArrayBuffer(4));
    const other = newWriter(path, new Mutex(words, 0));
    words[0] = 1;
    expect(other.tryCommit(newBatch())).toBe(true);
    expect(other.tryCommit(batchOf([content('a')]))).toBe(false);
    words[0] = 0;
    expect(other.tryCommit(batchOf([content('a')]))).toBe(true);
    expect(words[0]).toBe(0);
    other.close();
    expect(query(path, 'SELECT uuid FROM __wadup_content')).toEqual([['a']]);
  });

  it('to more tables than statements are kept for works', () => {
    const names = Array.from({ length: 90 }, (_, i) => `t${i}`);
    const batch = batchOf([content('a')]);
    for (const name of names) {
      const table: TableDefinition = { name, columns: T.columns };
      expect(writer.tables.define(table, 'm')).toBeNull();
      batch.rows.set(table, ['a', 1, 'a', 2]);
    }
    const rows = [...batch.rows];
    writer.commit(batch);
    batch.contents.push(content('b'));
    for (const [table] of rows) batch.rows.set(table, ['b', 3]);
    writer.commit(batch);
    expect(query(path, names.map((name) => `SELECT count(*) FROM ${name}`).join(' UNION ALL ')).flat()).toEqual(
      names.map(() => 3),
    );
  });
});

describe('a commit that fails', () => {
  it('leaves nothing half written and gives the lock back', () => {
    writer.tables.define(T, 'm');
    writer.commit(batchOf([content('a')], T));
    const words = new Int32Array(new SharedArrayBuffer(4));
    const other = newWriter(path, new Mutex(words, 0));
    const batch = batchOf([content('b'), content('a')], T);
    expect(() => other.commit(batch)).toThrow(/^The output '.*out\.db' refused a row because of a constraint/);
    expect(words[0]).toBe(0);
    expect(batch.contents).toHaveLength(2);
    other.close();
    expect(query(path, 'SELECT uuid FROM __wadup_content')).toEqual([['a']]);
    expect(query(path, 'SELECT count(*) FROM t')).toEqual([[1]]);
  });

  it('because the file cannot grow says so, and what was committed before is intact', async () => {
    // Blocks of 512 or 1024 bytes: either way less than what is written.
    const child = spawn(
      'sh',
      ['-c', 'ulimit -f 2000; exec "$0" "$@"', process.execPath, COMMIT_PROCESS, path, '100000'],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let complaint = '';
    child.stderr.on('data', (text) => {
      complaint += String(text);
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(complaint).toMatch(/The output '.*' could not be read or written|the disk is full/);
    expect(query(path, 'PRAGMA integrity_check')).toEqual([['ok']]);
    const [counts] = query(path, HALF_CONTENTS_FAST);
    expect(counts?.slice(1)).toEqual([0, 0, 0, 0]);
    expect(counts?.[0]).toBeGreaterThan(0);
  });
});

describe('contents', () => {
  it('are whole for a reader in another process at any moment, while two threads commit', async () => {
    const contents = 2500;
    const child = spawn(process.execPath, [COMMIT_PROCESS, path, String(contents)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const closed = once(child, 'close');
    await once(child.stdout, 'data');
    const seen = new Set<number>();
    const db = new DatabaseSync(path, { readOnly: true });
    const half = (): void => {
      if (query(path, "SELECT 1 FROM sqlite_schema WHERE name = 't'").length === 0) return;
      const [whole, ...halves] = Object.values(db.prepare(HALF_CONTENTS_FAST).get() ?? {});
      expect(halves).toEqual([0, 0, 0, 0]);
      seen.add(Number(whole));
    };
    while (child.exitCode === null) {
      half();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await closed)[0]).toBe(0);
    half();
    db.close();
    expect(Math.max(...seen)).toBe(2 * contents);
    // Progress is seen, not only the end.
    expect(seen.size).toBeGreaterThan(2);
  });

  it('are whole after kill -9 at any moment', async () => {
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, [COMMIT_PROCESS, path, '10000000'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const closed = once(child, 'close');
      await once(child.stdout, 'data');
      const before = Number(query(path, 'SELECT count(*) FROM __wadup_content')[0]?.[0]);
      const more = 1 + round * round * 200;
      const enough = `SELECT count(*) >= ${before + more} FROM __wadup_content`;
      while (query(path, enough)[0]?.[0] !== 1) await new Promise((resolve) => setImmediate(resolve));
      child.kill('SIGKILL');
      await closed;
      expect(query(path, 'PRAGMA integrity_check')).toEqual([['ok']]);
      const [whole, ...halves] = query(path, HALF_CONTENTS_FAST)[0] ?? [];
      expect(halves).toEqual([0, 0, 0, 0]);
      expect(whole).toBeGreaterThanOrEqual(before + more);
    }
  });
});
