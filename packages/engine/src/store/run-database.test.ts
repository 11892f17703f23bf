import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchOf, content, newWriter, query, RUN, temporaryDirectory } from './fixtures/temporary.ts';
import { openDatabase } from './open.ts';
import { isAlive, processIdentity } from './process-identity.ts';
import type { RunDatabase, RunModule } from './run-database.ts';
import { createRunId, uuidTime } from './run-id.ts';

const MODULES: readonly RunModule[] = [
  { name: 'a', sha256: 'aa', size: 1 },
  { name: 'b', sha256: 'bb', size: 2 },
];
const LATE = 'fffffff0-0000-7000-8000-000000000000';

let directory: ReturnType<typeof temporaryDirectory>;
let path: string;
let database: RunDatabase;

beforeEach(() => {
  directory = temporaryDirectory();
  path = join(directory.path, 'out.db');
  database = openDatabase(path);
});
afterEach(() => {
  database.close();
  directory.remove();
});

/** As after a crash: nobody runs it, and it never ended. */
function crash(): void {
  database.close();
  const db = new DatabaseSync(path);
  db.exec("UPDATE __wadup_run SET status = 'running', ended_at = NULL, process = 'elsewhere 1 -'");
  db.close();
  database = openDatabase(path);
}

describe('a run', () => {
  it('is recorded with its options, inputs and modules, and how it ended', () => {
    const runId = database.startRun({ ...RUN, modules: MODULES });
    expect(
      query(path, 'SELECT run_id, ended_at, status, wadup_version, options, inputs, resumed FROM __wadup_run'),
    ).toEqual([[runId, null, 'running', '1.2.3', '{"threads":2}', '["/in"]', 0]]);
    expect(query(path, 'SELECT * FROM __wadup_run_module')).toEqual([
      [runId, 'a', 'aa', 1],
      [runId, 'b', 'bb', 2],
    ]);
    database.endRun('interrupted');
    expect(query(path, 'SELECT status, ended_at >= started_at, started_at > 1700000000 FROM __wadup_run')).toEqual([
      ['interrupted', 1, 1],
    ]);
  });

  const SKIPPED = 'SELECT run_id, path, reason FROM __wadup_skipped ORDER BY rowid';

  it.each(['completed', 'interrupted', 'failed'] as const)('that %s records what it passed over', (status) => {
    const first = database.startRun(RUN);
    database.endRun(status, [
      { path: '/in/a', why: 'it is a FIFO' },
      { path: '/in/a', why: 'twice' },
    ]);
    const second = database.startRun(RUN);
    database.endRun(status, [{ path: "/in/'b", why: 'other' }]);
    expect(query(path, SKIPPED)).toEqual([
      [first, '/in/a', 'it is a FIFO'],
      [first, '/in/a', 'twice'],
      [second, "/in/'b", 'other'],
    ]);
  });

  it('that is resumed replaces what it recorded before, and nothing of other runs', () => {
    const first = database.startRun(RUN);
    database.endRun('completed', [{ path: '/in/a', why: 'first' }]);
    const second = database.startRun(RUN);
    database.endRun('interrupted', [{ path: '/in/a', why: 'before' }]);
    expect(database.resumeRun(RUN)?.runId).toBe(second);
    database.endRun('completed', [{ path: '/in/b', why: 'after' }]);
    expect(query(path, SKIPPED)).toEqual([
      [first, '/in/a', 'first'],
      [second, '/in/b', 'after'],
    ]);
  });

  it('ends together with what it passed over, or not at all', () => {
    database.startRun(RUN);
    const breaking = function* (): Generator<{ path: string; why: string }> {
      yield { path: '/in/a', why: 'one' };
      throw new Error('no more');
    };
    expect(() => database.endRun('completed', breaking())).toThrow('no more');
    expect(query(path, SKIPPED)).toEqual([]);
    expect(query(path, 'SELECT status, ended_at FROM __wadup_run')).toEqual([['running', null]]);
  });

  it('knows the tables that its modules defined, in earlier runs too, and no others', () => {
    const writer = newWriter(path);
    const column = { name: 'n', type: 'Int64' } as const;
    for (const [name, module] of [
      ['one', 'a'],
      ['two', 'b'],
      ['gone', 'a'],
    ] as const) {
      writer.tables.define({ name, columns: [column] }, module);
    }
    writer.close();
    const db = new DatabaseSync(path);
    db.exec('DROP TABLE gone');
    db.close();
    database.startRun({ ...RUN, modules: MODULES });
    expect(database.tablesOfModules().sort()).toEqual(['one', 'two']);
    database.endRun('completed');
    database.startRun({ ...RUN, modules: MODULES.slice(1) });
    expect(database.tablesOfModules()).toEqual(['two']);
  });

  it('has an id after everything before it, also when the clock was set back', () => {
    const first = database.startRun(RUN);
    database.endRun('completed');
    const writer = newWriter(path);
    writer.commit(batchOf([content(LATE)]));
    writer.close();
    const second = database.startRun(RUN);
    database.endRun('completed');
    expect(first < LATE && LATE < second).toBe(true);
    expect(database.startRun(RUN) > second).toBe(true);
  });

  it('is refused while another process is running one', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    const db = new DatabaseSync(path);
    database.startRun(RUN);
    db.prepare('UPDATE __wadup_run SET process = ?').run(processIdentity(other.pid));
    db.close();
    expect(() => database.startRun(RUN)).toThrow(
      `is in use by another wadup (process ${other.pid}). Wait for it to end`,
    );
    expect(() => database.resumeRun(RUN)).toThrow('is in use by another wadup');
    const closed = once(other, 'close');
    other.kill('SIGKILL');
    await closed;
    expect(database.resumeRun(RUN)).not.toBeNull();
  });
});

describe('who runs it', () => {
  it('may be this process itself, after a failure', () => {
    database.startRun(RUN);
    expect(() => database.startRun(RUN)).not.toThrow();
  });

  it('is told from another process that later got the same number', () => {
    expect(isAlive(processIdentity())).toBe(true);
    expect(isAlive(processIdentity().replace(/\S+$/, 'other'))).toBe(false);
    expect(isAlive(processIdentity().replace(/^\S+/, 'elsewhere'))).toBe(false);
    expect(isAlive('')).toBe(false);
  });
});

describe('an id of a run', () => {
  it('is a UUID of version 7 that has no earlier neighbour within its millisecond', () => {
    const id = createRunId('', 1_700_000_000_000);
    expect(id).toMatch(/^018bcfe5-6800-7000-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidTime(id)).toBe(1_700_000_000_000);
    expect(uuidTime(createRunId(id, 5))).toBe(1_700_000_000_001);
    expect(uuidTime(createRunId('nonsense', 5))).toBe(5);
  });
});

describe('resuming', () => {
  it('has nothing to continue before the first run', () => {
    expect(database.resumeRun(RUN)).toBeNull();
  });

  it.each(['interrupted', 'failed', 'completed'] as const)('continues a run that was %s under its own id', (status) => {
    const runId = database.startRun({ ...RUN, modules: MODULES });
    database.endRun(status);
    const resumed = database.resumeRun({ ...RUN, version: '2', options: {}, modules: MODULES.toReversed() });
    expect(resumed).toMatchObject({ runId, inputsDone: 0, contentsKept: 0, contentsRemoved: 0 });
    expect(query(path, 'SELECT status, ended_at, resumed, wadup_version, options FROM __wadup_run')).toEqual([
      ['running', null, 1, '2', '{}'],
    ]);
    database.endRun('completed');
    expect(query(path, 'SELECT status FROM __wadup_run')).toEqual([['completed']]);
  });

  it.each([
    [{ inputs: ['/other'] }, 'its inputs were ["/in"]'],
    [{ modules: MODULES.slice(1) }, "it had a module 'a', which is missing now"],
    [{ modules: [...MODULES, { name: 'c', sha256: 'cc', size: 3 }] }, "it had no module 'c'"],
    [{ modules: [MODULES[0]!, { name: 'b', sha256: 'other', size: 2 }] }, "its module 'b' was another version"],
  ])('refuses other inputs and modules than the run had: %j', (difference, reason) => {
    database.startRun({ ...RUN, modules: MODULES });
    crash();
    expect(() => database.resumeRun({ ...RUN, modules: MODULES, ...difference })).toThrow(reason);
    expect(database.resumeRun({ ...RUN, modules: MODULES })).not.toBeNull();
  });
});

function left(table: string, column: string): unknown[] {
  return query(path, `SELECT DISTINCT ${column} FROM ${table} ORDER BY 1`).flat();
}

/** Uuids of the run, in order. */
function u(name: string): string {
  return `ffffffff-0000-7000-8000-${name}`;
}

describe('what an unfinished run left', () => {
  /** A tree of contents committed by the run; `children` is what each emitted. */
  const commit = (...contents: Parameters<typeof content>[]): void => {
    const writer = newWriter(path);
    const batch = batchOf(
      contents.map(([uuid, more]) => content(uuid, more)),
      T,
      2,
    );
    writer.tables.define(T, 'm');
    for (const { uuid } of batch.contents) batch.outputs.push(uuid, 'm', 'x', null, 0, 0);
    writer.commit(batch);
    writer.close();
  };
  const T = { name: 't', columns: [{ name: 'n', type: 'Int64' as const }] };
  it('stays where a tree is whole, and goes with all its rows where it is not', () => {
    commit(['00000000-old', { children: 5 }]);
    database.startRun(RUN);
    commit(
      // Whole: alone, and three levels deep.
      [u('a'), { filename: 'a' }],
      [u('b'), { filename: 'b', children: 2 }],
      [u('b1'), { parentUuid: u('b'), children: 1 }],
      [u('b2'), { parentUuid: u('b') }],
      [u('b11'), { parentUuid: u('b1'), errorMessage: 'failed, but done' }],
      // A grandchild is missing.
      [u('c'), { filename: 'c', children: 2 }],
      [u('c1'), { parentUuid: u('c'), children: 3 }],
      [u('c2'), { parentUuid: u('c') }],
      [u('c11'), { parentUuid: u('c1') }],
      // Its parent was never committed, nor was the input.
      [u('d11'), { parentUuid: u('d1'), children: 1 }],
      [u('d111'), { parentUuid: u('d11') }],
      // The middle was never committed.
      [u('e'), { filename: 'e', children: 1 }],
      [u('e11'), { parentUuid: u('e1') }],
    );
    crash();
    const resumed = database.resumeRun(RUN);
    expect(resumed).toMatchObject({ inputsDone: 2, contentsKept: 5, contentsRemoved: 8 });
    const whole = ['00000000-old', ...['a', 'b', 'b1', 'b11', 'b2'].map(u)];
    expect(left('__wadup_content', 'uuid')).toEqual(whole);
    expect(left('t', 'content_uuid')).toEqual(whole);
    expect(left('__wadup_module_output', 'content_uuid')).toEqual(whole);
    expect(left('__wadup_emission', 'content_uuid')).toEqual(['00000000-old', u('b'), u('b1')]);
    expect(['a', 'b', 'c', 'e', 'x'].filter((name) => resumed?.isDone(0, name))).toEqual(['a', 'b']);
  });

  it('is told apart by input, and as often as a name was done', () => {
    database.startRun(RUN);
    commit(
      [u('a'), { filename: 'same', inputIndex: 0 }],
      [u('b'), { filename: 'same', inputIndex: 2, children: 1 }],
      [u('b1'), { filename: 'same', parentUuid: u('b'), inputIndex: 2 }],
      [u('c'), { filename: 'twice', inputIndex: 1 }],
      [u('d'), { filename: 'twice', inputIndex: 1 }],
    );
    crash();
    const resumed = database.resumeRun(RUN);
    expect(resumed?.inputsDone).toBe(4);
    const asked = [0, 1, 2, 0, 2].map((input) => resumed?.isDone(input, 'same'));
    expect(asked).toEqual([true, false, true, false, false]);
    expect([1, 1, 1].map((input) => resumed?.isDone(input, 'twice'))).toEqual([true, true, false]);
    expect(left('__wadup_input', 'input_index')).toEqual([1, 2]);
  });

  it('can be continued more than once', () => {
    database.startRun(RUN);
    commit([u('a'), { filename: 'a', children: 1 }]);
    crash();
    expect(database.resumeRun(RUN)).toMatchObject({ contentsRemoved: 1 });
    commit(
      [u('b'), { filename: 'a', children: 1 }],
      [u('b1'), { parentUuid: u('b') }],
      [u('c'), { filename: 'c', children: 1 }],
    );
    crash();
    const resumed = database.resumeRun(RUN);
    expect(resumed).toMatchObject({ inputsDone: 1, contentsKept: 2, contentsRemoved: 1 });
    expect(resumed?.isDone(0, 'a')).toBe(true);
    expect(query(path, 'SELECT resumed FROM __wadup_run')).toEqual([[2]]);
  });

  it('is asked for while other threads commit', () => {
    database.startRun(RUN);
    commit([u('a'), { filename: 'a' }]);
    crash();
    const resumed = database.resumeRun(RUN);
    const holder = new DatabaseSync(path);
    holder.exec('BEGIN IMMEDIATE');
    expect(resumed?.isDone(0, 'a')).toBe(true);
    holder.close();
  });

  it('keeps tables of other people in the database', () => {
    database.startRun(RUN);
    commit([u('a'), { children: 1 }]);
    const db = new DatabaseSync(path);
    db.exec(`CREATE TABLE notes (content_uuid TEXT, note TEXT); CREATE TABLE "odd ""name" (content_uuid TEXT NOT NULL);
      INSERT INTO "odd ""name" VALUES ('${u('a')}'); INSERT INTO notes VALUES ('${u('a')}', 'look again'); CREATE VIEW v AS SELECT content_uuid FROM notes`);
    db.close();
    crash();
    database.resumeRun(RUN);
    expect(query(path, 'SELECT count(*) FROM "odd ""name"')).toEqual([[0]]);
    expect(query(path, 'SELECT note FROM notes')).toEqual([['look again']]);
  });
});
