/**
 * The map of a run: wires the stages in the order in which data flows.
 *
 *   workers started → modules rewritten → workers there → modules compiled → inputs checked → output opened →
 *   workers begun → inputs fed → workers ended → summary
 *
 * Nothing is written before every module and every input has been checked.
 */
import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import type { Notice } from './input/input-walk.ts';
import { CodeCache } from './instance/code-cache.ts';
import { compileModule, type ModuleFile, readModules, rewriteModule } from './instance/prepare.ts';
import type { ResolvedOptions } from './options.ts';
import { CONTROL, type PreparedModule } from './protocol.ts';
import type { RunSummary } from './run.ts';
import { keepCompiledCode } from './scheduler/headroom.ts';
import { type Progress, Scheduler } from './scheduler/scheduler.ts';
import { LogCopier } from './store/log-copier.ts';
import { openDatabase } from './store/open.ts';
import { claimOutput, type OutputClaim } from './store/output-claim.ts';
import type { RunDatabase } from './store/run-database.ts';
import { uuidTime } from './store/run-id.ts';
import { Mutex } from './sync/mutex.ts';
import { VERSION } from './version.ts';
import type { WorkerCrew } from './worker/crew.ts';

/** Notices in a run's summary; more of them are in the database. */
const NOTICES_SHOWN = 20;
/** How often the main thread looks whether the database's log is to be copied. */
const LOG_LOOK_MS = 10;

export class Execution {
  readonly #resolved: ResolvedOptions;
  readonly #crew: WorkerCrew;
  readonly #signal: AbortSignal | undefined;
  #scheduler: Scheduler | null = null;

  /** `crew`: threads that have been started; whoever started them dismisses them. */
  constructor(resolved: ResolvedOptions, crew: WorkerCrew, signal: AbortSignal | undefined) {
    this.#resolved = resolved;
    this.#crew = crew;
    this.#signal = signal;
  }

  /** `undefined` as long as nothing is fed. */
  get progress(): Progress | undefined {
    return this.#scheduler?.progress();
  }

  async run(): Promise<Omit<RunSummary, 'elapsedMs'>> {
    const resolved = this.#resolved;
    const crew = this.#crew;
    const files = readModules(resolved.modules);
    const rewritten = files.map((file) => rewriteModule(file, resolved.limits));
    await crew.ready();
    keepCompiledCode();
    const codeCache = new CodeCache(resolved.codeCache);
    const modules = rewritten.map((module) => compileModule(module, codeCache));
    const scheduler = this.#createScheduler(resolved);
    this.#scheduler = scheduler;
    const database = openDatabase(resolved.output);
    let claim: OutputClaim | null = null;
    try {
      claim = claimOutput(database.path);
      const resumed = beginRun(database, resolved, files);
      const signal = this.#signal;
      const parts = { resolved, crew, modules, codeCache, scheduler, database, claim, resumed, signal };
      return await this.#process(parts);
    } finally {
      database.close();
      claim?.release();
    }
  }

  #createScheduler({ inputs, output, limits, temporaryDirectory }: ResolvedOptions): Scheduler {
    const path = resolve(output);
    return new Scheduler({
      limits,
      inputs,
      excluded: [path],
      spillDirectory: spillDirectoryOf(path, temporaryDirectory),
    });
  }

  async #process(parts: ProcessParts): Promise<Omit<RunSummary, 'elapsedMs'>> {
    const { resolved, crew, modules, codeCache, scheduler, database, claim, resumed, signal } = parts;
    const stop = (): void => scheduler.stop();
    // The output is this run's now. `process.exit` (a second Ctrl-C) leaves no temporary files behind.
    const removeTemporaryFiles = (): void => scheduler.removeTemporaryFiles();
    removeTemporaryFiles();
    process.once('exit', removeTemporaryFiles);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    const busySince = performance.now();
    try {
      crew.begin(
        (workerIndex) => ({
          workerIndex,
          keepsCode: workerIndex === 0 && codeCache.lacksCode,
          modules,
          limits: resolved.limits,
          databasePath: database.path,
          uuidTime: uuidTime(resumed.runId),
          inputs: resolved.inputs,
          shared: scheduler.shared,
        }),
        stop,
      );
      const stopCopying = copyLogMeanwhile(scheduler, database);
      const work = Promise.all([crew.result(), scheduler.feed(resumed.isDone)]);
      const [{ rows, optimized }] = await work.finally(stopCopying);
      const progress = scheduler.progress();
      const isComplete = progress.contentsOutstanding === 0 && !(scheduler.isStopped && !scheduler.walkedAll);
      const status = isComplete ? 'completed' : 'interrupted';
      claim.requireStillThere();
      database.endRun(status, scheduler.notices);
      codeCache.save(optimized);
      const tables = tablesWithRows(database.tablesOfModules(), rows);
      return this.#summarize({ status, progress, tables, resumed, busyMs: performance.now() - busySince });
    } catch (thrown) {
      stop();
      // Before the end is recorded: whatever workers can still commit is in the database then, and no lock is held.
      await crew.dismiss();
      // Without its file, every failure is about that.
      claim.requireStillThere();
      endFailedRun(database, scheduler.notices);
      throw thrown;
    } finally {
      signal?.removeEventListener('abort', stop);
      process.off('exit', removeTemporaryFiles);
      scheduler.dispose();
    }
  }

  #summarize({ status, progress, tables, resumed, busyMs }: Ended): Omit<RunSummary, 'elapsedMs'> {
    return {
      status,
      contents: progress.contentsDone,
      failed: progress.contentsFailed,
      inputs: progress.inputsSeen,
      resumed: resumed.removed,
      subcontents: progress.contentsEmitted,
      rows: tables.reduce((sum, table) => sum + table.rows, 0),
      tables,
      skipped: progress.skipped,
      notices: this.#scheduler!.notices.slice(0, NOTICES_SHOWN).map(({ path, why }) => `${path}: ${why}`),
      utilisation: progress.idleMs.map((idle) => Math.max(0, 1 - idle / busyMs)),
      spilledBytes: progress.spilledBytes,
    };
  }
}

/** Gives what ends it. */
function copyLogMeanwhile(scheduler: Scheduler, database: RunDatabase): () => void {
  const words = new Int32Array(scheduler.shared.control);
  const mutex = new Mutex(words, CONTROL.storeMutex);
  const copier = new LogCopier({ database, mutex, words, index: CONTROL.committedBytes });
  const timer = setInterval(() => {
    if (scheduler.isWaiting) copier.copyIfGrown();
  }, LOG_LOOK_MS);
  return () => clearInterval(timer);
}

/** By name: those that have no rows of this run, too. */
function tablesWithRows(names: readonly string[], rows: ReadonlyMap<string, number>): RunSummary['tables'] {
  return [...new Set([...names, ...rows.keys()])].sort().map((name) => ({ name, rows: rows.get(name) ?? 0 }));
}

interface ProcessParts {
  readonly resolved: ResolvedOptions;
  readonly crew: WorkerCrew;
  readonly modules: readonly PreparedModule[];
  readonly codeCache: CodeCache;
  readonly scheduler: Scheduler;
  readonly database: RunDatabase;
  readonly claim: OutputClaim;
  readonly resumed: BegunRun;
  readonly signal: AbortSignal | undefined;
}

interface Ended {
  readonly status: RunSummary['status'];
  readonly progress: Progress;
  readonly tables: RunSummary['tables'];
  readonly resumed: BegunRun;
  /** Since the workers began. */
  readonly busyMs: number;
}

/**
 * One name for each output: a run that was killed cannot remove its temporary files, but the next one into the same
 * output can. It is used only by the run that the output was given to.
 */
function spillDirectoryOf(output: string, temporaryDirectory: string | undefined): string {
  const name = createHash('sha256').update(output).digest('hex').slice(0, 16);
  return join(temporaryDirectory ?? dirname(output), `.wadup-spill-${name}`);
}

/** A run as recorded in the output, new or resumed. */
interface BegunRun {
  readonly runId: string;
  readonly removed: RunSummary['resumed'];
  readonly isDone?: (inputIndex: number, filename: string) => boolean;
}

function beginRun(database: RunDatabase, resolved: ResolvedOptions, files: readonly ModuleFile[]): BegunRun {
  const description = {
    version: VERSION,
    options: { ...resolved.limits },
    inputs: resolved.inputs.map((input) => resolve(input)),
    modules: files.map(({ name, sha256, bytes }) => ({ name, sha256, size: bytes.length })),
  };
  const resumed = resolved.resume ? database.resumeRun(description) : null;
  if (resumed === null) return { runId: database.startRun(description), removed: null };
  const { runId, inputsDone, contentsKept, contentsRemoved, isDone } = resumed;
  return { runId, removed: { inputsDone, contentsKept, contentsRemoved }, isDone };
}

/** The run failed for a reason of its own, which must not be hidden by the database failing too. */
function endFailedRun(database: RunDatabase, skipped: readonly Notice[]): void {
  try {
    database.endRun('failed', skipped);
  } catch {
    // A run without an end counts as unfinished all the same.
  }
}
