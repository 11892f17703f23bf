import { expect, test } from 'vitest';
import type { ContentSource } from '../stages.ts';
import { ContentFile } from './content-file.ts';
import { ContentWindow } from './content-window.ts';

const target = new Uint8Array(100_000);

interface Recorded {
  readonly source: ContentSource;
  /** `position+length` of each read. */
  readonly reads: string[];
}

function contentOf(size: number): Recorded {
  const reads: string[] = [];
  const source: ContentSource = {
    size: () => size,
    modifiedMs: () => 0,
    read: (to, offset, length, position) => {
      const count = Math.max(0, Math.min(length, size - position));
      reads.push(`${position}+${count}`);
      to.fill(7, offset, offset + count);
      return count;
    },
    trouble: null,
    close: () => {},
  };
  return { source, reads };
}

/** Reads of `length` bytes one after the other, up to `end`. Gives what the source was asked for. */
function readUpTo(file: ContentFile, { source, reads }: Recorded, end: number, length = 4096): string[] {
  file.setSource(source);
  for (let position = 0; position < end; position += length) {
    expect(file.read(target, 0, Math.min(length, end - position), position)).toBeGreaterThan(0);
  }
  file.setSource(null);
  return reads;
}

test('each fill is longer than the one before', () => {
  const file = new ContentFile(new ContentWindow());
  expect(readUpTo(file, contentOf(300_000), 100_000)).toEqual(['0+4096', '4096+16384', '20480+65536', '86016+213984']);
});

test('after a content that was read whole, the next one comes in one piece', () => {
  const file = new ContentFile(new ContentWindow());
  readUpTo(file, contentOf(50_000), 50_000);
  expect(readUpTo(file, contentOf(40_000), 40_000)).toEqual(['0+40000']);
  expect(readUpTo(file, contentOf(500_000), 70_000)).toEqual(['0+50000', '49152+200000']);
});

test('a first fill is never longer than 64 KiB, whatever was read before', () => {
  const file = new ContentFile(new ContentWindow());
  readUpTo(file, contentOf(900_000), 900_000);
  expect(readUpTo(file, contentOf(900_000), 8)).toEqual(['0+65536']);
});

test('after several contents of which only the beginning was read, no more of the next one is', () => {
  const file = new ContentFile(new ContentWindow());
  readUpTo(file, contentOf(50_000), 50_000);
  const firstFills = Array.from({ length: 10 }, () => readUpTo(file, contentOf(50_000), 4, 4)[0]);
  expect(firstFills).toEqual([...Array.from({ length: 8 }, () => '0+50000'), '0+4096', '0+4096']);
});
