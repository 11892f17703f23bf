/** The worker threads of one run, seen from the main thread. */
import { Worker } from 'node:worker_threads';
import { messageOf, WadupError } from '../errors.ts';
import type { WorkerMessage, WorkerStart } from '../protocol.ts';

/** In the source tree a worker is a TypeScript file; in the bundle it is a file beside the bundle. */
const WORKER_URL: URL = import.meta.url.endsWith('.ts')
  ? new URL('./main.ts', import.meta.url)
  : new URL('./worker.js', import.meta.url);

/** Node 22 warns that node:sqlite is experimental, once in every thread. */
const EXEC_ARGV: readonly string[] = ['--disable-warning=ExperimentalWarning'];

const MiB = 1_048_576;
/** Stack that the host's own functions need below the guest's. */
const HOST_STACK_MB = 0.5;

export interface CrewResult {
  /** Rows committed, by table. */
  readonly rows: Map<string, number>;
}

export class WorkerCrew {
  readonly #workers: Worker[] = [];
  /** Messages may come before anybody waits for them. */
  readonly #messages: Promise<WorkerMessage>[] = [];
  #onFailure: () => void = () => {};

  /** Starts the threads at once, so that they are ready when the modules are. `maxStack` in bytes. */
  constructor(threads: number, maxStack: number | undefined) {
    const resourceLimits = maxStack === undefined ? {} : { stackSizeMb: maxStack / MiB + HOST_STACK_MB };
    for (let n = 0; n < threads; n++) {
      const worker = new Worker(WORKER_URL, { resourceLimits, execArgv: [...EXEC_ARGV], name: `wadup-${n}` });
      this.#workers.push(worker);
      this.#messages.push(this.#messageOf(worker));
    }
  }

  /** Lets all workers begin. `onFailure` is called as soon as one of them has failed. */
  begin(startOf: (workerIndex: number) => WorkerStart, onFailure: () => void): void {
    this.#onFailure = onFailure;
    this.#workers.forEach((worker, n) => worker.postMessage(startOf(n)));
  }

  /** Resolves when all workers have ended. @throws {WadupError} what the first that failed reported. */
  async result(): Promise<CrewResult> {
    const messages = await Promise.all(this.#messages);
    const rows = new Map<string, number>();
    for (const message of messages) {
      if (message.type === 'failed') throw new WadupError(message.code, message.message);
      for (const [table, count] of message.rows) rows.set(table, (rows.get(table) ?? 0) + count);
    }
    return { rows };
  }

  /** Ends all threads that are still there. */
  async dismiss(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #messageOf(worker: Worker): Promise<WorkerMessage> {
    const { promise, resolve } = Promise.withResolvers<WorkerMessage>();
    const fail = (message: string): void => {
      resolve({ type: 'failed', code: 'worker', message });
      this.#onFailure();
    };
    worker.once('message', (message: WorkerMessage) => {
      resolve(message);
      if (message.type === 'failed') this.#onFailure();
    });
    worker.once('error', (error) =>
      fail(`A worker thread died: ${messageOf(error)}. What it had not committed is lost.`),
    );
    worker.once('exit', (code) => fail(`A worker thread ended with code ${code} before its work was done.`));
    return promise;
  }
}
