import { rehearse } from '@wadup/engine/rehearsal';
import { inspect } from '@wadup/wasm';
import loadWabt from 'wabt';
import { describe, expect, it } from 'vitest';
import { takeSnapshot } from './snapshot.ts';

const PRINTED = `  File "<frozen _x>", line 1, in y\n  File "/module/m.py", line 1\nNo such file: '/data.bin'\n`;

/** A runtime of a few lines: what its top level does is given, `process` tells what it left behind. */
async function runtime(topLevel: string): Promise<Uint8Array> {
  const wabt = await loadWabt();
  const parsed = wabt.parseWat(
    'runtime.wat',
    `(module
      (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "path_open"
        (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
      (memory (export "memory") 1) (global (export "wadup_payload") i32 (i32.const 8))
      (data (i32.const 100) "${PRINTED.replaceAll('"', '\\"').replaceAll('\n', '\\n')}") (data (i32.const 300) "\\64\\00\\00\\00")
      (data (i32.const 304) "\\${PRINTED.length.toString(16)}\\00\\00\\00") (data (i32.const 200) "tmp/x")
      (func $say (param $fd i32) (drop (call $fd_write (local.get $fd) (i32.const 300) (i32.const 1) (i32.const 320))))
      (func $open (drop (call $path_open (i32.const 3) (i32.const 0) (i32.const 200) (i32.const 5) (i32.const 1)
        (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 320))))
      (func $close (drop (call $fd_close (i32.load (i32.const 320)))))
      (func $number (param $n i32) (i32.store8 (i32.const 204) (i32.add (i32.const 48) (local.get $n))))
      (func (export "_initialize") (i32.store (i32.const 400) (i32.const 40)))
      (func (export "wadup_start") (result i32) ${topLevel})
      (func (export "wadup_bake") (result i32) (i32.store (i32.const 404) (i32.const 2)) (i32.const 0))
      (func (export "wadup_run_tool") (result i32) (i32.const 0))
      (func (export "__wadup_flush"))
      (func (export "process") (result i32) (i32.add (i32.load (i32.const 400)) (i32.load (i32.const 404)))))`,
  );
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}

async function snapshotOf(topLevel: string, lines: string[] = [], timeout = 60): Promise<Uint8Array> {
  const say = (line: string): void => void lines.push(line);
  return await takeSnapshot(await runtime(topLevel), { signal: new AbortController().signal, say, timeout });
}

describe('the snapshot of a Python module', () => {
  it('starts where the top level ended, and cannot be started again', async () => {
    const bytes = await snapshotOf('(i32.const 0)');
    expect(inspect(bytes).exports.map(({ name }) => name)).toEqual(['memory', '__wadup_flush', 'process']);
    const again = await rehearse({
      module: bytes,
      calls: ['process'],
      seed: Buffer.of(),
      timeout: 60,
      maxMemory: 1 << 20,
    });
    expect(again.outcome).toEqual({ kind: 'returned', code: 42 });
  });

  it('is the same every time', async () => {
    expect(Buffer.compare(await snapshotOf('(i32.const 0)'), await snapshotOf('(i32.const 0)'))).toBe(0);
  });

  it('tells what the top level prints', async () => {
    const lines: string[] = [];
    await snapshotOf('(call $say (i32.const 1)) (call $say (i32.const 2)) (i32.const 0)', lines);
    expect(lines).toHaveLength(6);
    expect(lines).toContain("(top level) No such file: '/data.bin'");
  });

  it('says which files the top level leaves behind, as they will not be there', async () => {
    const lines: string[] = [];
    await snapshotOf('(call $open) (call $close) (i32.const 0)', lines);
    const many = Array.from({ length: 7 }, (_, n) => `(call $number (i32.const ${n})) (call $open) (call $close)`);
    await snapshotOf(`${many.join(' ')} (i32.const 0)`, lines);
    const rest = 'which will not be there when the module runs: make them in main(), or put them into src/.';
    expect(lines).toEqual([
      `The module's top level leaves files (/tmp/x), ${rest}`,
      `The module's top level leaves files (/tmp/0, /tmp/1, /tmp/2, /tmp/3, /tmp/4 and 2 more), ${rest}`,
    ]);
  });

  it("fails with the traceback, from the author's own code on, and says that there is no content", async () => {
    const failed = snapshotOf('(call $say (i32.const 2)) (i32.const 1)');
    await expect(failed).rejects.toThrow(
      `runs once while building, failed:\n  File "/module/m.py", line 1\nNo such file: '/data.bin'\nThere is no content yet`,
    );
  });

  it('is given up when nobody waits for it any more', async () => {
    const controller = new AbortController();
    const stopped = takeSnapshot(await runtime('(loop (br 0)) (i32.const 0)'), {
      signal: controller.signal,
      say: () => {},
    });
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ name: 'BuildError', message: 'The build was interrupted.' });
  });

  it('is refused when the top level has no end', async () => {
    const message = 'did not end within 0.1 seconds: move what takes so long into main()';
    await expect(snapshotOf('(loop (br 0)) (i32.const 0)', [], 0.1)).rejects.toThrow(message);
  });

  it('says what it does when it takes long, and what the limit is', async () => {
    const lines: string[] = [];
    const module = await runtime('(loop (br 0)) (i32.const 0)');
    const options = { signal: new AbortController().signal, say: (line: string) => void lines.push(line) };
    await expect(takeSnapshot(module, { ...options, timeout: 0.2, patience: 0 })).rejects.toThrow('did not end');
    expect(lines).toEqual([
      "Still running the module's top level, which runs once while building (for 0.2 seconds at most).",
    ]);
  });

  it.each([
    ['(unreachable)', 'crashed the interpreter (unreachable)'],
    [
      '(call $open) (i32.const 0)',
      'leaves a file open (x), which will not be there when the module runs: close it, or',
    ],
  ])('is refused for a top level of %s', async (topLevel, message) => {
    await expect(snapshotOf(topLevel)).rejects.toThrow(message);
  });
});
