/** The loop of one worker thread: take a content, run every module on it, collect, commit in batches. */
import type { ContentCollector } from '../collect/content-collector.ts';
import type { ModuleRunner } from '../instance/module-runner.ts';
import type { SharedQueue } from '../scheduler/shared-queue.ts';
import type { ContentTask, PendingBatch, StoreWriter } from '../stages.ts';
import type { ContentRun } from './content-run.ts';
import type { UuidGenerator } from './uuid.ts';

/** From this many contents on, a batch is committed as soon as no other thread is committing. */
const BATCH_CONTENTS = 512;
/** Past this many, the worker waits for its turn rather than gather more. */
const BATCH_CONTENTS_MOST = 4096;
/** A batch of large rows ends by size. */
const BATCH_BYTES = 8 * 1024 * 1024;
/** No finished content waits longer than this for its commit while the worker goes from content to content. */
const BATCH_MS = 250;
/** How long an idle worker waits for more before it commits what it has. */
const IDLE_MS = 5;
/** The clock is looked at once in so many contents. */
const CLOCK_EVERY = 16;

export interface ContentLoopParts {
  readonly queue: SharedQueue;
  readonly runners: readonly ModuleRunner[];
  readonly run: ContentRun;
  readonly collector: ContentCollector;
  readonly takeOutput: () => Parameters<ContentCollector['output']>[0];
  readonly batch: PendingBatch;
  readonly writer: StoreWriter;
  readonly nextUuid: UuidGenerator;
  readonly maxRecursionDepth: number;
}

/** Runs until the queue says that the run is over; then everything is committed. @throws {WadupError} */
export function runContentLoop(parts: ContentLoopParts): void {
  const { queue, batch, writer } = parts;
  let batchBegan = 0;
  // When the last content ended, the next one began: one look at the clock for both.
  let now = Date.now();
  for (;;) {
    let task = queue.next(0);
    if (task === undefined) {
      task = waitForTask(parts);
      now = Date.now();
    }
    if (!task) break;
    if (batch.contents.length === 0) batchBegan = performance.now();
    now = processContent(task, parts, now);
    if (isDue(batch, batchBegan)) commitDue(batch, writer);
  }
  writer.commit(batch);
}

/** Nothing is there just now. What is finished is committed when it stays so. */
function waitForTask({ queue, batch, writer }: ContentLoopParts): ContentTask | null | undefined {
  if (batch.contents.length > 0) {
    const task = queue.next(IDLE_MS);
    if (task !== undefined) return task;
    writer.commit(batch);
  }
  return queue.next(Infinity);
}

/** Gives the time, as `now` is: Unix milliseconds. */
function processContent(task: ContentTask, parts: ContentLoopParts, now: number): number {
  const { queue, run, collector } = parts;
  run.begin(task, parts.nextUuid(now));
  if (task.depth > parts.maxRecursionDepth) {
    const levels = task.depth === 1 ? '1 level' : `${task.depth} levels`;
    collector.problem(
      `not processed: it is nested ${levels} deep, and the limit is ${parts.maxRecursionDepth} (--max-recursion-depth)`,
    );
  } else runModules(task, parts);
  const ended = Date.now();
  const succeeded = collector.endContent({
    filename: task.filename,
    parentUuid: task.parentUuid,
    processedAt: Math.floor(ended / 1000),
    children: run.children,
    inputIndex: task.inputIndex,
  });
  if (!succeeded) queue.countFailure();
  queue.done(task);
  return ended;
}

function runModules(task: ContentTask, { queue, runners, collector, takeOutput }: ContentLoopParts): void {
  for (const runner of runners) {
    queue.beginModule(task);
    collector.beginModule(runner.name);
    const outcome = runner.run(task.source);
    const output = takeOutput();
    collector.outcome(outcome, output?.stderr);
    collector.output(output);
  }
  const { trouble } = task.source;
  if (trouble !== null) collector.contentProblem(trouble);
}

function isDue(batch: PendingBatch, began: number): boolean {
  const contents = batch.contents.length;
  return (
    contents >= BATCH_CONTENTS ||
    batch.bytes >= BATCH_BYTES ||
    (contents % CLOCK_EVERY === 1 && performance.now() - began > BATCH_MS)
  );
}

function commitDue(batch: PendingBatch, writer: StoreWriter): void {
  if (batch.contents.length >= BATCH_CONTENTS_MOST || batch.bytes >= 2 * BATCH_BYTES) writer.commit(batch);
  else writer.tryCommit(batch);
}
