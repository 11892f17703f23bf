import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkOutput } from './check.ts';
import { WORKS } from './works.ts';

const WORK = WORKS.find(({ name }) => name === 'files-20k')!;
const FACTS = { files: 2, bytes: 30 };
let home: string;
let path: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'wadup-check-'));
  path = join(home, 'out.db');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(sizes: readonly number[], status: string): void {
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE __wadup_content (uuid TEXT, status TEXT, error_message TEXT)');
  database.exec('CREATE TABLE file_sizes (content_uuid TEXT, size_bytes INTEGER)');
  for (const [index, size] of sizes.entries()) {
    database.exec(`INSERT INTO __wadup_content VALUES ('${index}', '${status}', 'fuel exhausted')`);
    database.exec(`INSERT INTO file_sizes VALUES ('${index}', ${size})`);
  }
  database.close();
}

test('the right rows are right', () => {
  write([10, 20], 'success');
  expect(checkOutput(WORK, FACTS, 1, path)).toEqual({ wrong: null, metrics: {} });
});

test('a wrong sum, a missing row, a failed content and a missing output are wrong', () => {
  expect(checkOutput(WORK, FACTS, 1, path).wrong).toBe('there is no output database');
  write([10, 21], 'success');
  expect(checkOutput(WORK, FACTS, 1, path).wrong).toMatch('gives 2, 2, 31; expected 2, 2, 30');
  rmSync(path);
  write([30], 'success');
  expect(checkOutput(WORK, FACTS, 1, path).wrong).toMatch('gives 1, 0; expected 2, 0');
  rmSync(path);
  write([10, 20], 'failed');
  expect(checkOutput(WORK, FACTS, 1, path).wrong).toMatch('(an error: fuel exhausted)');
});
