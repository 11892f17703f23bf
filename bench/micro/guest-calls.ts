/**
 * What a host call costs a guest: a module whose `process` does one thing a thousand times, run as a worker runs it,
 * with and without fuel. So it covers whatever stands between guest and host, now and later.
 */
import wabt from 'wabt';
import { OutputCapture } from '../../packages/engine/src/collect/captured-output.ts';
import { ContentCollector } from '../../packages/engine/src/collect/content-collector.ts';
import { ModuleRunner } from '../../packages/engine/src/instance/module-runner.ts';
import { compileModule, rewriteModule } from '../../packages/engine/src/instance/prepare.ts';
import { FIXED_LIMITS, resolveLimits } from '../../packages/engine/src/options.ts';
import type { ContentSource, FileStorage } from '../../packages/engine/src/stages.ts';
import { ContentWindow } from '../../packages/engine/src/vfs/content-window.ts';
import { newBatch } from '../../packages/engine/src/store/writer.ts';
import { FUEL } from '../hosts.ts';
import { MemoryTables } from './memory-tables.ts';
import type { MicroBenchmark, MicroGroup } from './timing.ts';

const CALLS = 1000;
const CONTENT = new Uint8Array(65_536);
const UUID = '01900000-0000-7000-8000-000000000000';
const ROWS =
  '{"tables":[{"name":"sizes","columns":[{"name":"bytes","data_type":"Int64"}]}],' +
  '"rows":[{"table_name":"sizes","values":[{"Int64":4096}]}]}';

/** The bytes of a content, in memory. */
const SOURCE: ContentSource = {
  trouble: null,
  size: () => CONTENT.length,
  modifiedMs: () => 0,
  read: (target, offset, length, position) => {
    const count = Math.max(0, Math.min(length, CONTENT.length - position));
    if (count < 64) for (let at = 0; at < count; at++) target[offset + at] = CONTENT[position + at]!;
    else target.set(CONTENT.subarray(position, position + count), offset);
    return count;
  },
  close: () => {},
};

/**
 * Guest memory: 0 results, 64 a vector for 4 bytes at 1024, 80 one for ROWS, 256 paths, 2048 ROWS. Globals: the
 * descriptor of /data.bin. Each step leaves an errno on the stack.
 */
const STEPS: Readonly<Record<string, string>> = {
  fd_seek: '(call $fd_seek (global.get $data) (i64.const 100) (i32.const 0) (i32.const 0))',
  'fd_read of 4 bytes': '(call $fd_read (global.get $data) (i32.const 64) (i32.const 1) (i32.const 0))',
  'fd_pread of 4 bytes':
    '(call $fd_pread (global.get $data) (i32.const 64) (i32.const 1) (i64.const 100) (i32.const 0))',
  'fd_seek and fd_read':
    '(call $fd_seek (global.get $data) (i64.extend_i32_u (local.get $left)) (i32.const 0) (i32.const 0))' +
    '(i32.or (call $fd_read (global.get $data) (i32.const 64) (i32.const 1) (i32.const 0)))',
  fd_filestat_get: '(call $fd_filestat_get (global.get $data) (i32.const 128))',
  path_filestat_get:
    '(call $path_filestat_get (i32.const 3) (i32.const 1) (i32.const 256) (i32.const 8) (i32.const 128))',
  'path_open and fd_close':
    '(call $path_open (i32.const 3) (i32.const 1) (i32.const 256) (i32.const 8) (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 0))' +
    '(i32.or (call $fd_close (i32.load (i32.const 0))))',
  clock_time_get: '(call $clock_time_get (i32.const 1) (i64.const 0) (i32.const 0))',
  'metadata file with one row':
    '(call $path_open (i32.const 3) (i32.const 1) (i32.const 272) (i32.const 15) (i32.const 9) (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 0))' +
    '(i32.or (call $fd_write (i32.load (i32.const 0)) (i32.const 80) (i32.const 1) (i32.const 96)))' +
    '(i32.or (call $fd_close (i32.load (i32.const 0))))',
  'env.insert_row': '(call $insert_row (i32.const 320) (i32.const 5) (i32.const 336) (i32.const 16))',
};

function moduleText(step: string): string {
  const escaped = ROWS.replaceAll('"', '\\22');
  return `(module
    (import "wasi_snapshot_preview1" "fd_seek" (func $fd_seek (param i32 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_pread" (func $fd_pread (param i32 i32 i32 i64 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_filestat_get" (func $fd_filestat_get (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "path_filestat_get"
      (func $path_filestat_get (param i32 i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "path_open"
      (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
    (import "env" "define_table" (func $define_table (param i32 i32 i32 i32) (result i32)))
    (import "env" "insert_row" (func $insert_row (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (global $data (mut i32) (i32.const 0))
    (data (i32.const 64) "\\00\\04\\00\\00\\04\\00\\00\\00")
    (data (i32.const 80) "\\00\\08\\00\\00\\${ROWS.length.toString(16)}\\00\\00\\00")
    (data (i32.const 256) "data.bin")
    (data (i32.const 272) "metadata/a.json")
    (data (i32.const 320) "sizes")
    (data (i32.const 336) "[{\\22Int64\\22:4096}]")
    (data (i32.const 384) "[{\\22name\\22:\\22bytes\\22,\\22data_type\\22:\\22Int64\\22}]")
    (data (i32.const 2048) "${escaped}")
    (func (export "process") (result i32) (local $left i32) (local $errno i32)
      (drop (call $define_table (i32.const 320) (i32.const 5) (i32.const 384) (i32.const 38)))
      (drop (call $path_open (i32.const 3) (i32.const 1) (i32.const 256) (i32.const 8) (i32.const 0)
        (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 0)))
      (global.set $data (i32.load (i32.const 0)))
      (local.set $left (i32.const ${CALLS}))
      (loop $again
        (local.set $errno ${step.startsWith('(call') && !step.includes(')(i32.or') ? step : `(block (result i32) ${step})`})
        (if (local.get $errno) (then (return (local.get $errno))))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $again (local.get $left)))
      (i32.const 0)))`;
}

function noStorage(): FileStorage {
  throw new Error('these guests emit nothing');
}

function benchmark(name: string, bytes: Uint8Array, fuel: boolean): MicroBenchmark {
  const limits = resolveLimits(fuel ? { fuel: FUEL } : {});
  const batch = newBatch();
  const collector = new ContentCollector({ tables: new MemoryTables(), batch, limits });
  const events = {
    onMetadata: (file: string, json: Uint8Array, length: number) => void collector.metadata(file, json, length),
    onSubcontent: () => {},
    createStorage: noStorage,
    defineTable: (table: Uint8Array, columns: Uint8Array) => collector.defineTable(table, columns),
    insertRow: (table: Uint8Array, values: Uint8Array) => collector.insertRow(table, values),
    emitBytes: () => 'these guests emit nothing',
    emitSlice: () => 'these guests emit nothing',
    problem: (text: string) => collector.problem(text),
  };
  const capture = new OutputCapture(FIXED_LIMITS.capturedOutput);
  const prepared = compileModule(rewriteModule({ name, path: name, bytes }, limits));
  const window = new ContentWindow();
  const runner = new ModuleRunner({ prepared, limits, events, capture, window });
  const runOnce = (): void => {
    collector.beginContent(UUID);
    collector.beginModule(name);
    const outcome = runner.run(SOURCE);
    if (outcome.kind !== 'ok') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
    collector.discardContent();
  };
  return {
    name: fuel ? `${name}, fuel` : name,
    step: CALLS,
    run: (times) => {
      for (let done = 0; done < times; done += CALLS) runOnce();
    },
  };
}

export const guestCalls: MicroGroup = {
  name: 'guest-calls',
  make: async () => {
    const { parseWat } = await wabt();
    return Object.entries(STEPS).flatMap(([name, step]) => {
      const parsed = parseWat(name, moduleText(step));
      const bytes = parsed.toBinary({}).buffer;
      parsed.destroy();
      return [benchmark(name, bytes, false), benchmark(name, bytes, true)];
    });
  },
};
