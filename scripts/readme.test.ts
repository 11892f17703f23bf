/**
 * What the README shows is real: every query runs as it stands against the database of the quick tour and gives the
 * rows shown below it. BLESS=1 writes those rows anew.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_MODULES } from './demo-modules.mjs';
import { writeSampleData } from './sample-data.mjs';
import { formatTable } from './text-table.mjs';

const ROOT = join(import.meta.dirname, '..');
const README = join(ROOT, 'README.md');
/** A query, and the rows below it where there are any. */
const QUERY = /```sql\n(?<sql>[^`]*)```\n(?:\n```text\n(?<rows>[^`]*)```\n)?/g;

const readme = readFileSync(README, 'utf8');
const queries = [...readme.matchAll(QUERY)].map(({ groups }) => ({
  sql: groups?.['sql'] ?? '',
  rows: groups?.['rows'],
}));

let folder: string;
let database: DatabaseSync;

function answer(sql: string): string {
  const statement = database.prepare(sql);
  const columns = statement.columns().map(({ name }) => name);
  return formatTable(
    columns,
    statement.all().map((row) => columns.map((name) => row[name])),
  );
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wadup-readme-'));
  mkdirSync(join(folder, 'modules'));
  for (const name of DEMO_MODULES) {
    copyFileSync(join(ROOT, 'examples', name, `${name}.wasm`), join(folder, 'modules', `${name}.wasm`));
  }
  writeSampleData(join(folder, 'input'));
  const job = ['--modules', 'modules', '--input', 'input', '--output', 'wadup.db'];
  execFileSync(process.execPath, [join(ROOT, 'packages/cli/src/main.ts'), ...job], { cwd: folder, stdio: 'pipe' });
  database = new DatabaseSync(join(folder, 'wadup.db'), { readOnly: true });
});

afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the README', () => {
  it('shows the queries that people write', () => {
    expect(queries.length).toBeGreaterThanOrEqual(6);
  });

  it.each(queries)('has a query that gives the rows below it: $sql', ({ sql, rows }) => {
    const given = answer(sql);
    if (process.env['BLESS'] !== '1') expect(rows).toBe(given);
    // A heading and a rule stand above the rows.
    expect(given.split('\n').length, 'a query in the README should find something').toBeGreaterThan(3);
  });

  it.runIf(process.env['BLESS'] === '1')('is written anew', () => {
    const blessed = readme.replace(
      QUERY,
      (_, sql: string) => `\`\`\`sql\n${sql}\`\`\`\n\n\`\`\`text\n${answer(sql)}\`\`\`\n`,
    );
    writeFileSync(README, blessed);
  });

  it('shows the smallest example as it is', () => {
    const shown = /```rust\n([^]*?)```/.exec(readme)?.[1] ?? '';
    const source = readFileSync(join(ROOT, 'examples/byte-counter/src/lib.rs'), 'utf8');
    expect(source.replace(/^\/\/!.*\n/gm, '')).toBe(shown);
  });
});
