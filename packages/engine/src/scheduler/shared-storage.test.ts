import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveLimits } from '../options.ts';
import { controlLayout } from '../protocol.ts';
import { ERRNO } from '../vfs/errno.ts';
import { SharedStorage } from './shared-storage.ts';
import { WorkerMemory } from './worker-memory.ts';

let directory: string;
let memory: WorkerMemory;
beforeEach(() => {
  directory = join(fs.mkdtempSync(join(tmpdir(), 'storage-')), 'spill');
  memory = makeMemory(directory);
});
afterEach(() => {
  memory.close();
  fs.rmSync(join(directory, '..'), { recursive: true });
});

function makeMemory(spillDirectory: string): WorkerMemory {
  const made = new WorkerMemory({
    workerIndex: 0,
    limits: resolveLimits({ threads: 1, maxSubcontentBytes: 40_000_000 }),
    inputs: [],
    shared: {
      control: new SharedArrayBuffer(controlLayout(1).bytes),
      inputRing: new SharedArrayBuffer(0),
      heap: new SharedArrayBuffer(200_000),
      spillDirectory,
    },
  });
  made.heap.format();
  return made;
}

function contentOf(storage: SharedStorage): Buffer {
  const bytes = new Uint8Array(storage.size + 10).fill(0xee);
  expect(storage.read(bytes, 3, storage.size + 5, 0)).toBe(storage.size);
  expect([bytes[2], bytes[storage.size + 3]]).toEqual([0xee, 0xee]);
  return Buffer.from(bytes.subarray(3, storage.size + 3));
}

const edit = fc.record({
  kind: fc.constantFrom('write', 'write', 'write', 'resize', 'other', 'end other'),
  at: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 150_000 })),
  length: fc.oneof(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 100_000 })),
  fill: fc.integer({ min: 1, max: 255 }),
});

test('a storage holds what an ordinary file would, in memory or in a file, among others', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 25 }), (edits) => {
      const storage = new SharedStorage(memory.space);
      const others: SharedStorage[] = [];
      let model = Buffer.alloc(0);
      for (const { at, fill, kind, length } of edits) {
        const size = kind === 'write' && length > 0 ? Math.max(model.length, at + length) : at;
        if (kind === 'other') {
          const other = new SharedStorage(memory.space);
          other.write(new Uint8Array(length).fill(fill), 0, length, 0);
          others.push(other);
          continue;
        }
        if (kind === 'end other') {
          others.pop()?.release();
          continue;
        }
        if (kind === 'write' && length === 0) continue;
        const grown = Buffer.alloc(size);
        model.copy(grown);
        model = grown;
        if (kind === 'write') {
          model.fill(fill, at, at + length);
          expect(storage.write(new Uint8Array(length + 2).fill(fill), 2, length, at)).toBe(length);
        } else expect(storage.resize(at)).toBe(0);
        expect(contentOf(storage).equals(model)).toBe(true);
      }
      for (const other of others) other.release();
      storage.release();
      memory.heap.verify();
      expect([memory.heap.usedBytes, memory.space.live]).toEqual([0, 0]);
    }),
    { numRuns: 60, endOnFailure: true },
  );
  expect(memory.space.spilled).toBeGreaterThan(0);
});

test('a large storage gets a file of its own, which keeps gaps and goes when it is released', () => {
  const storage = new SharedStorage(memory.space);
  const piece = new Uint8Array(1 << 20).fill(1);
  for (let at = 0; at < 20 << 20; at += piece.length) storage.write(piece, 0, piece.length, at);
  expect(storage.write(piece, 0, 10, 30 << 20)).toBe(10);
  expect(storage.size).toBe((30 << 20) + 10);
  const read = new Uint8Array(20);
  expect(storage.read(read, 0, 20, (20 << 20) - 10)).toBe(20);
  expect([...read]).toEqual([...Array.from({ length: 10 }, () => 1), ...Array.from({ length: 10 }, () => 0)]);
  expect(storage.resize(5)).toBe(0);
  expect(storage.resize(21 << 20)).toBe(0);
  expect(storage.read(read, 0, 20, 0)).toBe(20);
  expect([...read.subarray(0, 6)]).toEqual([1, 1, 1, 1, 1, 0]);
  storage.release();
  memory.space.writer.close();
  expect(fs.readdirSync(directory)).toEqual([]);
});

test('more than the limit is refused, all storages together, and remembered in words', () => {
  const [first, second] = [new SharedStorage(memory.space), new SharedStorage(memory.space)];
  expect(first.resize(39_999_000)).toBe(0);
  expect(second.write(new Uint8Array(1001), 0, 1001, 0)).toBe(-ERRNO.NOSPC);
  expect(second.failure).toBe('one module may extract 40000000 bytes from one content (--max-subcontent-bytes)');
  expect(second.write(new Uint8Array(1000), 0, 1000, 0)).toBe(1000);
  first.release();
  expect(second.resize(39_000_000)).toBe(0);
  second.release();
});

test('when nothing can be written to disk it is an errno and a sentence, and nothing is lost', () => {
  const blocked = makeMemory(join(directory, '..', 'file', 'spill'));
  fs.writeFileSync(join(directory, '..', 'file'), '');
  const storage = new SharedStorage(blocked.space);
  expect(storage.write(new Uint8Array(5000).fill(1), 0, 5000, 0)).toBe(5000);
  expect(storage.write(new Uint8Array(90_000), 0, 90_000, 5000)).toBe(-ERRNO.NOTDIR);
  expect(storage.failure).toMatch(/temporary file: a part of its path is not a directory \(ENOTDIR\)$/);
  expect(contentOf(storage).equals(Buffer.alloc(5000, 1))).toBe(true);
  storage.release();
  expect(blocked.heap.usedBytes).toBe(0);
});
