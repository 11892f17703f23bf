/** A worker thread: joins queue, instances, collector and store, and runs the loop. */
import { getHeapStatistics } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { OutputCapture } from '../collect/captured-output.ts';
import { ContentCollector } from '../collect/content-collector.ts';
import { messageOf, WadupError, type WadupErrorCode } from '../errors.ts';
import { createRunners } from '../instance/module-runner.ts';
import { FIXED_LIMITS } from '../options.ts';
import { CONTROL, type WorkerMessage, type WorkerReport, type WorkerStart } from '../protocol.ts';
import { SharedQueue } from '../scheduler/shared-queue.ts';
import { warmUp } from '../scheduler/warm-up.ts';
import { newBatch, SqliteWriter } from '../store/writer.ts';
import { Mutex } from '../sync/mutex.ts';
import { runContentLoop } from './content-loop.ts';
import { ContentRun } from './content-run.ts';
import { createUuidGenerator } from './uuid.ts';

/**
 * A content's rows wait in the heap until it is done with. Text may take two bytes there for one that was counted, and
 * an array that grows is there twice for a moment.
 */
const BATCH_SHARE_OF_HEAP = 0.25;

parentPort!.once('message', (start: WorkerStart) => {
  parentPort!.postMessage(work(start));
});
parentPort!.postMessage({ type: 'ready' } satisfies WorkerMessage);
// While the main thread compiles the modules and opens the output.
warmUp();

function work(start: WorkerStart): WorkerReport {
  const { limits, modules, shared, databasePath } = start;
  const queue = new SharedQueue(start);
  try {
    const control = new Int32Array(shared.control);
    const writer = new SqliteWriter({
      path: databasePath,
      mutex: new Mutex(control, CONTROL.storeMutex),
      maxTables: limits.maxTables,
      onCommit: (bytes) => void Atomics.add(control, CONTROL.committedBytes, bytes),
    });
    try {
      const batch = newBatch();
      const maxBatchBytes = Math.floor(getHeapStatistics().heap_size_limit * BATCH_SHARE_OF_HEAP);
      const collector = new ContentCollector({ tables: writer.tables, batch, limits, maxBatchBytes });
      const run = new ContentRun(queue, collector);
      const capture = new OutputCapture(FIXED_LIMITS.capturedOutput);
      const runners = createRunners(modules, { limits, events: run, capture });
      runContentLoop({
        queue,
        runners,
        run,
        collector,
        takeOutput: () => capture.take(),
        batch,
        writer,
        nextUuid: createUuidGenerator(start.uuidTime),
        maxRecursionDepth: limits.maxRecursionDepth,
      });
      const optimized = start.keepsCode ? runners.map((runner) => runner.optimizeEntry()) : [];
      return { type: 'finished', rows: writer.rowsByTable, optimized };
    } finally {
      writer.close();
    }
  } catch (thrown) {
    const code: WadupErrorCode = thrown instanceof WadupError ? thrown.code : 'worker';
    return { type: 'failed', code, message: messageOf(thrown) };
  } finally {
    queue.close();
  }
}
