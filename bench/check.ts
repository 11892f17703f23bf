import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Facts } from './corpus/facts.ts';
import type { Metrics, Work } from './works.ts';

/** What is wrong with an output, in words; else the figures that its own rows give. A fast wrong run is worthless. */
export type Verdict = { readonly wrong: string } | { readonly wrong: null; readonly metrics: Metrics };

export function checkOutput(work: Work, facts: Facts, threads: number, path: string): Verdict {
  if (!existsSync(path)) return { wrong: 'there is no output database' };
  const database = new DatabaseSync(path);
  try {
    for (const { sql, want } of work.checks(facts)) {
      const statement = database.prepare(sql);
      statement.setReadBigInts(true);
      const got = Object.values(statement.get() ?? {});
      const same = got.length === want.length && want.every((value, index) => BigInt(value) === got[index]);
      if (!same) return { wrong: `${sql} gives ${got.join(', ')}; expected ${want.join(', ')}${firstError(database)}` };
    }
    return { wrong: null, metrics: work.metrics?.(database, threads) ?? {} };
  } catch (error) {
    return { wrong: `the output cannot be read: ${(error as Error).message}` };
  } finally {
    database.close();
  }
}

function firstError(database: DatabaseSync): string {
  const sql = "SELECT error_message FROM __wadup_content WHERE status <> 'success' LIMIT 1";
  const message = database.prepare(sql).get()?.['error_message'];
  return message === undefined ? '' : ` (an error: ${String(message)})`;
}
