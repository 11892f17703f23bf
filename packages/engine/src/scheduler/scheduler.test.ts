import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LimitName, resolveLimits } from '../options.ts';
import { allBelow, bytesOf, nameOf, type PlannedContent, type TreePlan } from './fixtures/planned-tree.ts';
import type { TreeWorkerData, TreeWorkerReport } from './fixtures/tree-worker.ts';
import { BuddyHeap } from './buddy-heap.ts';
import { CONTROL } from '../protocol.ts';
import { Scheduler } from './scheduler.ts';
import { viewShared } from './shared-views.ts';
import { Trees } from './trees.ts';

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), 'scheduler-'));
  fs.mkdirSync(join(directory, 'in'));
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

const NO_TREES: TreePlan = { levels: 0, mostChildren: 0, largest: 0, wide: 0 };

function plantRoots(count: number): PlannedContent[] {
  const roots = Array.from({ length: count }, (_, n) => ({
    label: `r${n}`,
    seed: n + 1,
    start: 0,
    length: 1 + ((n * 977) % 9000),
  }));
  for (const root of roots) fs.writeFileSync(join(directory, 'in', nameOf(root)), bytesOf(root));
  return roots;
}

async function runTrees(
  plan: TreePlan,
  given: { readonly [K in LimitName]?: number },
): Promise<TreeWorkerReport & { spilledBytes: number }> {
  const limits = resolveLimits(given);
  const inputs = [join(directory, 'in')];
  const scheduler = new Scheduler({ limits, inputs, excluded: [], spillDirectory: join(directory, 'spill') });
  const signals = new SharedArrayBuffer(64);
  const workers = Array.from({ length: limits.threads }, (_, workerIndex) => {
    const start = { workerIndex, limits, inputs, shared: scheduler.shared };
    const workerData: TreeWorkerData = { start, plan, signals };
    const worker = new Worker(new URL('./fixtures/tree-worker.ts', import.meta.url), { workerData, execArgv: [] });
    return new Promise<TreeWorkerReport>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  });
  await scheduler.feed();
  const reports = await Promise.all(workers);
  const progress = scheduler.progress();
  expectNothingLeft(scheduler, limits.threads);
  const seen = reports.flatMap((report) => report.seen);
  expect(progress).toMatchObject({
    contentsDone: seen.length,
    contentsEmitted: seen.length - progress.inputsSeen,
    contentsOutstanding: 0,
    heapBytes: 0,
    walkFinished: true,
  });
  scheduler.dispose();
  expect(fs.readdirSync(directory)).toEqual(['in']);
  return { seen, problems: reports.flatMap((report) => report.problems), spilledBytes: progress.spilledBytes };
}

/** All memory is free again, and no spill file but the (empty) queue is there. */
function expectNothingLeft(scheduler: Scheduler, threads: number): void {
  const views = viewShared(scheduler.shared, threads);
  new BuddyHeap(scheduler.shared.heap, views.control, CONTROL.heapMutex).verify();
  expect(new Trees(views).alive).toBe(0);
  const { spillDirectory } = scheduler.shared;
  const left = fs.existsSync(spillDirectory) ? fs.readdirSync(spillDirectory) : [];
  expect(left.filter((name) => name !== 'queue')).toEqual([]);
  if (left.includes('queue')) expect(fs.statSync(join(spillDirectory, 'queue')).size).toBe(0);
}

test.each([
  { threads: 2, memoryBudget: 1 << 20 },
  { threads: 4, memoryBudget: 1 << 20 },
  { threads: 3, memoryBudget: 64 << 20 },
])(
  'every content of random trees is seen once, with its own bytes, and all memory is free again: %o',
  async (limits) => {
    const plan: TreePlan = { levels: 4, mostChildren: 7, largest: 150_000, wide: 9000 };
    const roots = plantRoots(30);
    const { problems, seen, spilledBytes } = await runTrees(plan, limits);
    expect(problems.slice(0, 5)).toEqual([]);
    expect(spilledBytes > 0).toBe(limits.memoryBudget === 1 << 20);
    expect(seen.toSorted()).toEqual(roots.flatMap((root) => allBelow(root, plan)).toSorted());
  },
);

test('children of a content that is still being processed are taken by another worker', async () => {
  fs.writeFileSync(join(directory, 'in', 'busy'), '');
  const { problems, seen } = await runTrees(NO_TREES, { threads: 2 });
  expect(problems).toEqual([]);
  expect(seen).toHaveLength(501);
});

test('many short runs all come to their end', async () => {
  const roots = plantRoots(3);
  const plan: TreePlan = { levels: 2, mostChildren: 3, largest: 10, wide: 3 };
  const expected = roots.flatMap((root) => allBelow(root, plan)).toSorted();
  for (let n = 0; n < 8; n++) {
    const { problems, seen } = await runTrees(plan, { threads: 1 + (n % 4) });
    expect(problems).toEqual([]);
    expect(seen.toSorted()).toEqual(expected);
  }
});

test('an empty input directory ends the run at once', async () => {
  const { seen } = await runTrees(NO_TREES, { threads: 2 });
  expect(seen).toEqual([]);
});
