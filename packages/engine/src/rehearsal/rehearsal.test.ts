import loadWabt from 'wabt';
import { bakeSnapshot } from '@wadup/wasm';
import { expect, it } from 'vitest';
import { rehearse, type Rehearsal, type RehearsalOptions } from './index.ts';

const WASI = `
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1) (global $calls (mut i32) (i32.const 0))`;

const MODULE = await wat(`${WASI}
  (data (i32.const 0) "in/text" ) (data (i32.const 16) "out/copy") (data (i32.const 100) "\\c8\\00\\00\\00\\05\\00\\00\\00")
  (func (export "count") (result i32) (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (i32.store (i32.const 300) (global.get $calls)) (i32.const 0))
  (func (export "chance") (result i32) (drop (call $random_get (i32.const 400) (i32.const 100)))
    (call $clock_time_get (i32.const 0) (i64.const 0) (i32.const 600)))
  (func (export "copy") (result i32)
    (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 7) (i32.const 0) (i64.const 2) (i64.const 0)
      (i32.const 0) (i32.const 120))
    (if (then (return (i32.const 1))))
    (drop (call $fd_read (i32.load (i32.const 120)) (i32.const 100) (i32.const 1) (i32.const 124)))
    (call $path_open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 8) (i32.const 1) (i64.const 64) (i64.const 0)
      (i32.const 0) (i32.const 120))
    (if (then (return (i32.const 2))))
    (drop (call $fd_write (i32.load (i32.const 120)) (i32.const 100) (i32.const 1) (i32.const 124)))
    (drop (call $fd_write (i32.const 1) (i32.const 100) (i32.const 1) (i32.const 124)))
    (call $fd_write (i32.const 2) (i32.const 100) (i32.const 1) (i32.const 124)))
  (func (export "fail") (result i32) (i32.const 5))
  (func (export "leave") (call $proc_exit (i32.const 9)))
  (func (export "loop") (loop (br 0)))
  (func (export "grow") (result i32) (i32.eq (memory.grow (i32.const 9)) (i32.const -1)))
  (func $deep (export "deep") (result i32) (i32.add (call $deep) (i32.const 1)))`);

async function wat(fields: string): Promise<Uint8Array> {
  const wabt = await loadWabt();
  const parsed = wabt.parseWat('module.wat', `(module ${fields})`);
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}

async function rehearsed(...calls: string[]): Promise<Rehearsal> {
  return await rehearsedWith({}, ...calls);
}

async function rehearsedWith(more: Partial<RehearsalOptions>, ...calls: string[]): Promise<Rehearsal> {
  const seed = Uint8Array.of(1, 2, 3);
  return await rehearse({ module: MODULE, calls, seed, timeout: 60, maxMemory: 655_360, ...more });
}

it('gives the files that were wanted, what was printed, and what is still open', async () => {
  const files = new Map([
    ['/in/text', Buffer.from('12345')],
    ['/out/other/empty', new Uint8Array(0)],
  ]);
  const result = await rehearsedWith({ files, collect: '/out' }, 'copy');
  expect(result).toMatchObject({ outcome: { kind: 'ok' }, stdout: '12345', stderr: '12345', state: null });
  expect(result.openFiles).toEqual(['text', 'copy']);
  expect([...result.files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
    ['other/empty', ''],
    ['copy', '12345'],
  ]);
});

it('keeps the state that calls left behind, so that a snapshot goes on from there', async () => {
  const { state } = await rehearsedWith({ keepState: true }, 'count', 'count', 'count');
  const baked = bakeSnapshot(MODULE, { ...state!, dropExports: ['fail'] });
  const again = await rehearse({
    module: baked,
    calls: ['count'],
    seed: Uint8Array.of(),
    timeout: 60,
    maxMemory: 1 << 20,
    keepState: true,
  });
  expect(again.state!.memory[300]).toBe(4);
});

it('has the same chances and the same day every time, as the seed will have it', async () => {
  const seen = async (seed: Uint8Array): Promise<Uint8Array> =>
    (await rehearsedWith({ keepState: true, seed }, 'chance', 'chance')).state!.memory;
  const first = await seen(Uint8Array.of(1));
  expect(Buffer.compare(first, await seen(Uint8Array.of(1)))).toBe(0);
  const other = await seen(Uint8Array.of(2));
  expect(Buffer.compare(first.subarray(400, 500), other.subarray(400, 500))).not.toBe(0);
  expect(new Set(first.subarray(400, 500)).size).toBeGreaterThan(50);
  expect(new DataView(first.buffer).getBigUint64(600, true)).toBe(315_532_800_000_002_000n);
});

it('ends at the first call that fails, and says how', async () => {
  expect((await rehearsed('count', 'fail', 'loop')).outcome).toEqual({ kind: 'returned', code: 5 });
  expect((await rehearsed('leave')).outcome).toEqual({ kind: 'exited', code: 9 });
  expect((await rehearsed('deep')).outcome).toEqual({ kind: 'stackOverflow' });
  expect((await rehearsedWith({ maxMemory: 131_072 }, 'grow')).outcome).toEqual({ kind: 'returned', code: 1 });
  expect((await rehearsedWith({ keepState: true }, 'fail')).state).toBeNull();
});

it('ends a call that has no end', async () => {
  expect((await rehearsedWith({ timeout: 0.2 }, 'loop')).outcome).toEqual({ kind: 'timedOut', seconds: 0.2 });
  const controller = new AbortController();
  const stopped = rehearsedWith({ signal: controller.signal }, 'loop');
  controller.abort(new Error('nobody waits'));
  await expect(stopped).rejects.toThrow('nobody waits');
});

it('says in a sentence why nothing could be called', async () => {
  await expect(rehearsed('none')).rejects.toThrow("it exports no function 'none'");
  await expect(rehearsedWith({ maxMemory: 65_535 }, 'count')).rejects.toThrow('needs 65536 bytes of memory');
});
