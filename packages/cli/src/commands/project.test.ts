/** `wadup new`, `build` and `test` as people use them, on a project in TypeScript: it builds at once. */
import { type ChildProcess, spawn, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrialOutcome } from '@wadup/builder';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Palette } from '../terminal.ts';
import { formatReport } from './test.ts';

const MAIN = join(import.meta.dirname, '../main.ts');

let directory: string;
let demo: string;
let running: ChildProcess | undefined;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'wadup-commands-'));
  demo = join(directory, 'demo');
});

afterEach(() => {
  running?.kill('SIGKILL');
  rmSync(demo, { recursive: true, force: true });
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function wadup(...argv: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [MAIN, ...argv], { cwd: directory, encoding: 'utf8' });
}

function makeDemo(): void {
  expect(wadup('new', 'typescript', 'demo')).toMatchObject({ status: 0, stderr: '' });
}

interface Running {
  readonly child: ChildProcess;
  /** All of stdout so far. */
  stdout(): string;
  /** Waits until stderr has it, from behind the last such place on. */
  until(pattern: RegExp): Promise<void>;
}

function start(...argv: string[]): Running {
  const child = spawn(process.execPath, [MAIN, ...argv], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  running = child;
  let stdout = '';
  let stderr = '';
  let notify = (): void => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    notify();
  });
  const until = async (pattern: RegExp): Promise<void> => {
    for (let match = pattern.exec(stderr); ; match = pattern.exec(stderr)) {
      if (match !== null) {
        stderr = stderr.slice(match.index + match[0].length);
        return;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      notify = resolve;
      await promise;
    }
  };
  return { child, stdout: () => stdout, until };
}

describe('wadup new, build and test', () => {
  it('make a project, its module and its verdict', () => {
    const made = wadup('new', 'ts', 'demo');
    expect(made.stdout).toMatch(/^Made a typescript module in demo; it starts in src\/index\.ts\.\n/);
    expect(made.stdout).toContain('Try it:  wadup test demo\n');
    const built = wadup('build', 'demo');
    expect(built).toMatchObject({ status: 0, stderr: '' });
    expect(built.stdout).toMatch(/^Built demo\/demo\.wasm: [\d.]+ MB in [\d.]+ s \(typescript\)\.\n$/);
    const tested = wadup('test', 'demo');
    expect(tested.status).toBe(0);
    expect(tested.stdout).toMatch(/^ok {4}tests\/sample\.txt\n1 passed in [\d.]+ s\.\n$/);
  });

  it('tell a difference, bless it, and are content then', () => {
    makeDemo();
    writeFileSync(join(demo, 'tests/sample.txt'), 'one more\nline\n');
    const { status, stdout } = wadup('test', 'demo');
    expect(status).toBe(1);
    expect(stdout).toContain('FAIL  tests/sample.txt: not as expected (- expected, + what the module did)\n');
    expect(stdout).toContain('    -         ["text", 4, 9]\n    +         ["text", 2, 3]\n');
    expect(wadup('test', 'demo', '--bless').stdout).toMatch(/^blessed {2}tests\/sample\.txt\n0 passed, 1 blessed in /);
    expect(wadup('test', 'demo').status).toBe(0);
  });

  it('write the module where -o says, through no folder that is missing, and leave nothing half', () => {
    makeDemo();
    mkdirSync(join(demo, 'out'));
    expect(wadup('build', 'demo', '-o', 'demo/out').stdout).toContain('Built demo/out/demo.wasm: ');
    expect(wadup('build', 'demo', '--output=demo/x.bin').stdout).toContain('Built demo/x.bin: ');
    expect(wadup('build', 'demo', '-o', 'demo/none/x.wasm')).toMatchObject({
      status: 1,
      stderr: "wadup: 'demo/none/x.wasm' cannot be written: there is no folder 'demo/none'.\n",
    });
    expect(readdirSync(join(demo, 'out'))).toEqual(['demo.wasm']);
    expect(wadup('build', 'demo', '-o', '/dev/null').stderr).toMatch(/'\/dev\/null' is no regular file/);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('keep the old module when the new one does not build', () => {
    makeDemo();
    wadup('build', 'demo');
    const before = readFileSync(join(demo, 'demo.wasm'));
    writeFileSync(join(demo, 'src/index.ts'), 'export function process( {');
    const { status, stdout, stderr } = wadup('build', 'demo');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/src\/index\.ts:1:\d+/);
    expect(readFileSync(join(demo, 'demo.wasm')).equals(before)).toBe(true);
  });

  it('do not go round in circles of links, and take a project behind a link', () => {
    makeDemo();
    symlinkSync('..', join(demo, 'src/up'));
    symlinkSync('.', join(demo, 'here'));
    symlinkSync('demo', join(directory, 'link'));
    expect(wadup('build', 'link').status).toBe(0);
    expect(existsSync(join(demo, 'demo.wasm'))).toBe(true);
    rmSync(join(directory, 'link'));
  });

  it.skipIf(process.getuid?.() === 0)('say that a folder may not be written', () => {
    mkdirSync(demo);
    chmodSync(demo, 0o555);
    expect(wadup('new', 'c', 'demo/deep').stderr).toMatch(/cannot be made in 'demo\/deep': permission denied\.\n$/);
    chmodSync(demo, 0o755);
  });
});

const WAITING = /Waiting for changes; Ctrl-C ends\.\n/;

describe('--watch', () => {
  it('builds again after a change, survives one that does not build, and ends with 130', async () => {
    makeDemo();
    const { child, stdout, until } = start('build', '--watch', 'demo');
    await until(WAITING);
    const source = readFileSync(join(demo, 'src/index.ts'), 'utf8');
    writeFileSync(join(demo, 'src/index.ts'), 'export function process( {');
    await until(/^\nsrc\/index\.ts changed\.\nwadup: /);
    await until(WAITING);
    writeFileSync(join(demo, 'src/index.ts'), source);
    await until(/^\nsrc\/index\.ts changed\.\n/);
    await until(WAITING);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(stdout().match(/Built demo\/demo\.wasm: /g)).toHaveLength(2);
  });

  it('tests again when an input changes, and does not take what it blesses for a change', async () => {
    makeDemo();
    const { child, stdout, until } = start('test', '--watch', '--bless', 'demo');
    await until(WAITING);
    writeFileSync(join(demo, 'tests/sample.txt'), 'changed\n');
    await until(/^\ntests\/sample\.txt changed\.\n/);
    await until(WAITING);
    writeFileSync(join(demo, 'tests/more.txt'), 'another\n');
    // Were the expectation a change, it would be named first.
    await until(/^\ntests\/more\.txt changed\.\n/);
    await until(WAITING);
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(stdout().match(/^blessed .*$/gm)).toEqual(['blessed  tests/sample.txt', 'blessed  tests/more.txt']);
  });
});

describe('formatReport', () => {
  const outcomes: TrialOutcome[] = [
    { path: 'tests/a', kind: 'passed' },
    { path: 'tests/\u001B[2J', kind: 'problem', problem: 'is no regular file' },
    {
      path: 'tests/b',
      kind: 'differs',
      difference: [{ kind: 'missing', text: '\u202Eold' }],
      printed: [
        { about: [], stream: 'stdout', text: 'one\n\ttwo\n' },
        { about: ['a.zip', '\n'], stream: 'stderr', text: 'last' },
      ],
    },
  ];

  it('is plain where it goes to no terminal, and shows nothing that could move a cursor', () => {
    expect(formatReport(outcomes, 1200, new Palette({ write: () => true }, {}))).toBe(
      [
        'ok    tests/a',
        'FAIL  tests/\\x1b[2J: is no regular file',
        'FAIL  tests/b: not as expected (- expected, + what the module did)',
        '    - \\u{202e}old',
        '    It printed on stdout:',
        '      one',
        '      \\x09two',
        '    It printed about a.zip > \\x0a on stderr:',
        '      last',
        '1 passed, 2 failed in 1.2 s.',
        '',
      ].join('\n'),
    );
  });

  it('is coloured on a terminal, unless nobody wants that', () => {
    const terminal = { write: () => true, isTTY: true };
    expect(formatReport(outcomes, 1, new Palette(terminal, {}))).toContain('\u001B[31m    - \\u{202e}old\u001B[39m');
    expect(formatReport(outcomes, 1, new Palette(terminal, { NO_COLOR: '1' }))).not.toContain('\u001B');
  });

  it('shows the end of what was printed, and not all of much', () => {
    const lines = Array.from({ length: 30 }, (_, n) => `line ${n} ${'x'.repeat(500)}`).join('\n');
    const printed = Array.from({ length: 8 }, () => ({ about: [], stream: 'stderr', text: lines }) as const);
    const outcome = { path: 'a', kind: 'differs', difference: [], printed } as const;
    const report = formatReport([outcome], 1, new Palette({ write: () => true }, {})).split('\n');
    expect(report).toHaveLength(1 + 5 * 22 + 3);
    expect(report[2]).toBe('      … 10 lines before');
    expect(report[3]).toMatch(/^ {6}line 10 x{392}…$/);
    expect(report.at(-3)).toBe('    … and so for 3 more');
  });

  it('shows the first lines of a long difference, and how many more', () => {
    const difference = Array.from({ length: 150 }, (_, n) => ({ kind: 'added', text: `${n}` }) as const);
    const report = formatReport(
      [{ path: 'a', kind: 'unexpected', difference }],
      1,
      new Palette({ write: () => true }, {}),
    );
    expect(report.split('\n')).toHaveLength(104);
    expect(report).toContain('    … and 50 more lines\n');
  });
});
