import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { query, temporaryDirectory } from '../store/fixtures/temporary.ts';
import { openDatabase } from '../store/open.ts';
import type { MetadataNearOverflow, NearOverflowResult } from './fixtures/metadata-near-overflow.ts';

it('A file handed in with too little stack gives all of its rows or none, and the next one is taken', async () => {
  const directory = temporaryDirectory();
  try {
    const path = join(directory.path, 'out.db');
    openDatabase(path).close();
    const mutex = new SharedArrayBuffer(4);
    const start: MetadataNearOverflow = { path, mutex };
    const worker = new Worker(new URL('./fixtures/metadata-near-overflow.ts', import.meta.url), {
      workerData: start,
      resourceLimits: { stackSizeMb: 0.5 },
    });
    const [result] = (await once(worker, 'message')) as [NearOverflowResult];
    expect(new Int32Array(mutex)[0]).toBe(0);
    expect(result.overflows).toBeGreaterThan(10);
    expect(result.taken).toHaveLength(20);
    expect(result.errorMessage).toContain('it was not read to its end: the stack was used up');
    const numbers = result.taken.map((name) => Number(name.slice(1)));
    expect(query(path, 'SELECT n FROM shared ORDER BY n').flat()).toEqual(numbers);
    const tables = query(path, "SELECT name FROM sqlite_schema WHERE name GLOB 't[0-9]*'").flat().map(String);
    for (const table of tables) {
      const number = Number(table.slice(1));
      const rows = numbers.includes(number) ? [number, number] : [];
      expect(query(path, `SELECT n FROM ${table}`).flat()).toEqual(rows);
    }
  } finally {
    directory.remove();
  }
});
