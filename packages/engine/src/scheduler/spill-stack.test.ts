import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { controlLayout, type SharedMemory } from '../protocol.ts';
import { viewShared } from './shared-views.ts';
import { SpillStack } from './spill-stack.ts';

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), 'stack-'));
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

function makeStack(spillDirectory: string): SpillStack {
  const none = new SharedArrayBuffer(0);
  const shared: SharedMemory = {
    control: new SharedArrayBuffer(controlLayout(1).bytes),
    inputRing: none,
    heap: none,
    spillDirectory,
  };
  return new SpillStack(viewShared(shared, 1), spillDirectory);
}

function recordOf(n: number): Uint8Array {
  const record = new Uint8Array(64 + 8 * ((n * 7919) % 500));
  new Uint32Array(record.buffer).fill(n);
  return record;
}

test('what is pushed is popped, newest first, through memory and file, and the file ends empty', () => {
  const stack = makeStack(directory);
  const model: number[] = [];
  const target = new Uint8Array(8192);
  const popAndCheck = (): void => {
    const expected = recordOf(model.pop()!);
    expect(stack.pop(target)).toBe(expected.length);
    expect(Buffer.compare(target.subarray(0, expected.length), expected)).toBe(0);
  };
  let written = 0;
  for (let n = 1; n <= 1500; n++) {
    written += stack.push(recordOf(n));
    model.push(n);
    for (let pops = (n * 31) % 7; pops > 4; pops--) popAndCheck();
    if (n % 400 === 0) while (model.length > 100) popAndCheck();
  }
  expect(written).toBeGreaterThan(1_000_000);
  while (model.length > 0) popAndCheck();
  expect(stack.pop(target)).toBe(0);
  expect(fs.statSync(join(directory, 'queue')).size).toBe(0);
  stack.close();
});

test('when the file cannot be made, what was pushed before is still there', () => {
  const stack = makeStack(join(directory, 'file', 'spill'));
  fs.writeFileSync(join(directory, 'file'), '');
  let pushed = 0;
  expect(() => {
    for (;;) {
      stack.push(recordOf(pushed + 1));
      pushed++;
    }
  }).toThrow(/ENOTDIR/);
  const target = new Uint8Array(8192);
  for (let n = pushed; n > 0; n--) {
    expect(stack.pop(target)).toBe(recordOf(n).length);
    expect(new Uint32Array(target.buffer)[0]).toBe(n);
  }
  expect(pushed).toBeGreaterThan(20);
  expect(stack.pop(target)).toBe(0);
});
