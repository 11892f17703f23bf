/** A module tried over tests/: the one in C that does what its content says (guest/interface). */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildDigestModule, digestModuleSource } from './digest/build.ts';
import { type TrialOutcome, tryModule } from './trial.ts';

const MODULE = join(import.meta.dirname, '../../../../tests/fixtures/modules/behave-c/behave-c.wasm');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wadup-trial-'));
  mkdirSync(join(folder, 'tests'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, 'tests', name), text);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function expectation(name: string): string {
  return readFileSync(join(folder, 'tests', `${name}.expected.json`), 'utf8');
}

async function tried(bless = false, limits = {}): Promise<TrialOutcome[]> {
  const module = { name: 'behave', folder, bytes: readFileSync(MODULE) };
  return await tryModule({ module, bless, limits, signal: new AbortController().signal });
}

async function kinds(bless = false): Promise<string[]> {
  return (await tried(bless)).map(({ path, kind }) => `${path} ${kind}`);
}

/** The changed lines of the only outcome. */
async function changes(): Promise<string[]> {
  const [outcome] = await tried();
  if (outcome?.kind !== 'differs') return [String(outcome?.kind)];
  const marks = { missing: '-', added: '+', same: '', 'left out': '' };
  return outcome.difference.flatMap(({ kind, text }) => (marks[kind] === '' ? [] : [`${marks[kind]} ${text.trim()}`]));
}

it('carries the digest module as digest.c makes it', { timeout: 120_000 }, async () => {
  const path = join(import.meta.dirname, 'digest/module.ts');
  const source = digestModuleSource(await buildDigestModule());
  if (process.env['BLESS'] === '1') writeFileSync(path, source);
  expect(readFileSync(path, 'utf8') === source, 'run with BLESS=1').toBe(true);
});

describe('tryModule', () => {
  it('blesses every value exactly, passes then, and has nothing to bless again', async () => {
    write('extremes', 'library-extremes');
    expect(await kinds(true)).toEqual(['tests/extremes blessed']);
    const rows = expectation('extremes')
      .split('\n')
      .map((line) => line.trim());
    expect(rows.slice(rows.indexOf('"rows": [') + 1, -5).map((row) => row.slice(0, 60))).toEqual([
      String.raw`[9223372036854775807, null, "quote \" backslash \\ line\n ta`,
      '[-9223372036854775808, "Infinity", "ž 京 🐎 \u2028 \uFFFD"],',
      '[9007199254740993, "-Infinity", ""],',
      `[0, 5e-324, "${'x'.repeat(47)}`,
      '[null, null, null]',
    ]);
    expect(await kinds()).toEqual(['tests/extremes passed']);
    expect(await kinds(true)).toEqual(['tests/extremes passed']);
  });

  it('tells sub-content by name, size and SHA-256, with what the module made of it in turn', async () => {
    write('parent', 'child b text of-b\nchild a stdout hello\nslice 0 5 first\nslice 22 0 empty');
    await tried(true);
    expect(JSON.parse(expectation('parent'))).toEqual({
      status: 'success',
      subcontents: [
        {
          filename: 'a',
          size: 12,
          sha256: sha256('stdout hello'),
          status: 'success',
          stdout: 'hello',
        },
        {
          filename: 'b',
          size: 9,
          sha256: sha256('text of-b'),
          status: 'success',
          tables: { texts: { columns: ['text String'], rows: [['of-b']] } },
        },
        { filename: 'empty', size: 0, sha256: sha256(''), status: 'success' },
        {
          filename: 'first',
          size: 5,
          sha256: sha256('child'),
          status: 'failed',
          error_message: "module 'behave': process returned 1: behave-c: child needs a name and a text",
          stderr: 'behave-c: child needs a name and a text\n',
        },
      ],
    });
  });

  it('knows the SHA-256 of contents of any length', async () => {
    const lengths = [0, 55, 56, 63, 64, 65, 16_383, 16_384, 16_385, 50_000];
    const text = 'end\n'.repeat(20_000);
    for (const length of lengths) write(`${length}`, `slice 30 ${length} part\n`.padEnd(30, '\n') + text);
    await tried(true);
    for (const length of lengths) {
      const part = text.slice(0, length);
      expect(JSON.parse(expectation(`${length}`))).toEqual({
        status: 'success',
        subcontents: [{ filename: 'part', size: length, sha256: sha256(part), status: 'success' }],
      });
    }
  });

  it('shows the lines that differ', async () => {
    write('a', 'text new\ntext same');
    const table = { columns: ['text String'], rows: [['old'], ['same']] };
    write('a.expected.json', JSON.stringify({ status: 'success', tables: { texts: table } }));
    expect(await changes()).toEqual(['- ["old"]', '+ ["new"]']);
  });

  it('tells why it failed where nobody expected that, and asks for no message where one is expected', async () => {
    write('a', 'stderr because\nreturn 3');
    write('a.expected.json', '{"status":"success"}');
    expect(await changes()).toEqual([
      '- "status": "success"',
      '+ "status": "failed"',
      `+ "error_message": "module 'behave': process returned 3: because"`,
    ]);
    write('a.expected.json', '{"status":"failed"}');
    expect(await changes()).toEqual(['passed']);
    write('a.expected.json', `{"status":"failed","error_message":"other"}`);
    expect(await changes()).toHaveLength(2);
  });

  it('compares output only where some is expected', async () => {
    write('a', 'stdout hello');
    write('a.expected.json', '{"status":"success"}');
    expect(await changes()).toEqual(['passed']);
    write('a.expected.json', '{"status":"success","stdout":"bye","stderr":""}');
    expect(await changes()).toEqual(['- "stdout": "bye"', '+ "stdout": "hello"']);
  });

  it('tells what was printed where something else differs, about sub-content too, but not what is compared anyway', async () => {
    write('a', 'stdout hello\nchild x stderr inner\nchild y stderr compared\nstderr last\nreturn 3');
    const subcontents = [
      { filename: 'y', status: 'success', stderr: 'compared\n' },
      { filename: 'x', status: 'success' },
    ];
    write('a.expected.json', JSON.stringify({ status: 'success', subcontents }));
    const [outcome] = await tried();
    expect(outcome).toMatchObject({
      kind: 'differs',
      printed: [
        { about: [], stream: 'stdout', text: 'hello' },
        { about: [], stream: 'stderr', text: 'last' },
        { about: ['x'], stream: 'stderr', text: 'inner' },
      ],
    });
  });

  it('fails an input of which nothing is expected, and shows all that the module did', async () => {
    write('a', 'text new');
    const [outcome] = await tried();
    expect(outcome).toMatchObject({ path: 'tests/a', kind: 'unexpected' });
    const lines = outcome?.kind === 'unexpected' ? outcome.difference : [];
    expect(lines.at(0)).toEqual({ kind: 'added', text: '{' });
    expect(lines.at(-1)).toEqual({ kind: 'added', text: '}' });
  });

  it('compares sub-content in any order, and only by what is said of it', async () => {
    write('a', 'child x ok\nchild y ok');
    const subcontents = ['y', 'x'].map((filename) => ({ filename, status: 'success' }));
    write('a.expected.json', JSON.stringify({ status: 'success', subcontents }));
    expect(await changes()).toEqual(['passed']);
  });

  it('runs inputs in order of their names, on one instance', async () => {
    for (const name of ['b', 'a', 'c']) write(name, 'count');
    await tried(true);
    expect(['a', 'b', 'c'].map((name) => /\[(\d)\]/.exec(expectation(name))?.[1])).toEqual(['1', '2', '3']);
  });

  it('says what is wrong with files that are no inputs, and never waits for one', async () => {
    write('ok', 'ok');
    write('gone.expected.json', '{}');
    write('bad', 'ok');
    write('bad.expected.json', '{"state":1}');
    write('.hidden', 'return 1');
    for (const name of ['pipe', 'ok.expected.json']) {
      rmSync(join(folder, 'tests', name), { force: true });
      execFileSync('mkfifo', [join(folder, 'tests', name)]);
    }
    symlinkSync('.', join(folder, 'tests/circle'));
    symlinkSync('itself', join(folder, 'tests/itself'));
    symlinkSync(join(folder, 'tests/ok'), join(folder, 'tests/same'));
    const outcomes = await tried();
    expect(outcomes.map((one) => `${one.path} ${one.kind === 'problem' ? one.problem : one.kind}`)).toEqual([
      expect.stringMatching(/^tests\/bad tests\/bad\.expected\.json: state is unknown/),
      'tests/circle is a link to a folder, which is not followed',
      'tests/gone.expected.json has no input file of its name beside it',
      'tests/itself cannot be read: its links lead round in a circle',
      'tests/ok unexpected',
      'tests/ok.expected.json is no regular file',
      'tests/pipe is no regular file',
      'tests/same unexpected',
    ]);
  });

  it('holds limits, and its own part of the test says nothing of them', async () => {
    write('a', 'loop');
    write('b', `slice 19 20000 big\n${'end\n'.repeat(6000)}`);
    await tried(true, { fuel: 100_000, maxMemory: 4 * 1024 ** 2 });
    expect(JSON.parse(expectation('a'))).toEqual({
      status: 'failed',
      error_message: "module 'behave': fuel exhausted: it needed more than 100000 units (--fuel)",
    });
    // Its SHA-256 is not known: to make it takes more fuel.
    expect(JSON.parse(expectation('b'))).toEqual({
      status: 'success',
      subcontents: [{ filename: 'big', status: 'success' }],
    });
  });

  it('says that the module does not fit into a limit at all, by its name', async () => {
    write('a', 'ok');
    await expect(tried(false, { maxMemory: 65_536 })).rejects.toThrow(
      /^Module 'behave\.wasm' needs \d+ bytes of memory/,
    );
  });

  it('says that there is nothing to test', async () => {
    await expect(tried()).rejects.toThrow('tests/ is empty: put files into it');
    rmSync(join(folder, 'tests'), { recursive: true });
    await expect(tried()).rejects.toThrow('There is no folder tests/');
    expect(existsSync(join(folder, 'tests'))).toBe(false);
  });
});
