import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WadupError } from '../errors.ts';
import { runUnprivileged } from '../fixtures/unprivileged.ts';
import { query, temporaryDirectory } from './fixtures/temporary.ts';
import { openDatabase } from './open.ts';
import { CREATE_CONTENT, CREATE_MODULE_OUTPUT } from './schema.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let path: string;

beforeEach(() => {
  directory = temporaryDirectory();
  path = join(directory.path, 'out.db');
});
afterEach(() => directory.remove());

/** The sentence it is refused with; everything in the directory must stay as it was. */
function refusal(of: string = path): string {
  const before = snapshot();
  try {
    openDatabase(of).close();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(WadupError);
    expect((thrown as WadupError).code).toBe('database');
    expect(snapshot()).toEqual(before);
    return (thrown as WadupError).message;
  }
  throw new Error('it was opened');
}

function snapshot(): [string, string][] {
  return readdirSync(directory.path, { withFileTypes: true }).map((entry) => [
    entry.name,
    entry.isFile() ? readFileSync(join(directory.path, entry.name), 'latin1') : '',
  ]);
}

function makeDatabase(sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

/** Without comments and layout. */
function bare(sql: unknown): string {
  return String(sql).replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ');
}

describe('an output that can be used', () => {
  it('is created with exactly the tables that queries depend on', () => {
    openDatabase(path).close();
    const tables = query(
      path,
      "SELECT sql FROM sqlite_schema WHERE name IN ('__wadup_content', '__wadup_module_output') ORDER BY name",
    );
    expect(tables.map(([sql]) => bare(sql))).toEqual([
      'CREATE TABLE __wadup_content ( uuid TEXT PRIMARY KEY, filename TEXT NOT NULL, parent_uuid TEXT, ' +
        'processed_at INTEGER NOT NULL, status TEXT NOT NULL, error_message TEXT )',
      'CREATE TABLE __wadup_module_output ( content_uuid TEXT NOT NULL REFERENCES __wadup_content(uuid), module_name TEXT NOT NULL, ' +
        'stdout TEXT, stderr TEXT, stdout_truncated INTEGER NOT NULL, stderr_truncated INTEGER NOT NULL, ' +
        'PRIMARY KEY (content_uuid, module_name) )',
    ]);
    expect(query(path, 'PRAGMA journal_mode')).toEqual([['wal']]);
    expect(query(path, 'PRAGMA integrity_check')).toEqual([['ok']]);
  });

  it('may be there already: empty, without tables, or from an earlier run', () => {
    writeFileSync(path, '');
    openDatabase(path).close();
    openDatabase(path).close();
    makeDatabase(
      "INSERT INTO __wadup_content VALUES ('u', 'f', NULL, 1, 'success', NULL); CREATE TABLE t (content_uuid TEXT NOT NULL)",
    );
    openDatabase(path).close();
    expect(query(path, 'SELECT count(*) FROM __wadup_content')).toEqual([[1]]);
  });

  it('may have been restored from a dump, which has no version number', () => {
    makeDatabase(`${CREATE_CONTENT}; ${CREATE_MODULE_OUTPUT}`);
    openDatabase(path).close();
    expect(query(path, 'PRAGMA user_version')).toEqual([[1]]);
    expect(query(path, 'SELECT count(*) FROM __wadup_run')).toEqual([[0]]);
  });

  it('may be a link, and have a name that looks like something else', () => {
    symlinkSync(path, join(directory.path, 'link'));
    openDatabase(join(directory.path, 'link')).close();
    expect(existsSync(path)).toBe(true);
    const odd = join(directory.path, "file:x?mode=memory&'#%00ä.db");
    openDatabase(odd).close();
    openDatabase(odd).close();
    expect(existsSync(odd)).toBe(true);
  });
});

describe('an output that cannot be used is refused, and nothing is written:', () => {
  it('in a directory that does not exist', () => {
    expect(refusal(join(directory.path, 'none', 'out.db'))).toMatch(
      /^The output '.*' cannot be created: there is no directory '.*none'/,
    );
  });

  it('below a file', () => {
    writeFileSync(path, '');
    expect(refusal(join(path, 'out.db'))).toContain('there is no directory');
  });

  it('a directory', () => {
    expect(refusal(directory.path)).toContain('is a directory');
  });

  it('a device', () => {
    expect(refusal('/dev/null')).toContain('is not a regular file');
  });

  it.each([1, 50, 511, 512, 5000])('another kind of file, of %i bytes', (size) => {
    writeFileSync(path, 'x'.repeat(size));
    expect(refusal()).toContain('is not a SQLite database. It was left as it is');
  });

  it("somebody else's database", () => {
    makeDatabase('CREATE TABLE moz_places (id INTEGER)');
    expect(refusal()).toContain('is a database that wadup did not make');
  });

  it("somebody else's database in WAL mode, without files left beside it", () => {
    makeDatabase('PRAGMA journal_mode=WAL; CREATE TABLE moz_places (id INTEGER)');
    expect(refusal()).toContain('is a database that wadup did not make');
  });

  it("another application's database, even without tables", () => {
    makeDatabase('PRAGMA application_id=77');
    expect(refusal()).toContain('is the database of another application');
  });

  it.each([
    'CREATE TABLE __wadup_content (id INTEGER)',
    `${CREATE_CONTENT.replace('error_message TEXT', 'error_message TEXT, size INTEGER')}; ${CREATE_MODULE_OUTPUT}`,
    `${CREATE_CONTENT.replace('status TEXT NOT NULL', 'status TEXT')}; ${CREATE_MODULE_OUTPUT}`,
    CREATE_CONTENT,
    `${CREATE_CONTENT}; CREATE TABLE __wadup_module_output (content_uuid TEXT)`,
    `${CREATE_CONTENT}; ${CREATE_MODULE_OUTPUT}; CREATE TABLE __wadup_run (id INTEGER)`,
  ])('a database with other tables of our names: %s', (sql) => {
    makeDatabase(sql);
    expect(refusal()).toMatch(/has a table __wadup_\w+ that is not wadup's|did not make/);
  });

  it.each([2, 99, -1])('a database of schema version %i', (version) => {
    openDatabase(path).close();
    makeDatabase(`PRAGMA user_version=${version}; PRAGMA journal_mode=DELETE`);
    expect(refusal()).toContain(`has schema version ${version}, and this wadup writes version 1`);
  });

  it('a file or directory that is read-only', () => {
    openDatabase(path).close();
    mkdirSync(join(directory.path, 'sealed'));
    chmodSync(join(directory.path, 'sealed'), 0o555);
    chmodSync(path, 0o444);
    const before = snapshot();
    const open =
      'try { modules[0].openDatabase(process.argv[1]).close(); } catch (e) { console.log(e.code, e.message); }';
    const refused = (of: string): string => runUnprivileged([new URL('./open.ts', import.meta.url)], open, [of]);
    expect(refused(path)).toMatch(/^database The output .* is read-only\./);
    expect(refused(join(directory.path, 'sealed', 'out.db'))).toMatch(
      /^database The output .* is in a directory that cannot be written to/,
    );
    expect(snapshot()).toEqual(before);
    chmodSync(path, 0o644);
    expect(refused(path)).toBe('');
  });

  it('a database that another process holds', async () => {
    openDatabase(path).close();
    const script = `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(process.argv[1]);
      db.exec('BEGIN IMMEDIATE'); console.log('held'); setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await new Promise((resolve) => holder.stdout.once('data', resolve));
      expect(() => openDatabase(path, 50)).toThrow(/^The output '.*' is locked by another process\. Close whatever/);
    } finally {
      holder.kill('SIGKILL');
    }
  });
});
