import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import loadWabt from 'wabt';
import { UsageError } from '../usage-error.ts';
import { execCommand } from './exec.ts';

const MAIN = join(import.meta.dirname, '../main.ts');

/** Prints its arguments or its environment (zero bytes and all), or ends as its own name says. */
const MODULES: Readonly<Record<string, string>> = {
  arguments: printer('args'),
  environment: printer('environ'),
  seven: `(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1) (func (export "_start") (call $exit (i32.const 7))))`,
  trap: '(module (memory (export "memory") 1) (func (export "_start") unreachable))',
  loop: '(module (memory (export "memory") 1) (func (export "_start") (loop (br 0))))',
  random: `(module (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "process") (result i32) (call $random (i32.const 0) (i32.const 1000))))`,
  parameters: '(module (memory (export "memory") 1) (func (export "_start") (param i64)))',
  command: '(module (memory (export "memory") 1) (func (export "_start")) (func (export "process") (param i64)))',
  reactor: '(module (memory (export "memory") 3) (func (export "process") (result i32) (i32.const 5)))',
};

function printer(what: 'args' | 'environ'): string {
  return `(module
    (import "wasi_snapshot_preview1" "${what}_sizes_get" (func $sizes (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "${what}_get" (func $get (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (func (export "_start")
      (drop (call $sizes (i32.const 0) (i32.const 12)))
      (drop (call $get (i32.const 1024) (i32.const 4096)))
      (i32.store (i32.const 8) (i32.const 4096))
      (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 0)))))`;
}

let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wadup-exec-'));
  const wabt = await loadWabt();
  for (const [name, text] of Object.entries(MODULES)) {
    const parsed = wabt.parseWat(name, text);
    writeFileSync(join(directory, `${name}.wasm`), parsed.toBinary({}).buffer);
    parsed.destroy();
  }
  writeFileSync(join(directory, 'text.wasm'), 'text');
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function exec(...argv: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, 'exec', ...argv], { cwd: directory, encoding: 'utf8' });
}

describe('wadup exec', () => {
  it('passes everything after the module on, and nothing of this machine', () => {
    const { status, stdout } = exec('arguments.wasm', '--fuel', '--', '-v', 'é');
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'arguments.wasm\0--fuel\0--\0-v\0é\0' });
    expect(exec('environment.wasm').stdout).toBe('');
    expect(exec('--env', 'A=1', '--env', 'B=x=y', 'environment.wasm').stdout).toBe('A=1\0B=x=y\0');
  });

  it('ends with the status of the program, or what process returned', () => {
    expect(exec('seven.wasm')).toMatchObject({ status: 7, stdout: '', stderr: '' });
    expect(exec('reactor.wasm')).toMatchObject({ status: 5, stdout: '', stderr: '' });
  });

  it.each([
    [['trap.wasm'], /unreachable/],
    [['--fuel', '1000', 'loop.wasm'], /fuel/],
    [['--timeout', '0.05', 'loop.wasm'], /time/],
    [['--max-memory', '128KiB', 'reactor.wasm'], /memory/],
  ])('ends with 134, or 1 when it cannot start, and one line for %j', (argv, cause) => {
    const { status, stdout, stderr } = exec(...argv);
    expect({ status, stdout }).toEqual({ status: argv.includes('reactor.wasm') ? 1 : 134, stdout: '' });
    expect(stderr).toMatch(/^wadup: .*\n$/);
    expect(stderr).toMatch(cause);
  });

  it('refuses a program that cannot be called, and looks at nothing else', () => {
    expect(exec('parameters.wasm')).toMatchObject({ status: 1, stdout: '' });
    expect(exec('parameters.wasm').stderr).toContain("exports '_start' as (i64) -> (); it must be () -> ()");
    expect(exec('command.wasm')).toMatchObject({ status: 0, stderr: '' });
  });

  it('says which quota a program had hit that ends with a status of its own', () => {
    expect(exec('random.wasm')).toMatchObject({ status: 0, stderr: '' });
    expect(exec('--max-random-bytes', '999', 'random.wasm')).toMatchObject({
      status: 28,
      stderr: 'wadup: it asked for more than 999 random bytes at once, the limit (--max-random-bytes)\n',
    });
  });

  it.each([['nowhere.wasm'], ['text.wasm']])('ends with 1 and one line when %s cannot be loaded', (module) => {
    const { status, stdout, stderr } = exec(module);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^wadup: .*${module}.*\\n$`));
  });

  it('ends with a line of JSON for --stats', () => {
    const { status, stderr } = exec('--stats', 'reactor.wasm');
    expect(status).toBe(5);
    const stats: unknown = JSON.parse(stderr);
    expect(stats).toEqual({ fuel: expect.any(Number), wall_ms: expect.any(Number), peak_memory: 3 * 65_536 });
    expect(stderr.endsWith('}\n')).toBe(true);
  });

  it.each([
    [['--dir', 'data', 'a.wasm'], "--dir must be HOST::GUEST, not 'data'. Write for example --dir ./data::/data."],
    [['--dir', 'a::', 'a.wasm'], "--dir must be HOST::GUEST, not 'a::'. Write for example --dir ./data::/data."],
    [
      ['--dir', 'a::/d', '--dir', 'b::/e', '--dir', 'b::/x/..//d/', 'a.wasm'],
      "Two directories are to be at '/x/..//d/'. Give each --dir a guest path of its own.",
    ],
    [['--env', 'NAME', 'a.wasm'], "--env must be NAME=VALUE, not 'NAME'."],
    [['--env', '=x', 'a.wasm'], "--env must be NAME=VALUE, not '=x'."],
    [['--threads', '2', 'a.wasm'], 'There is no option --threads.'],
    [['--stats'], 'No module is named. Usage: wadup exec [options] MODULE.wasm [ARG]...'],
  ])('refuses %j with a sentence', async (argv, sentence) => {
    await expect(execCommand(argv)).rejects.toThrow(new UsageError(sentence));
  });
});
