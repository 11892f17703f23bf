import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Facts } from './facts.ts';
import type { Random } from '../random.ts';

const TABLES = ['people', 'messages', 'visits'];

/** SQLite databases of three tables and about 50 KiB. Facts: files, tables, rows (in all tables of all databases). */
export function makeDatabases(
  directory: string,
  random: Random,
  { databases, fewestRows, mostRows }: { databases: number; fewestRows: number; mostRows: number },
): Facts {
  const pool = random.text(1 << 18).toString('latin1');
  let rows = 0;
  for (let index = 0; index < databases; index++) {
    const database = new DatabaseSync(join(directory, `${String(index).padStart(5, '0')}.sqlite`));
    // Nothing here needs to survive a crash: a corpus without its stamp is made anew.
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN');
    for (const table of TABLES) {
      database.exec(`CREATE TABLE ${table} (id INTEGER PRIMARY KEY, at INTEGER, score REAL, note TEXT)`);
      const insert = database.prepare(`INSERT INTO ${table} (at, score, note) VALUES (?, ?, ?)`);
      const count = random.between(fewestRows, mostRows);
      for (let row = 0; row < count; row++) {
        const start = random.between(0, pool.length - 250);
        insert.run(random.next(), random.next() / 7, pool.slice(start, start + random.between(50, 200)));
      }
      rows += count;
    }
    database.exec('COMMIT');
    database.close();
  }
  return { files: databases, tables: databases * TABLES.length, rows };
}
