/** The main thread's connection to the output: records the run, and finds what an unfinished one left. */
import type { DatabaseSync } from 'node:sqlite';
import { WadupError } from '../errors.ts';
import { transaction } from './connection.ts';
import { databaseError } from './database-error.ts';
import { printable } from './printable.ts';
import { isAlive, processIdentity } from './process-identity.ts';
import { type Removed, removeUnfinishedTrees } from './resume.ts';
import { createRunId } from './run-id.ts';

/** What is recorded of a run. */
export interface RunDescription {
  readonly version: string;
  /** Stored as JSON. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Absolute paths, in the order of their indexes. */
  readonly inputs: readonly string[];
  readonly modules: readonly RunModule[];
}

export interface RunModule {
  readonly name: string;
  /** Of the file as it was given, in hexadecimal. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
}

/** Something in the inputs that was not processed. */
export interface Skipped {
  readonly path: string;
  readonly why: string;
}

export type RunEnd = 'completed' | 'interrupted' | 'failed';

/** A run that is continued. */
export interface ResumedRun extends Removed {
  /** The run keeps its id. */
  readonly runId: string;
  /**
   * Whether this input was wholly processed, with all that was extracted from it. Answers `true` once for each time it
   * was; call it once per file of the walk.
   */
  isDone(inputIndex: number, filename: string): boolean;
}

export class RunDatabase {
  /** Absolute path of the output, as the writers need it. */
  readonly path: string;
  readonly #db: DatabaseSync;
  #runId: string | null = null;

  /** @param db is taken over. */
  constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    this.path = path;
  }

  /**
   * Records a new run as running.
   * @returns its id: greater than any uuid before; contents of this run must be made with a later time (`uuidTime`).
   * @throws {WadupError} code `database`, also when another process is running into this database.
   */
  startRun(run: RunDescription): string {
    return this.#guard(() =>
      transaction(this.#db, () => {
        this.#refuseBesideLiveRun();
        const runId = createRunId(this.#latestUuid());
        this.#db
          .prepare("INSERT INTO __wadup_run VALUES (?, ?, NULL, 'running', ?, ?, ?, ?, 0)")
          .run(runId, now(), run.version, JSON.stringify(run.options), JSON.stringify(run.inputs), processIdentity());
        const insertModule = this.#db.prepare('INSERT INTO __wadup_run_module VALUES (?, ?, ?, ?)');
        for (const module of run.modules) insertModule.run(runId, module.name, module.sha256, module.size);
        this.#runId = runId;
        return runId;
      }),
    );
  }

  /**
   * Continues the last run into this database, if it did not complete: removes whatever it left unfinished and records
   * it as running again.
   * A run that completed is continued too: then only inputs that are new are left to do.
   * @returns `null` when there is nothing to continue: no run yet.
   * @throws {WadupError} code `database`, also when modules or inputs are not those of that run.
   */
  resumeRun(run: RunDescription): ResumedRun | null {
    return this.#guard(() => {
      const last = this.#db
        .prepare('SELECT run_id, status, inputs FROM __wadup_run ORDER BY run_id DESC LIMIT 1')
        .get();
      if (last === undefined) return null;
      const runId = String(last.run_id);
      const removed = transaction(this.#db, () => {
        this.#refuseBesideLiveRun();
        this.#requireSameRun(runId, String(last.inputs), run);
        const result = removeUnfinishedTrees(this.#db, runId);
        this.#db
          .prepare(
            "UPDATE __wadup_run SET status = 'running', ended_at = NULL, resumed = resumed + 1, " +
              'process = ?, wadup_version = ?, options = ? WHERE run_id = ?',
          )
          .run(processIdentity(), run.version, JSON.stringify(run.options), runId);
        return result;
      });
      this.#runId = runId;
      const take = this.#db.prepare(
        'UPDATE temp.done_input SET times = times - 1 WHERE input_index = ? AND filename = ? AND times > 0',
      );
      return {
        runId,
        ...removed,
        isDone: (inputIndex: number, filename: string): boolean => take.run(inputIndex, filename).changes === 1,
      };
    });
  }

  /**
   * Records how the run ended, and what it passed over as far as it came: a run that was resumed has walked all its
   * inputs again, so that takes the place of what it recorded before. Call it when all writers are closed.
   * @throws {WadupError} code `database`; then neither is recorded.
   */
  endRun(status: RunEnd, skipped: Iterable<Skipped> = []): void {
    this.#guard(() =>
      transaction(this.#db, () => {
        this.#db.prepare('DELETE FROM __wadup_skipped WHERE run_id = ?').run(this.#runId);
        const insert = this.#db.prepare('INSERT INTO __wadup_skipped VALUES (?, ?, ?)');
        for (const { path, why } of skipped) insert.run(this.#runId, path, why);
        this.#db
          .prepare('UPDATE __wadup_run SET status = ?, ended_at = ? WHERE run_id = ?')
          .run(status, now(), this.#runId);
      }),
    );
  }

  /**
   * Names of the tables that the run's modules were the first to define, in this run or before, and that are still there.
   * @throws {WadupError} code `database`.
   */
  tablesOfModules(): string[] {
    return this.#guard(() =>
      this.#db
        .prepare(
          'SELECT t.name FROM __wadup_run_module m JOIN __wadup_table t ON t.module_name = m.name ' +
            "JOIN sqlite_schema s ON s.type = 'table' AND s.name = t.name WHERE m.run_id = ?",
        )
        .all(this.#runId)
        .map((row) => String(row.name)),
    );
  }

  /**
   * Copies the write-ahead log into the database, as far as no reader is in the way. Waits for nobody but the disk.
   * Gives the length of the log in pages; 0 when it could not be copied, which loses nothing: the log stays.
   */
  copyLog(): number {
    try {
      return Number(this.#db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()?.log);
    } catch {
      return 0;
    }
  }

  close(): void {
    this.#db.close();
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (thrown) {
      throw databaseError(this.path, thrown);
    }
  }

  /** Two runs at once would take each other's contents for their own when one of them is resumed. */
  #refuseBesideLiveRun(): void {
    const running = this.#db.prepare("SELECT process FROM __wadup_run WHERE status = 'running'").all();
    for (const { process } of running) {
      const identity = String(process);
      // A run of this very process that failed, and is tried again.
      if (identity === processIdentity() || !isAlive(identity)) continue;
      throw new WadupError(
        'database',
        `The output '${printable(this.path, 400)}' is in use by another wadup (process ${identity.split(' ')[1]}). ` +
          'Wait for it to end, or name another file.',
      );
    }
  }

  #latestUuid(): string {
    const sql =
      'SELECT max(uuid) AS latest FROM (SELECT max(uuid) AS uuid FROM __wadup_content UNION ALL SELECT max(run_id) FROM __wadup_run)';
    const latest = this.#db.prepare(sql).get()?.latest;
    return typeof latest === 'string' ? latest : '';
  }

  #requireSameRun(runId: string, inputs: string, run: RunDescription): void {
    const refuse = (reason: string): never => {
      throw new WadupError(
        'database',
        `The last run into '${printable(this.path, 400)}' cannot be resumed: ${reason}. ` +
          'Resume it with the same modules and inputs, or run without --resume to process everything.',
      );
    };
    if (inputs !== JSON.stringify(run.inputs)) refuse(`its inputs were ${printable(inputs, 400)}`);
    const before = this.#db.prepare('SELECT name, sha256 FROM __wadup_run_module WHERE run_id = ?').all(runId);
    const known = new Map(before.map((row) => [String(row.name), String(row.sha256)]));
    for (const module of run.modules) {
      const sha256 = known.get(module.name);
      const name = printable(module.name);
      if (sha256 === undefined) refuse(`it had no module '${name}'`);
      if (sha256 !== module.sha256) refuse(`its module '${name}' was another version`);
      known.delete(module.name);
    }
    for (const name of known.keys()) refuse(`it had a module '${printable(name)}', which is missing now`);
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
