import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LimitName, resolveLimits } from '../options.ts';
import type { ContentTask, Refusal } from '../stages.ts';
import { Scheduler } from './scheduler.ts';
import { SharedQueue } from './shared-queue.ts';

let directory: string;
let scheduler: Scheduler;
let queue: SharedQueue;
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), 'queue-'));
  fs.mkdirSync(join(directory, 'in'));
});
afterEach(() => {
  queue.close();
  scheduler.dispose();
  fs.rmSync(directory, { recursive: true });
});

const UUID = '01234567-89ab-7cde-8f01-23456789abcd';

async function begin(
  files: Record<string, string>,
  given: { readonly [K in LimitName]?: number } = {},
  further: readonly string[] = [],
): Promise<void> {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(join(directory, 'in', name), text);
  const limits = resolveLimits({ threads: 1, ...given });
  const inputs = [join(directory, 'in'), ...further];
  scheduler = new Scheduler({ limits, inputs, excluded: [], spillDirectory: join(directory, 'spill') });
  queue = new SharedQueue({ workerIndex: 0, limits, inputs, shared: scheduler.shared });
  await scheduler.feed();
}

function take(): ContentTask {
  const task = queue.next(0);
  if (!task) throw new Error(`There is no content: ${task}.`);
  return task;
}

function emit(parent: ContentTask, name: string, text: string): Refusal {
  const storage = queue.createStorage();
  const bytes = Buffer.from(text);
  storage.write(bytes, 0, bytes.length, 0);
  return queue.emitBytes(parent, UUID, name, storage);
}

function textOf({ source }: ContentTask): string {
  const bytes = new Uint8Array(source.size());
  expect(source.read(bytes, 0, bytes.length, 0)).toBe(bytes.length);
  return Buffer.from(bytes).toString();
}

test('a child knows its parent, its depth and its input, and comes before other inputs', async () => {
  await begin({ a: 'AAA', b: 'BBB' });
  const parent = take();
  expect(parent).toMatchObject({ depth: 0, parentUuid: null });
  emit(parent, 'first', 'one');
  emit(parent, 'käse/€', 'two');
  queue.done(parent);
  const child = take();
  expect(child).toMatchObject({ filename: 'käse/€', depth: 1, parentUuid: UUID });
  expect(textOf(child)).toBe('two');
  queue.done(child);
  const sibling = take();
  expect(sibling).toMatchObject({ filename: 'first', depth: 1 });
  queue.done(sibling);
  const other = take();
  expect(other).toMatchObject({ depth: 0, parentUuid: null });
  queue.done(other);
  expect(queue.next(0)).toBeNull();
});

test('every content knows which of the inputs its tree is in', async () => {
  fs.writeFileSync(join(directory, 'single'), 'x');
  await begin({ a: 'AAA' }, {}, [join(directory, 'single')]);
  const seen: string[] = [];
  for (let task = queue.next(0); task; task = queue.next(0)) {
    seen.push(`${task.inputIndex} ${task.filename}`);
    if (task.depth < 2) emit(task, `${task.filename}>`, '');
    queue.done(task);
  }
  expect(seen.toSorted()).toEqual(['0 a', '0 a>', '0 a>>', '1 single', '1 single>', '1 single>>']);
});

test('slices of slices resolve to the root bytes: of an input, and of extracted bytes after their parent is done', async () => {
  await begin({ input: '0123456789' });
  const input = take();
  expect(queue.emitSlice(input, UUID, 'slice', 2, 6)).toBeNull();
  emit(input, 'bytes', 'abcdefghij');
  queue.done(input);
  const results: string[] = [];
  for (let task = queue.next(0); task; task = queue.next(0)) {
    results.push(`${task.filename} ${textOf(task)}`);
    const size = task.source.size();
    if (size > 2) expect(queue.emitSlice(task, UUID, `${task.filename}>`, 1, size - 2)).toBeNull();
    queue.done(task);
  }
  expect(results.toSorted()).toEqual(
    [
      'bytes abcdefghij',
      'bytes> bcdefghi',
      'bytes>> cdefgh',
      'bytes>>> defg',
      'bytes>>>> ef',
      'slice 234567',
      'slice> 3456',
      'slice>> 45',
    ].toSorted(),
  );
  expect(scheduler.progress()).toMatchObject({
    heapBytes: 0,
    contentsOutstanding: 0,
    contentsDone: 9,
    contentsEmitted: 8,
  });
});

test('a range that is not within the parent is refused, with both in words', async () => {
  await begin({ file: '0123456789' });
  const task = take();
  for (const [offset, length] of [
    [-1, 2],
    [0, 11],
    [11, 0],
    [5, 6],
    [Number.NaN, 1],
    [0.5, 1],
    [0, -1],
    [2 ** 53, 2 ** 53],
    [0, Number.POSITIVE_INFINITY],
  ] as const) {
    expect(queue.emitSlice(task, UUID, 's', offset, length)).toBe(
      `The sub-content 's' was refused: offset ${offset} and length ${length} do not lie within the 10 bytes of its parent.`,
    );
  }
  expect(queue.emitSlice(task, UUID, 'all', 0, 10)).toBeNull();
  expect(queue.emitSlice(task, UUID, 'none', 10, 0)).toBeNull();
});

test('names that are empty, too long or contain a NUL are refused', async () => {
  await begin({ file: 'x' });
  const task = take();
  expect(emit(task, '', 'x')).toBe('A sub-content was refused: its filename is empty.');
  expect(emit(task, 'a\0b', 'x')).toBe("The sub-content 'a\\0b' was refused: its filename contains a NUL.");
  expect(emit(task, 'é'.repeat(2049), 'x')).toMatch(/was refused: its filename has 4098 bytes, more than 4096\.$/);
  expect(emit(task, 'é'.repeat(2048), 'x')).toBeNull();
  queue.done(task);
  const child = take();
  expect(child.filename).toBe('é'.repeat(2048));
  queue.done(child);
  expect(scheduler.progress().heapBytes).toBe(0);
});

test('each limit on emissions refuses what is beyond it, and names its option', async () => {
  await begin(
    { file: '0123456789' },
    { maxSubcontents: 3, maxSubcontentBytes: 20, maxTreeContents: 5, maxTreeBytes: 30 },
  );
  const input = take();
  expect(emit(input, 'a', 'x'.repeat(15))).toBeNull();
  expect(emit(input, 'b', 'x'.repeat(6))).toMatch(/--max-subcontent-bytes/);
  expect(emit(input, 'c', 'x'.repeat(5))).toBeNull();
  expect(queue.emitSlice(input, UUID, 'd', 0, 1)).toBeNull();
  expect(queue.emitSlice(input, UUID, 'e', 0, 1)).toMatch(/--max-subcontents/);
  queue.done(input);
  const child = take();
  expect(emit(child, 'f', 'x'.repeat(11))).toMatch(/--max-tree-bytes/);
  expect(emit(child, 'g', 'x'.repeat(10))).toBeNull();
  expect(emit(child, 'h', '')).toBeNull();
  expect(emit(child, 'i', '')).toMatch(/--max-tree-contents/);
  queue.done(child);
  for (let task = queue.next(0); task; task = queue.next(0)) queue.done(task);
  expect(scheduler.progress()).toMatchObject({ heapBytes: 0, contentsOutstanding: 0, contentsEmitted: 5 });
});

test('tens of thousands of queued slices need no more memory than the budget', async () => {
  await begin({ file: '0123456789' }, { memoryBudget: 1 << 20 });
  const input = take();
  const count = 50_000;
  for (let n = 0; n < count; n++) expect(queue.emitSlice(input, UUID, `slice ${n}`, n % 10, 1)).toBeNull();
  queue.done(input);
  expect(scheduler.progress().spilledBytes).toBeGreaterThan(1 << 20);
  const seen = new Set<string>();
  for (let task = queue.next(0); task; task = queue.next(0)) {
    seen.add(`${task.filename} ${textOf(task)}`);
    queue.done(task);
  }
  expect(seen.size).toBe(count);
  expect(seen.has('slice 49999 9')).toBe(true);
  expect(scheduler.progress()).toMatchObject({ heapBytes: 0, contentsOutstanding: 0 });
});

test('when the disk takes nothing, what does not fit into memory is refused and the rest is processed', async () => {
  await begin({ file: '0123456789' }, { memoryBudget: 1 << 20 });
  fs.writeFileSync(scheduler.shared.spillDirectory, 'not a directory');
  const input = take();
  let accepted = 0;
  let refusal: Refusal = null;
  while (refusal === null) {
    refusal = queue.emitSlice(input, UUID, `slice ${accepted}`, 0, 1);
    if (refusal === null) accepted++;
  }
  expect(refusal).toMatch(/was refused: it cannot be queued in a temporary file: .*\(E[A-Z]+\)\.$/);
  expect(emit(input, 'large', 'x'.repeat(300_000))).toMatch(/temporary file: .*\(E[A-Z]+\)\.$/);
  queue.done(input);
  let processed = 0;
  for (let task = queue.next(0); task; task = queue.next(0)) {
    processed++;
    queue.done(task);
  }
  expect(processed).toBe(accepted);
  expect(scheduler.progress()).toMatchObject({ heapBytes: 0, contentsOutstanding: 0 });
});

test('after stop nothing more is given out', async () => {
  await begin({ a: '', b: '' });
  const task = take();
  emit(task, 'child', 'x');
  scheduler.stop();
  queue.done(task);
  expect(queue.next(Number.POSITIVE_INFINITY)).toBeNull();
});

test('while a content is being processed the run is not over, and waiting ends after the time given', async () => {
  await begin({ a: '' });
  const task = take();
  expect(queue.next(1)).toBeUndefined();
  queue.done(task);
  expect(queue.next(1)).toBeNull();
});
