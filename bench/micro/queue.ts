/** Sub-content through the scheduler's shared memory: emitted, taken by the same worker or stolen by another. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ResolvedLimits, resolveLimits } from '../../packages/engine/src/options.ts';
import { Scheduler } from '../../packages/engine/src/scheduler/scheduler.ts';
import { SharedQueue } from '../../packages/engine/src/scheduler/shared-queue.ts';
import type { ContentTask } from '../../packages/engine/src/stages.ts';
import { type MicroGroup, repeated } from './timing.ts';

const UUID = '01900000-0000-7000-8000-000000000000';
const SMALL = new Uint8Array(200);
const LARGE = new Uint8Array(65_536);

/** A worker in the middle of an input that may emit without end, and one that has nothing. */
async function startQueues(scratch: string): Promise<{ busy: SharedQueue; idle: SharedQueue; parent: ContentTask }> {
  const input = join(scratch, 'input');
  writeFileSync(input, 'content');
  const most = { maxSubcontents: 100_000_000, maxTreeContents: 1_000_000_000 };
  const limits: ResolvedLimits = resolveLimits({
    ...most,
    maxSubcontentBytes: 2 ** 40,
    maxTreeBytes: 2 ** 40,
    threads: 2,
  });
  const scheduler = new Scheduler({ limits, inputs: [input], excluded: [], spillDirectory: join(scratch, 'spill') });
  await scheduler.feed();
  const start = { limits, inputs: [input], shared: scheduler.shared };
  const busy = new SharedQueue({ ...start, workerIndex: 0 });
  const idle = new SharedQueue({ ...start, workerIndex: 1 });
  const parent = busy.next(0);
  if (!parent) throw new Error('the input is not in the queue');
  return { busy, idle, parent };
}

function accepted(refusal: string | null): void {
  if (refusal !== null) throw new Error(refusal);
}

function emitBytes(queue: SharedQueue, parent: ContentTask, bytes: Uint8Array): void {
  const storage = queue.createStorage();
  storage.write(bytes, 0, bytes.length, 0);
  accepted(queue.emitBytes(parent, UUID, 'name', storage));
}

function takeAndEnd(queue: SharedQueue): void {
  const task = queue.next(0);
  if (!task) throw new Error('nothing to take');
  queue.done(task);
}

export const queue: MicroGroup = {
  name: 'queue',
  make: async (scratch) => {
    const { busy, idle, parent } = await startQueues(scratch);
    const emitted = (bytes: Uint8Array, taker: SharedQueue) => (): void => {
      emitBytes(busy, parent, bytes);
      takeAndEnd(taker);
    };
    const sliced = (): void => {
      accepted(busy.emitSlice(parent, UUID, 'name', 1, 3));
      takeAndEnd(busy);
    };
    return [
      { name: 'emit 200 bytes, take, end', run: repeated(emitted(SMALL, busy)) },
      { name: 'emit 200 bytes, stolen, end', run: repeated(emitted(SMALL, idle)) },
      { name: 'emit 64 KiB, take, end', run: repeated(emitted(LARGE, busy)), bytes: LARGE.length },
      { name: 'emit a slice, take, end', run: repeated(sliced) },
    ];
  },
};
