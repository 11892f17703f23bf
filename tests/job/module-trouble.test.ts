/** Modules that cannot be used: the run says which and why, and stops before it touches the database. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WadupError } from '../../packages/engine/src/index.ts';
import { wadup } from './child-process.ts';
import { BEHAVE, compileText, Job, textModule } from './job.ts';

const COMPONENT = Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]);

const BAD: Record<string, () => Promise<Uint8Array | string> | Uint8Array | string> = {
  text: () => 'This is not WebAssembly.\n',
  empty: () => '',
  component: () => COMPONENT,
  'header-only': () => COMPONENT.slice(0, 4),
  truncated: () => BEHAVE.subarray(0, BEHAVE.length - 1000),
  'truncated-early': () => BEHAVE.subarray(0, 100),
  invalid: () => compileInvalid(),
  'no-process': () => textModule('no-process'),
  'no-memory': () => textModule('no-memory'),
  'imported-memory': () => textModule('imported-memory'),
  'unknown-import': () => textModule('unknown-import'),
  'wrong-import-type': () => textModule('wrong-import-type'),
  'wrong-process-type': () => textModule('wrong-process-type'),
  'process-returns-i64': () => textModule('process-returns-i64'),
  'process-is-a-global': () => textModule('process-is-a-global'),
  'memory-is-a-function': () => compileText('(module (func (export "memory")) (func (export "process")))'),
  'wide-memory': () => compileText('(module (memory (export "memory") i64 1) (func (export "process")))'),
  'imports-a-global': () =>
    compileText('(module (import "env" "g" (global i32)) (memory (export "memory") 1) (func (export "process")))'),
  'declares-large-tables': () => textModule('declares-large-tables'),
};

const WHY: Record<string, RegExp> = {
  text: /not .*WebAssembly|is text/i,
  empty: /empty|not .*WebAssembly/i,
  component: /component/,
  'header-only': /./,
  truncated: /cut off|truncated|ends|byte/i,
  'truncated-early': /cut off|truncated|ends|byte/i,
  invalid: /not valid WebAssembly/,
  'no-process': /exports no function 'process'/,
  'no-memory': /does not export its memory/,
  'imported-memory': /imports the memory 'env\.memory'/,
  'unknown-import': /imports 'env\.open_socket', which is unknown/,
  'wrong-import-type': /imports 'wasi_snapshot_preview1\.fd_close' as \(i64\) -> i32; it is \(i32\) -> i32/,
  'wrong-process-type': /exports 'process' as \(i32\) -> i32; it must be/,
  'process-returns-i64': /exports 'process' as \(\) -> i64; it must be/,
  'process-is-a-global': /exports a global as 'process'/,
  'memory-is-a-function': /exports a function as 'memory'/,
  'wide-memory': /64-bit memory/,
  'imports-a-global': /imports the global 'env\.g'/,
  'declares-large-tables': /table/,
};

/** Adds an f32 to an i32. */
async function compileInvalid(): Promise<Uint8Array> {
  const valid = await compileText(
    '(module (memory (export "memory") 1) (func (export "process") (drop (i32.add (i32.const 1) (i32.const 2)))))',
  );
  const at = Buffer.from(valid).indexOf(Buffer.from([0x41, 1, 0x41, 2, 0x6a]));
  const bytes = Uint8Array.from(valid);
  // i32.add becomes f32.add.
  bytes[at + 4] = 0x92;
  return bytes;
}

async function failureOf(job: Job): Promise<WadupError> {
  const failure: unknown = await job.run().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(failure).toBeInstanceOf(WadupError);
  return failure as WadupError;
}

test('every module that breaks the contract has a sentence', () => {
  expect(Object.keys(WHY)).toEqual(Object.keys(BAD));
});

test.each(Object.keys(BAD))('%s: nothing is run and nothing written', async (name) => {
  using job = new Job({ behave: BEHAVE, [name]: await BAD[name]!() }, { a: 'count' });
  const failure = await failureOf(job);
  expect(failure.code).toBe('module');
  expect(failure.message.startsWith(`Module '${join(job.modules, `${name}.wasm`)}' `), failure.message).toBe(true);
  expect(failure.message).toMatch(WHY[name]!);
  expect(failure.message).toMatch(/^[^\n]{1,600}\.$/);
  expect(readdirSync(job.folder).sort()).toEqual(['input', 'modules']);
});

test('a bad module leaves a database of an earlier run as it is, byte for byte', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'count' });
  await job.run();
  const before = readFileSync(job.output);
  using bad = new Job({ behave: BEHAVE, text: 'text' });
  await expect(bad.run({ output: job.output, input: job.input })).rejects.toThrow("text.wasm'");
  expect(readFileSync(job.output).equals(before)).toBe(true);
  expect(readdirSync(job.folder).sort()).toEqual(['input', 'modules', 'out.db']);
});

test('no modules, or no directory of modules: the run says so', async () => {
  using job = new Job({}, { a: 'count' });
  mkdirSync(join(job.modules, 'directory.wasm'));
  expect((await failureOf(job)).message).toMatch(/directory\.wasm/);
  rmSync(join(job.modules, 'directory.wasm'), { recursive: true });
  expect(await failureOf(job)).toMatchObject({
    code: 'module',
    message: `There is no '.wasm' file in '${job.modules}'.`,
  });
  rmSync(job.modules, { recursive: true });
  expect((await failureOf(job)).message).toContain(`The directory of modules '${job.modules}' does not exist`);
  expect(existsSync(job.output)).toBe(false);
});

test('the command says it in one line and ends with 1', async () => {
  using job = new Job({ bad: 'text' }, { a: 'count' });
  using run = wadup(['--modules', job.modules, '--input', job.input, '--output', job.output]);
  expect(await run.end()).toBe(1);
  expect(run.stdout).toBe('');
  expect(run.stderr).toMatch(/^wadup: Module '[^\n]*bad\.wasm' [^\n]*\n$/);
  expect(existsSync(job.output)).toBe(false);
});

test('an input that does not exist keeps the run from starting', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'count' });
  await expect(job.run({ input: join(job.folder, 'absent') })).rejects.toMatchObject({
    code: 'input',
    message: expect.stringMatching(/^The input '.*absent' cannot be used: it does not exist/),
  });
  await expect(job.run({ input: '/dev/null' })).rejects.toMatchObject({ code: 'input' });
  expect(existsSync(job.output)).toBe(false);
});
