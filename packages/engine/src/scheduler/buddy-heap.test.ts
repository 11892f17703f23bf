import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { BuddyHeap, HEAP_UNIT } from './buddy-heap.ts';

function makeHeap(bytes: number): { heap: BuddyHeap; lock: Int32Array } {
  const lock = new Int32Array(new SharedArrayBuffer(64));
  const heap = new BuddyHeap(new SharedArrayBuffer(bytes), lock, 0);
  heap.format();
  return { heap, lock };
}

interface Block {
  address: number;
  bytes: number;
}

function unitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / HEAP_UNIT));
}

/** Blocks must not overlap, and must not reach beyond the memory. */
function expectDisjoint(blocks: readonly Block[], memoryBytes: number): void {
  const sorted = blocks.toSorted((a, b) => a.address - b.address);
  for (const [n, { address, bytes }] of sorted.entries()) {
    const end = address + unitsOf(bytes) * HEAP_UNIT;
    expect(end).toBeLessThanOrEqual(sorted[n + 1]?.address ?? memoryBytes);
  }
}

const operation = fc.record({
  kind: fc.constantFrom('allocate', 'release', 'trim', 'grow'),
  bytes: fc.oneof(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 40_000 })),
  pick: fc.nat(),
});

test('whatever is allocated, trimmed, grown and released: blocks are disjoint, and all memory joins up again', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 8_000, max: 300_000 }),
      fc.array(operation, { minLength: 40, maxLength: 120 }),
      (memoryBytes, operations) => {
        const { heap } = makeHeap(memoryBytes);
        const blocks: Block[] = [];
        for (const { kind, bytes, pick } of operations) {
          const at = blocks.length === 0 ? 0 : pick % blocks.length;
          const block = blocks[at];
          if (kind === 'allocate') {
            const address = heap.allocate(bytes);
            if (address !== 0) blocks.push({ address, bytes });
          } else if (block === undefined) continue;
          else if (kind === 'release') {
            heap.release(block.address, block.bytes);
            blocks.splice(at, 1);
          } else if (kind === 'trim') {
            const keep = Math.min(bytes, block.bytes);
            heap.trim(block.address, block.bytes, keep);
            block.bytes = keep;
          } else if (heap.growInPlace(block.address, block.bytes, Math.max(bytes, block.bytes))) {
            block.bytes = Math.max(bytes, block.bytes);
          }
          heap.verify();
          expectDisjoint(blocks, memoryBytes);
          expect(heap.usedBytes).toBe(blocks.reduce((sum, each) => sum + unitsOf(each.bytes) * HEAP_UNIT, 0));
        }
        for (const { address, bytes } of blocks) heap.release(address, bytes);
        heap.verify();
        expect(heap.usedBytes).toBe(0);
      },
    ),
    { numRuns: 150 },
  );
});

test('a block that cannot be had is 0, and everything else still works', () => {
  const { heap } = makeHeap(65_536);
  expect(heap.allocate(1 << 30)).toBe(0);
  expect(heap.allocate(heap.totalBytes + 1)).toBe(0);
  const all: number[] = [];
  for (let address = heap.allocate(64); address !== 0; address = heap.allocate(64)) all.push(address);
  expect(all.length * HEAP_UNIT).toBe(heap.totalBytes);
  expect(heap.peakBytes).toBe(heap.totalBytes);
  for (const address of all) heap.release(address, 64);
  heap.verify();
  expect(heap.usedBytes).toBe(0);
});

test('a block grows where it is while what follows is free, beyond its power of two as well', () => {
  const { heap } = makeHeap(1 << 20);
  const address = heap.allocate(300_000);
  expect(heap.growInPlace(address, 300_000, 500_000)).toBe(true);
  heap.verify();
  expect(heap.usedBytes).toBe(Math.ceil(500_000 / HEAP_UNIT) * HEAP_UNIT);
  const others: number[] = [];
  for (let other = heap.allocate(64); other !== 0; other = heap.allocate(64)) others.push(other);
  expect(others.every((other) => other < address || other >= address + 500_000)).toBe(true);
  expect(heap.growInPlace(address, 500_000, 524_288)).toBe(false);
  heap.verify();
});

test('memory of any size is used to within a unit or two, and never beyond its end', () => {
  for (let bytes = 8_000; bytes < 8_300; bytes++) {
    const { heap } = makeHeap(bytes);
    heap.verify();
    expect(heap.totalBytes).toBeGreaterThan(((bytes - 256) * 64) / 65 - 3 * HEAP_UNIT);
    for (let address = heap.allocate(1); address !== 0; address = heap.allocate(1)) {
      expect(address + HEAP_UNIT).toBeLessThanOrEqual(bytes);
    }
    expect(heap.usedBytes).toBe(heap.totalBytes);
  }
});
