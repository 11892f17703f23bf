/** The worker threads of one run, seen from the main thread. */
import { Worker } from 'node:worker_threads';
import { messageOf, WadupError } from '../errors.ts';
import type { WorkerMessage, WorkerReport, WorkerStart } from '../protocol.ts';

/** In the source tree a worker is a TypeScript file; in the bundle it is a file beside the bundle. */
const WORKER_URL: URL = import.meta.url.endsWith('.ts')
  ? new URL('./main.ts', import.meta.url)
  : new URL('./worker.js', import.meta.url);

/** Node 22 warns that node:sqlite is experimental, once in every thread. */
const EXEC_ARGV: readonly string[] = ['--disable-warning=ExperimentalWarning'];

const MiB = 1_048_576;
/**
 * After one worker has failed, the others have this long to finish their content and commit. Not longer: a guest may
 * compute for ever, and a worker that died may have taken a lock with it.
 */
const GRACE_MS = 5000;
/** Stack that the host's own functions need below the guest's. */
const HOST_STACK_MB = 0.5;

/**
 * V8 would let a thread's young objects grow past 130 MB when the machine is busy. A worker's are one batch of rows, and
 * less collects as well: measured over a million files, two threads take 290 MB in place of 510 MB, in the same time.
 */
const YOUNG_GENERATION_MB = 32;

export interface CrewResult {
  /** Rows committed, by table. */
  readonly rows: Map<string, number>;
  /** For each module, whether a worker has prepared its code for being kept. */
  readonly optimized: boolean[];
}

export class WorkerCrew {
  readonly #workers: Worker[] = [];
  /** Resolved when the thread is there, or when it is clear that it will never be. */
  readonly #ready: Promise<void>[] = [];
  /** Reports may come before anybody waits for them. */
  readonly #reports: Promise<WorkerReport>[] = [];
  readonly #graceMs: number;
  #hasBegun = false;
  #onFailure: () => void = () => {};

  /**
   * Starts the threads at once, so that they are ready when the modules are. `maxStack` in bytes. `program` and
   * `graceMs` are there for tests.
   */
  constructor(threads: number, maxStack: number | undefined, program: URL = WORKER_URL, graceMs: number = GRACE_MS) {
    this.#graceMs = graceMs;
    const resourceLimits = {
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      ...(maxStack === undefined ? {} : { stackSizeMb: maxStack / MiB + HOST_STACK_MB }),
    };
    for (let n = 0; n < threads; n++) {
      const worker = new Worker(program, { resourceLimits, execArgv: [...EXEC_ARGV], name: `wadup-${n}` });
      this.#workers.push(worker);
      this.#listenTo(worker);
    }
  }

  /**
   * Resolves when every thread is there and has loaded its program. Before that no flag of V8 should change: Node's own
   * JavaScript comes with compiled code that V8 takes only with the flags that it was made with, so that a thread takes
   * twice as long to start.
   */
  async ready(): Promise<void> {
    await Promise.all(this.#ready);
  }

  /** Lets all workers begin. `onFailure` is called as soon as one of them has failed. */
  begin(startOf: (workerIndex: number) => WorkerStart, onFailure: () => void): void {
    this.#hasBegun = true;
    this.#onFailure = onFailure;
    this.#workers.forEach((worker, n) => worker.postMessage(startOf(n)));
  }

  /** Resolves when all workers have ended. @throws {WadupError} as soon as one has failed: what it reported. */
  async result(): Promise<CrewResult> {
    const rows = new Map<string, number>();
    const optimized: boolean[] = [];
    await Promise.all(
      this.#reports.map(async (pending) => {
        const report = await pending;
        if (report.type === 'failed') throw new WadupError(report.code, report.message);
        for (const [table, count] of report.rows) rows.set(table, (rows.get(table) ?? 0) + count);
        report.optimized.forEach((isOptimized, n) => (optimized[n] ||= isOptimized));
      }),
    );
    return { rows, optimized };
  }

  /** Ends all threads that are still there. Workers that have begun, and were told to stop, may finish first. */
  async dismiss(): Promise<void> {
    if (this.#hasBegun) {
      const { promise: graceOver, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, this.#graceMs);
      await Promise.race([Promise.all(this.#reports), graceOver]);
      clearTimeout(timer);
    }
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #listenTo(worker: Worker): void {
    const ready = Promise.withResolvers<void>();
    const reported = Promise.withResolvers<WorkerReport>();
    let isSettled = false;
    const settle = (report: WorkerReport): void => {
      // A worker that has reported ends as a thread a little later.
      if (isSettled) return;
      isSettled = true;
      ready.resolve();
      reported.resolve(report);
      if (report.type === 'failed') this.#onFailure();
    };
    const fail = (message: string): void => settle({ type: 'failed', code: 'worker', message });
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'ready') ready.resolve();
      else settle(message);
    });
    worker.once('error', (error) =>
      fail(`A worker thread died: ${messageOf(error)}. What it had not committed is lost.`),
    );
    worker.once('exit', (code) => fail(`A worker thread ended with code ${code} before its work was done.`));
    this.#ready.push(ready.promise);
    this.#reports.push(reported.promise);
  }
}
