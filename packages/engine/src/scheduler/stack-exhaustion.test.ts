import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveLimits } from '../options.ts';
import { CONTROL, WORKER } from '../protocol.ts';
import { BuddyHeap } from './buddy-heap.ts';
import type { DeepWorkerReport } from './fixtures/deep-worker.ts';
import { Scheduler } from './scheduler.ts';
import { viewShared } from './shared-views.ts';
import { Trees } from './trees.ts';

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), 'stack-'));
  fs.mkdirSync(join(directory, 'in'));
  fs.writeFileSync(join(directory, 'in', 'file'), 'content');
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

// With the small budget the heap is full early on, so that contents and records go to files.
test.each([1 << 20, 64 << 20])(
  'emitting where the stack ends leaves shared memory whole (budget %i)',
  async (budget) => {
    const limits = resolveLimits({ threads: 1, memoryBudget: budget });
    const inputs = [join(directory, 'in')];
    const scheduler = new Scheduler({ limits, inputs, excluded: [], spillDirectory: join(directory, 'spill') });
    const workerData = { start: { workerIndex: 0, limits, inputs, shared: scheduler.shared } };
    const worker = new Worker(new URL('./fixtures/deep-worker.ts', import.meta.url), {
      workerData,
      execArgv: [],
      resourceLimits: { stackSizeMb: 0.75 },
    });
    const reported = new Promise<DeepWorkerReport>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await scheduler.feed();
    const report = await reported;
    expect(report.refused.filter((refusal) => !refusal.endsWith('the call stack is used up.'))).toEqual([]);
    // Both happened, or the test has not reached the stack's end.
    expect(report.prevented).toBeGreaterThan(10);
    expect(report.accepted).toBeGreaterThan(10);

    const views = viewShared(scheduler.shared, 1);
    for (const mutex of [CONTROL.heapMutex, CONTROL.spillMutex, (views.layout.workers >>> 2) + WORKER.listMutex]) {
      expect(views.control[mutex]).toBe(0);
    }
    const heap = new BuddyHeap(scheduler.shared.heap, views.control, CONTROL.heapMutex);
    heap.verify();
    expect(heap.usedBytes).toBe(0);
    expect(new Trees(views).alive).toBe(0);
    expect(scheduler.progress()).toMatchObject({ contentsOutstanding: 0, contentsFailed: 0 });
    scheduler.dispose();
  },
);
