/**
 * Finds which trees of an unfinished run are whole and removes the others. A tree is an input and all that was
 * extracted from it, at any depth; it is whole when every content in it has as many children as it emitted.
 */
import type { DatabaseSync } from 'node:sqlite';
import { quoteIdentifier } from './table-name.ts';

export interface Removed {
  /** Inputs that need not be processed again. */
  readonly inputsDone: number;
  /** Contents of whole trees, the inputs among them; they stay. */
  readonly contentsKept: number;
  /** Contents of unfinished trees, removed with their rows. */
  readonly contentsRemoved: number;
}

/**
 * Called in a transaction. Works in temporary tables, which SQLite keeps on disk past a few megabytes, and scans each
 * table once: millions of contents need no memory of ours.
 *
 * Leaves `temp.done_input (input_index, filename, times)`: how often a name was wholly processed.
 */
export function removeUnfinishedTrees(db: DatabaseSync, runId: string): Removed {
  db.exec(`
    DROP TABLE IF EXISTS temp.sub_content; DROP TABLE IF EXISTS temp.unfinished; DROP TABLE IF EXISTS temp.done_input;
    CREATE TEMP TABLE sub_content (parent TEXT NOT NULL, uuid TEXT NOT NULL, PRIMARY KEY (parent, uuid)) WITHOUT ROWID;
    CREATE TEMP TABLE unfinished (uuid TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TEMP TABLE done_input (
      input_index INTEGER NOT NULL, filename TEXT NOT NULL, times INTEGER NOT NULL,
      PRIMARY KEY (input_index, filename) ) WITHOUT ROWID`);
  db.prepare(
    'INSERT INTO temp.sub_content SELECT parent_uuid, uuid FROM main.__wadup_content ' +
      'WHERE uuid > ? AND parent_uuid IS NOT NULL ORDER BY parent_uuid, uuid',
  ).run(runId);
  collectUnfinished(db, runId);
  const contentsRemoved = deleteUnfinished(db);
  db.prepare(
    `INSERT INTO temp.done_input
       SELECT coalesce(i.input_index, 0) AS input_index, c.filename, count(*) FROM main.__wadup_content c
       LEFT JOIN main.__wadup_input i ON i.content_uuid = c.uuid
       WHERE c.uuid > ? AND c.parent_uuid IS NULL GROUP BY 1, 2`,
  ).run(runId);
  const inputs = db.prepare('SELECT coalesce(sum(times), 0) AS total FROM temp.done_input').get();
  const kept = db.prepare('SELECT count(*) AS total FROM main.__wadup_content WHERE uuid > ?').get(runId);
  db.exec('DROP TABLE temp.sub_content; DROP TABLE temp.unfinished');
  return { inputsDone: Number(inputs?.total), contentsKept: Number(kept?.total), contentsRemoved };
}

function collectUnfinished(db: DatabaseSync, runId: string): void {
  // From every content that lacks a child up to the root, or as far up as was committed …
  db.prepare(
    `INSERT INTO temp.unfinished
       WITH RECURSIVE above (uuid) AS (
         SELECT e.content_uuid FROM main.__wadup_emission e
         WHERE e.content_uuid > ? AND e.children <> (SELECT count(*) FROM temp.sub_content s WHERE s.parent = e.content_uuid)
         UNION
         SELECT c.parent_uuid FROM above JOIN main.__wadup_content c ON c.uuid = above.uuid WHERE c.parent_uuid IS NOT NULL
       )
       SELECT uuid FROM above`,
  ).run(runId);
  // … and down from there to all that was committed, also from parents that never were.
  db.exec(
    `INSERT OR IGNORE INTO temp.unfinished
       WITH RECURSIVE below (uuid) AS (
         SELECT uuid FROM temp.unfinished
         UNION
         SELECT s.parent FROM temp.sub_content s
         WHERE NOT EXISTS (SELECT 1 FROM main.__wadup_content c WHERE c.uuid = s.parent)
         UNION
         SELECT s.uuid FROM below JOIN temp.sub_content s ON s.parent = below.uuid
       )
       SELECT uuid FROM below`,
  );
}

/** @returns how many contents were removed. */
function deleteUnfinished(db: DatabaseSync): number {
  const withRows = db
    .prepare(
      `SELECT t.name FROM sqlite_schema t WHERE t.type = 'table' AND EXISTS (
         SELECT 1 FROM pragma_table_info(t.name) c
           WHERE c.cid = 0 AND c.name = 'content_uuid' AND c.type = 'TEXT' AND (c."notnull" OR c.pk))`,
    )
    .all();
  for (const { name } of withRows) {
    db.exec(
      `DELETE FROM main.${quoteIdentifier(String(name))} WHERE content_uuid IN (SELECT uuid FROM temp.unfinished)`,
    );
  }
  const removed = db.prepare('DELETE FROM main.__wadup_content WHERE uuid IN (SELECT uuid FROM temp.unfinished)').run();
  return Number(removed.changes);
}
