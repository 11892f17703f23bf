/** Whole programs, as `wadup exec` runs them: sources in `programs/`, what they print beside them. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import wabt from 'wabt';

const PROGRAMS = join(import.meta.dirname, 'programs');
const RUNNER = join(import.meta.dirname, 'run-program.ts');

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

let scratch: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'wadup-conformance-'));
  const { parseWat } = await wabt();
  for (const name of ['greet', 'cat', 'ends', 'reactor', 'sleep']) {
    const source = readFileSync(join(PROGRAMS, `${name}.wat`), 'utf8');
    const module = parseWat(`${name}.wat`, source);
    writeFileSync(join(scratch, `${name}.wasm`), module.toBinary({}).buffer);
    module.destroy();
  }
});

afterAll(() => rmSync(scratch, { recursive: true }));

function run(name: string, options: object = {}, input = ''): Promise<Ended> {
  const given = JSON.stringify({ module: join(scratch, `${name}.wasm`), ...options });
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [RUNNER, given], (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

describe.concurrent('a program', () => {
  it('gets its arguments and its environment', async () => {
    const ended = await run('greet', { args: ['one', ''], env: ['NAME=value'] });
    expect(ended).toEqual({ status: 0, stdout: readFileSync(join(PROGRAMS, 'greet.out'), 'utf8'), stderr: '' });
  });

  it('reads stdin to its end and writes stdout', async () => {
    const input = 'line\n'.repeat(100_000);
    expect(await run('cat', {}, input)).toEqual({ status: 0, stdout: input, stderr: '' });
  });

  it('waits for stdin as long as there is nothing', async () => {
    const child = spawn(process.execPath, [RUNNER, JSON.stringify({ module: join(scratch, 'cat.wasm') })]);
    for (const text of ['first', 'second']) {
      child.stdin.write(text);
      // Only what came through shows that the program is waiting again.
      const [data] = (await once(child.stdout, 'data')) as [Buffer];
      expect(data.toString()).toBe(text);
    }
    child.stdin.end();
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  it.each([
    ['exit 0', 'x', 0, ''],
    ['exit 7', '7', 7, ''],
    ['a status of more than eight bits', 'b', 1, ''],
    ['a trap', 't', 134, "trap: it executed 'unreachable' (a panic or an abort; stderr may say more)\n"],
    ['endless recursion', 'r', 134, 'stack overflow: it recursed too deeply (--max-stack)\n'],
  ])('ends with %s', async (_what, argument, status, stderr) => {
    expect(await run('ends', { args: [argument] })).toEqual({ status, stdout: '', stderr });
  });

  it('is stopped by each limit, which is named', async () => {
    const fuel = await run('ends', { args: ['l'], fuel: 1_000_000 });
    expect(fuel).toMatchObject({ status: 134, stderr: expect.stringContaining('fuel exhausted') });
    const time = await run('ends', { args: ['l'], timeout: 0.2 });
    expect(time).toMatchObject({ status: 134, stderr: expect.stringContaining('timeout') });
    const sleep = await run('sleep', { timeout: 0.2 });
    expect(sleep).toMatchObject({ status: 134, stderr: expect.stringContaining('timeout') });
    const memory = await run('ends', { args: ['m'], maxMemory: 1 << 20 });
    expect(memory).toMatchObject({ status: 134, stderr: expect.stringContaining('memory limit') });
  });

  it('without _start is initialised, and its process is called', async () => {
    expect(await run('reactor')).toEqual({ status: 3, stdout: 'initialised\nprocess\n', stderr: '' });
  });

  it('tells what it used', async () => {
    const ended = await run('greet', { stats: true });
    expect(JSON.parse(ended.stderr)).toEqual({
      fuel: expect.any(Number),
      wallMs: expect.any(Number),
      peakMemory: 65_536,
      status: 0,
      failure: null,
      quota: null,
    });
  });

  it('that cannot be loaded is told apart', async () => {
    writeFileSync(join(scratch, 'broken.wasm'), 'no module');
    for (const name of ['broken', 'missing']) {
      expect(await run(name)).toMatchObject({ status: 1, stderr: expect.stringContaining(`${name}.wasm`) });
    }
    const ended = await run('greet', { directories: [{ host: join(scratch, 'nowhere'), guest: '/' }] });
    expect(ended).toMatchObject({ status: 1, stderr: expect.stringContaining('nowhere') });
  });

  it('sees a host directory and changes only what it sees', async () => {
    const host = join(scratch, 'host');
    mkdirSync(host);
    writeFileSync(join(host, 'file'), 'from the host\n');
    symlinkSync('/etc/passwd', join(host, 'out'));
    const shown = { directories: [{ host, guest: '/' }] };
    expect(await run('cat', { ...shown, args: ['file'] })).toMatchObject({ status: 0, stdout: 'from the host\n' });
    expect(await run('cat', { ...shown, args: ['out'] })).toMatchObject({ status: 63, stdout: '' });
    expect(await run('cat', { ...shown, args: ['missing'] })).toMatchObject({ status: 44 });
  });
});
