/** A thread that is asked one thing and answers it: both ends. */
import { parentPort, type TransferListItem, Worker } from 'node:worker_threads';
import { messageOf, WadupError } from '../errors.ts';

const READY = 'ready';

/** How long to wait for an answer, and what stands in for one that comes later or never. */
export interface AnswerLimit<Answer> {
  readonly ms: number;
  readonly late: () => Answer;
}

export class AnsweringThread<Question, Answer> {
  readonly #worker: Worker;
  readonly #ready = Promise.withResolvers<void>();
  readonly #answer = Promise.withResolvers<Answer>();

  /** Starts it at once. `subject`: whose thread it is, as sentences begin; `stackSizeMb`: guest and host together. */
  constructor(program: URL, subject: string, stackSizeMb: number) {
    this.#worker = new Worker(program, { resourceLimits: { stackSizeMb } });
    const fail = (why: string, cause?: unknown): void => {
      const failure = new WadupError('worker', `${subject} thread died: ${why}.`, { cause });
      this.#ready.reject(failure);
      this.#answer.reject(failure);
    };
    this.#worker.on('message', (message: typeof READY | { readonly answer: Answer }) => {
      if (message === READY) this.#ready.resolve();
      else this.#answer.resolve(message.answer);
    });
    this.#worker.once('error', (error) => fail(messageOf(error), error));
    // After an answer or an error this changes nothing.
    this.#worker.once('exit', (code) => fail(`it ended with code ${code}`));
    // Somebody may wait for one of them only.
    for (const { promise } of [this.#ready, this.#answer]) promise.catch(() => undefined);
  }

  /**
   * Resolves when it has loaded its program. Before that no flag of V8 should change: see `WorkerCrew`.
   * @throws {WadupError} code `worker`.
   */
  ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** @throws {WadupError} code `worker`. */
  async ask(question: Question, limit?: AnswerLimit<Answer>): Promise<Answer> {
    const { promise, resolve } = this.#answer;
    this.#worker.postMessage(question);
    const watchdog = limit && setTimeout(() => resolve(limit.late()), limit.ms);
    return await promise.finally(() => clearTimeout(watchdog));
  }

  /** Whatever it does: it may be in a loop that has no end. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** The thread's end. `answer` gives the answer, and what of it is handed over rather than copied. */
export function answerOnce<Question, Answer>(
  answer: (question: Question) => { readonly answer: Answer; readonly transfer?: readonly TransferListItem[] },
): void {
  const port = parentPort!;
  port.once('message', (question: Question) => {
    const { answer: given, transfer = [] } = answer(question);
    port.postMessage({ answer: given }, transfer);
  });
  port.postMessage(READY);
}
