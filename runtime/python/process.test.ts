/** What a Python module sees of a run, and a run of a Python module. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { rehearse } from '../../packages/engine/src/rehearsal/index.ts';
import { bakeSnapshot } from '../../packages/wasm/src/index.ts';
import { DROPPED_EXPORTS } from '../../packages/builder/src/python/snapshot.ts';
import { Job } from '../../tests/job/job.ts';
import { filesBelow, pythonModule } from './sandbox.ts';

const BEHAVE = pythonModule('behave', filesBelow('tests/modules'));
const OUTPUT = 'SELECT stdout, stderr FROM __wadup_module_output JOIN __wadup_content ON uuid = content_uuid';

it('is the runtime that its checksum names', () => {
  const packed = readFileSync(join(import.meta.dirname, 'python.wasm.br'));
  const found = createHash('sha256').update(brotliDecompressSync(packed)).digest('hex');
  expect(`${found}  python.wasm\n`).toBe(readFileSync(join(import.meta.dirname, 'python.wasm.sha256'), 'utf8'));
});

/** One content of each text, by name. */
async function runTexts(texts: Readonly<Record<string, string>>, options: object = {}): Promise<Job> {
  const job = new Job({ behave: BEHAVE }, texts);
  await job.run(options);
  return job;
}

describe('the end of main()', () => {
  it.each([
    ['None', 'result = None', null],
    ['zero', 'result = 0', null],
    ['a code', 'result = 7', "module 'behave': process returned 7"],
    ['a code below zero', 'result = -3', "module 'behave': process returned -3"],
    ['a code that fits into no i32', 'result = 2**32', "module 'behave': process returned 1"],
    ['sys.exit(0)', 'import sys; sys.exit(0)', null],
    ['sys.exit(5)', 'import sys; sys.exit(5)', "module 'behave': process returned 5"],
    ['exit()', 'exit()', null],
    ['sys.exit(text)', 'import sys; sys.exit("no luck")', "module 'behave': process returned 1: no luck"],
    [
      'something else',
      'result = "done"',
      "module 'behave': process returned 1: TypeError: main() returned 'done'; return None for success or an int as exit code",
    ],
    ['an exception', 'raise ValueError("bad header")', "module 'behave': process returned 1: ValueError: bad header"],
    [
      'one that is no Exception',
      'raise KeyboardInterrupt("stop")',
      "module 'behave': process returned 1: KeyboardInterrupt: stop",
    ],
  ])('by %s', async (_, text, error) => {
    using job = await runTexts({ content: text });
    expect(job.errors()).toEqual({ content: error });
  });

  it('by an exception leaves its traceback, what was printed before, and rows', async () => {
    using job = await runTexts({
      content: 'print("before")\ncalls.insert([1, "kept"])\n\n\n1 / 0\n',
    });
    expect(job.errors()).toEqual({
      content: "module 'behave': process returned 1: ZeroDivisionError: division by zero",
    });
    expect(job.rows('SELECT number, note FROM calls')).toEqual([[1, 'kept']]);
    const [[stdout, stderr]] = job.rows(OUTPUT) as [[string, string]];
    expect(stdout).toBe('before\n');
    expect(stderr).toMatch(
      /^Traceback \(most recent call last\):\n {2}File "\/module\/behave\.py", line \d+, in main\n/,
    );
    expect(stderr).toMatch(/ {2}File "<content>", line 5, in <module>\nZeroDivisionError: division by zero\n$/);
    expect(stderr).not.toContain('_wadup');
  });
});

describe('between contents', () => {
  it('the interpreter lives on, with its state, also after failures', async () => {
    const texts = Object.fromEntries(
      [1, 2, 3, 4, 5, 6].map((name) => [String(name), `calls.insert([number, None])\nif number % 2: raise Exception`]),
    );
    using job = await runTexts(texts);
    expect(job.column('SELECT number FROM calls ORDER BY number')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('what is printed and logged belongs to its content', async () => {
    using job = await runTexts({
      a: 'print("out a", end="")\nlogging.warning("log a")',
      b: 'import sys\nprint("out b", "\\udcff")\nsys.stderr.write("err b")',
    });
    expect(job.rows(`${OUTPUT} ORDER BY filename`)).toEqual([
      ['out a', 'WARNING:root:log a\n'],
      ['out b \\udcff\n', 'err b'],
    ]);
  });

  it('a module that cannot be imported fails every content with its traceback', async () => {
    using job = new Job(
      { broken: pythonModule('broken', { 'broken.py': 'import nothing_of_that_name\n' }) },
      { a: '', b: '' },
    );
    await job.run();
    const message = "module 'broken': process returned 1: ModuleNotFoundError: No module named 'nothing_of_that_name'";
    expect(job.errors()).toEqual({ a: message, b: message });
  });

  it('a module without main() says so', async () => {
    using job = new Job({ empty: pythonModule('empty', { 'empty.py': '' }) }, { a: '' });
    await job.run();
    expect(job.errors()['a']).toContain('ImportError: the entry point empty has no function main()');
  });
});

it('opens a content that is a database, also one in WAL mode, without leaving anything beside it', async () => {
  const text = `import os, sqlite3, wadup
found = wadup.define_table('found', {'name': str, 'beside': str})
def main():
    with sqlite3.connect(wadup.content.path) as database:
        for row in database.execute('SELECT name FROM things ORDER BY name'):
            found.insert([*row, ' '.join(sorted(os.listdir('/')))])
`;
  const inputs: Record<string, Uint8Array> = {};
  for (const mode of ['delete', 'wal']) {
    using place = new Job({});
    const path = join(place.folder, 'x.db');
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA journal_mode = ${mode}; CREATE TABLE things (name); INSERT INTO things VALUES ('${mode}')`);
    database.close();
    inputs[mode] = readFileSync(path);
  }
  using job = new Job({ reader: pythonModule('reader', { 'reader.py': text }) }, inputs);
  await job.run();
  expect(job.errors()).toEqual({ delete: null, wal: null });
  expect(job.rows('SELECT name, beside FROM found ORDER BY name')).toEqual([
    ['delete', 'data.bin metadata subcontent tmp'],
    ['wal', 'data.bin metadata subcontent tmp'],
  ]);
});

describe('recursion', () => {
  const module = pythonModule('recursion', filesBelow('tests/modules'));
  const names = [
    ...readFileSync(join(import.meta.dirname, 'tests/modules/recursion.py'), 'utf8').matchAll(/^ {4}'([\w-]+)': /gm),
  ];
  const inputs = Object.fromEntries(names.map(([, name = '']) => [name, name]));

  it.each([
    ['on the smallest stack', { maxStack: 512 * 1024 }],
    ['on 1 MiB, with fuel being counted', { maxStack: 1 << 20, fuel: 10 ** 12 }],
  ])('of any kind ends in an exception %s', async (_, options) => {
    using job = new Job({ recursion: module }, inputs);
    await job.run(options);
    expect(Object.entries(job.errors()).filter(([, error]) => error !== null)).toEqual([]);
    const ends = job.rows(`${OUTPUT} WHERE stdout NOT LIKE '%[1000]\n'`);
    expect(ends).toEqual([]);
    const kinds = new Set(job.column(OUTPUT).map((text) => String(text).split('\n')[0]));
    expect([...kinds].sort()).toEqual(
      ['MemoryError', 'OperationalError', 'RecursionError', 'ValueError', '[1000]'].sort(),
    );
  });
});

describe('memory', () => {
  it('that comes to an end is a MemoryError, and the next content has it again', async () => {
    const greedy = {
      a: 'x = b"x" * 10**9',
      b: 'x = []\nwhile True: x.append(bytearray(1000))',
      c: 'x = {}\nfor i in range(10**9): x[i] = str(i)',
      d: 'import zlib\nx = []\np = zlib.compress(bytes(10**7))\nwhile True: x.append(zlib.decompress(p))',
      e: 'import sqlite3\nd = sqlite3.connect(":memory:")\nd.execute("SELECT zeroblob(900000000)").fetchall()',
    };
    const modest = Object.fromEntries(
      Object.keys(greedy).map((name) => [`${name}-then`, 'x = [bytearray(1_000_000) for _ in range(20)]']),
    );
    using job = await runTexts({ ...greedy, ...modest }, { maxMemory: 80 << 20 });
    const errors = job.errors();
    for (const name of Object.keys(greedy)) expect(errors[name], name).toMatch(/memory limit of 80 MiB .*MemoryError$/);
    expect(Object.fromEntries(Object.keys(modest).map((name) => [name, errors[name]]))).toEqual(
      Object.fromEntries(Object.keys(modest).map((name) => [name, null])),
    );
  });
});

describe('a snapshot', () => {
  it('begins where the import ended; chance is new, hashes are not', async () => {
    const text = `import random, wadup
rows = wadup.define_table('rows', [('number', int), ('chance', float), ('order', str), ('restored', int)])
restored = 0
@wadup.on_restore
def renew():
    global restored
    restored += 1
imported = random.random()
number = 0
def main():
    global number
    number += 1
    rows.insert([number, random.random(), ''.join({'a', 'b', 'c', 'd', 'e', 'f'}), restored])
`;
    const module = pythonModule('frozen', { 'frozen.py': text });
    const calls = ['_initialize', 'wadup_start', 'wadup_bake'];
    const { outcome, stderr, state } = await rehearse({
      module,
      calls,
      keepState: true,
      seed: Buffer.of(1),
      timeout: 60,
      maxMemory: 2 ** 29,
    });
    expect([outcome.kind, stderr]).toEqual(['ok', '']);
    const baked = bakeSnapshot(module, { ...state!, dropExports: DROPPED_EXPORTS });
    using job = new Job({ frozen: baked }, { a: '', b: '' });
    await job.run();
    using other = new Job({ frozen: baked }, { a: '' });
    await other.run();
    const all = [...job.rows('SELECT * FROM rows ORDER BY number'), ...other.rows('SELECT * FROM rows')];
    expect(all.map(([, number, , , restored]) => [number, restored])).toEqual([
      [1, 1],
      [2, 1],
      [1, 1],
    ]);
    expect(new Set(all.map(([, , chance]) => chance)).size).toBe(3);
    expect(new Set(all.map(([, , , order]) => order)).size).toBe(1);
  });
});
