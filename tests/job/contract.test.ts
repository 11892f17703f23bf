/** The module contract: who is called when, on which instance, and what of it is kept. */
import { expect, test } from 'vitest';
import { BEHAVE, compileText, goModule, Job, textModule } from './job.ts';

const BY_TIME = 'JOIN __wadup_content c ON c.uuid = content_uuid ORDER BY c.uuid';

test.each([
  ['go-command', 1],
  ['go-reactor', 0],
] as const)(
  '%s serves content after content on one instance, and gets a fresh one after a failure',
  async (form, main) => {
    const scripts = ['a', 'panic', 'b', 'exit 3', 'c', 'return 7', 'd', 'sleep', 'e', 'f'];
    using job = new Job({ [form]: goModule(form) });
    scripts.forEach((script, n) => job.addInputs({ [`${n}-${script}`]: `${script}\n` }));
    await job.run();
    const errors = job.errors();
    expect(errors['1-panic']).toMatch(new RegExp(`^module '${form}': (trap: .*unreachable|it exited with code 2)`));
    expect(errors['3-exit 3']).toBe(`module '${form}': it exited with code 3 (proc_exit) instead of returning`);
    expect(errors['5-return 7']).toBe(`module '${form}': process returned 7`);
    expect(Object.values(errors).filter((message) => message !== null)).toHaveLength(3);
    // In the order of processing: calls are counted on, from 1 again after what has ruined the instance.
    const contents = job.rows(
      'SELECT filename, call_number, size_bytes, main_ran FROM __wadup_content c LEFT JOIN go_calls ON content_uuid = uuid ORDER BY uuid',
    );
    let calls = 0;
    for (const [filename, callNumber, size, mainRan] of contents) {
      calls++;
      const failed = errors[String(filename)] !== null;
      expect([callNumber, size, mainRan]).toEqual(
        failed ? [null, null, null] : [calls, String(filename).length - 1, main],
      );
      if (/panic|exit/.test(String(filename))) calls = 0;
    }
    const panicked = job.value(
      "SELECT stderr FROM __wadup_module_output JOIN __wadup_content ON uuid = content_uuid WHERE filename = '1-panic'",
    );
    expect(panicked).toContain('panic: as the content says');
  },
);

test('every thread has one instance of each module, which keeps its state from content to content', async () => {
  using job = new Job({ first: BEHAVE, second: BEHAVE });
  for (let n = 0; n < 200; n++) job.addInputs({ [`${n}`]: 'instance' });
  await job.run({ threads: 2 });
  const rows = job.rows(`SELECT id, call_number FROM instances ${BY_TIME}`);
  expect(rows).toHaveLength(400);
  const calls = new Map<unknown, number>();
  for (const [id] of rows) calls.set(id, (calls.get(id) ?? 0) + 1);
  expect(calls.size).toBeLessThanOrEqual(4);
  const last = job.rows('SELECT id, count(DISTINCT call_number), max(call_number) FROM instances GROUP BY id');
  for (const [id, distinct, most] of last) expect([distinct, most]).toEqual([calls.get(id), calls.get(id)]);
});

test('an instance is kept after a returned failure, and replaced after a trap, an exit and every limit', async () => {
  const endings: Record<string, { script: string; message: RegExp | null; ruined: boolean }> = {
    ok: { script: 'ok', message: null, ruined: false },
    return: { script: 'return 5', message: /^process returned 5$/, ruined: false },
    negative: { script: 'return -1', message: /^process returned -1$/, ruined: false },
    trap: { script: 'trap', message: /^trap: it executed 'unreachable'/, ruined: true },
    panic: { script: 'panic at once', message: /^trap: it executed 'unreachable'/, ruined: true },
    bounds: { script: 'out-of-bounds', message: /^trap: it accessed memory out of bounds \(.*\)$/, ruined: true },
    call: {
      script: 'wrong-call',
      message: /^trap: it called a function pointer that is null or of another/,
      ruined: true,
    },
    exit: { script: 'exit 0', message: /^it exited with code 0 \(proc_exit\) instead of returning$/, ruined: true },
    stack: {
      script: 'recurse',
      message: /^(stack overflow: it recursed too deeply|trap: it accessed memory)/,
      ruined: true,
    },
    fuel: { script: 'loop', message: /^fuel exhausted: it needed more than 30000000 units \(--fuel\)$/, ruined: true },
    memory: { script: 'memory-then-trap', message: /^memory limit: it needed more than 64 MiB/, ruined: true },
    refused: { script: 'memory-until-refused', message: null, ruined: false },
  };
  using job = new Job({ behave: BEHAVE });
  for (const [name, { script }] of Object.entries(endings)) {
    for (const n of [1, 2]) job.addInputs({ [`${name}-${n}`]: `instance\nlibrary-flush\n${script}` });
  }
  const summary = await job.run({ fuel: 30_000_000, maxMemory: 64 * 1_048_576 });
  expect(summary).toMatchObject({ contents: 24, failed: 20, rows: 24 });

  const rows = job.rows(`SELECT filename, error_message, id, call_number FROM instances ${BY_TIME}`);
  let previous: { id: unknown; calls: number } | null = null;
  for (const [filename, message, id, callNumber] of rows) {
    const ending = endings[String(filename).split('-')[0]!]!;
    if (ending.message === null) expect(message).toBe(null);
    else expect(String(message).replace("module 'behave': ", '')).toMatch(ending.message);
    if (previous === null) expect(callNumber).toBe(1);
    else expect([id, callNumber]).toEqual([previous.id, previous.calls + 1]);
    if (previous === null) expect(rows.filter((row) => row[2] === id && row[3] === 1)).toHaveLength(1);
    previous = ending.ruined ? null : { id, calls: Number(callNumber) };
  }
});

test('a timeout ends the call, and the next content gets a fresh instance', async () => {
  using job = new Job(
    { behave: BEHAVE },
    { a: 'instance\nlibrary-flush\nloop', b: 'instance\nlibrary-flush\nsleep 60000' },
  );
  job.addInputs({ c: 'instance', d: 'instance' });
  await job.run({ timeout: 0.2 });
  const timedOut = "module 'behave': timeout: it ran longer than 0.2 seconds (--timeout)";
  expect(job.errors()).toEqual({ a: timedOut, b: timedOut, c: null, d: null });
  expect(
    job.column('SELECT call_number FROM instances JOIN __wadup_content ON uuid = content_uuid ORDER BY uuid').sort(),
  ).not.toContain(4);
  expect(Number(job.value('SELECT count(DISTINCT id) FROM instances'))).toBeGreaterThanOrEqual(2);
});

test('modules in every form start up once and serve every content', async () => {
  const names = ['void-process', 'initialize-once', 'start-exits-0', 'start-returns', 'wild-pointers'];
  const modules = await Promise.all(names.map(async (name) => [name, await textModule(name)] as const));
  using job = new Job(Object.fromEntries(modules), { a: '', b: 'x', c: 'xx' });
  await job.run();
  expect(job.errors()).toEqual({ a: null, b: null, c: null });
  expect(job.rows('SELECT module_name, stdout, count(*) FROM __wadup_module_output GROUP BY 1, 2')).toEqual([
    ['void-process', 'returned', 3],
  ]);
});

test('a module whose start-up fails, fails every content in words, and the others go on', async () => {
  const names = ['initialize-traps', 'start-exits-3', 'start-section-traps', 'start-section-loops'];
  const modules = await Promise.all(names.map(async (name) => [name, await textModule(name)] as const));
  using job = new Job({ ...Object.fromEntries(modules), behave: BEHAVE });
  for (let n = 0; n < 6; n++) job.addInputs({ [`${n}`]: 'count' });
  await job.run({ fuel: 5_000_000 });
  const unreachable = "trap: it executed 'unreachable'";
  for (const message of Object.values(job.errors())) {
    expect(String(message).split('\n')).toEqual([
      expect.stringMatching(
        /^module 'initialize-traps': it could not be started: its start-up code trapped: unreachable/,
      ),
      "module 'start-exits-3': it could not be started: its start-up code exited with status 3",
      "module 'start-section-loops': fuel exhausted: it needed more than 5000000 units (--fuel)",
      expect.stringMatching(
        /^module 'start-section-traps': it could not be started: its start-up code trapped: unreachable/,
      ),
    ]);
    expect(message).not.toContain(unreachable);
  }
  expect(job.column('SELECT call_number FROM calls ORDER BY 1')).toEqual([1, 2, 3, 4, 5, 6]);
});

/** A command that says hello and stores a row before the first content; `after` is the end of its start. */
const GREETING = (after: string): string => `(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "env" "define_table" (func $define_table (param i32 i32 i32 i32) (result i32)))
  (import "env" "insert_row" (func $insert_row (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\10\\00\\00\\00\\05\\00\\00\\00")
  (data (i32.const 16) "hello")
  (data (i32.const 32) "starts")
  (data (i32.const 64) "[{\\"name\\":\\"n\\",\\"data_type\\":\\"Int64\\"}]")
  (data (i32.const 128) "[{\\"Int64\\":1}]")
  (func (export "_start")
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (drop (call $define_table (i32.const 32) (i32.const 6) (i32.const 64) (i32.const 34)))
    (drop (call $insert_row (i32.const 32) (i32.const 6) (i32.const 128) (i32.const 13)))
    ${after})
  (func (export "process")))`;

test('what start-up code prints and stores belongs to the first content, once', async () => {
  using job = new Job(
    { greeting: await compileText(GREETING('(call $proc_exit (i32.const 0))')) },
    { a: '', b: '', c: '' },
  );
  await job.run();
  expect(job.errors()).toEqual({ a: null, b: null, c: null });
  const first = job.value('SELECT min(uuid) FROM __wadup_content');
  expect(job.rows('SELECT content_uuid, n FROM starts')).toEqual([[first, 1]]);
  expect(job.rows('SELECT content_uuid, stdout FROM __wadup_module_output')).toEqual([[first, 'hello']]);
});

test('what start-up code printed before it failed is kept', async () => {
  using job = new Job({ greeting: await compileText(GREETING('unreachable')) }, { a: '' });
  await job.run();
  expect(job.rows('SELECT stdout FROM __wadup_module_output')).toEqual([['hello']]);
  expect(job.errors().a).toMatch(/could not be started/);
});

test("the flush hook is called by itself, its failure is the content's, and after a failure it is called too", async () => {
  const names = ['flush-hook-fails', 'flush-hook-traps', 'flush-hook-after-failure'];
  const modules = await Promise.all(names.map(async (name) => [name, await textModule(name)] as const));
  using job = new Job(
    { ...Object.fromEntries(modules), behave: BEHAVE },
    { a: 'library-rows 3', b: 'library-rows 3\nreturn 4' },
  );
  await job.run();
  const { a, b } = job.errors();
  expect(String(a).split('\n')).toEqual([
    "module 'flush-hook-after-failure': process returned 7: flushed",
    expect.stringMatching(/^module 'flush-hook-fails': .*returned 1/),
    expect.stringMatching(/^module 'flush-hook-traps': trap/),
  ]);
  expect(String(b)).toContain("module 'behave': process returned 4");
  expect(job.rows("SELECT stderr FROM __wadup_module_output WHERE module_name = 'flush-hook-after-failure'")).toEqual([
    ['flushed'],
    ['flushed'],
  ]);
  expect(job.value('SELECT count(*) FROM numbers')).toBe(6);
});

test('bindings work alone, without WASI', async () => {
  using job = new Job({ 'env-only': await textModule('env-only') }, { four: '1234' });
  await job.run();
  expect(job.rows('SELECT filename, status, parent_uuid IS NULL FROM __wadup_content ORDER BY filename')).toEqual([
    ['child', 'success', 0],
    ['four', 'success', 1],
    ['slice', 'success', 0],
  ]);
  expect(job.rows('SELECT DISTINCT n, t FROM bound')).toEqual([[-9223372036854775808n, null]]);
  expect(job.value('SELECT count(*) FROM bound')).toBe(3);
});

test('bindings and files work mixed, on one table', async () => {
  const script = [
    'env-table numbers [{"name":"n","data_type":"Int64"}]',
    'env-row numbers [{"Int64":1}]',
    'rows 2',
    'library-rows 1',
    'env-row numbers [{"Int64":9223372036854775807}]',
    'env-row absent [{"Int64":1}]',
    'env-bytes by-call ok',
    'child by-file ok',
    'env-slice 0 3 part',
    'env-slice 0 99999 too-long',
    'env-wild',
  ].join('\n');
  using job = new Job({ behave: BEHAVE }, { mixed: script });
  await job.run();
  expect(job.column('SELECT n FROM numbers ORDER BY n')).toEqual([0, 0, 1, 1, 9223372036854775807n]);
  expect(job.column('SELECT filename FROM __wadup_content WHERE parent_uuid IS NOT NULL ORDER BY 1')).toEqual([
    'by-call',
    'by-file',
    'part',
  ]);
  const stdout = String(job.value('SELECT stdout FROM __wadup_module_output'));
  expect(stdout.trim().split('\n')).toEqual([
    'env-table 0',
    'env-row 0',
    'env-row 0',
    'env-row -1',
    'env-bytes 0',
    'env-slice 0',
    'env-slice -1',
    'env-wild -2',
  ]);
  const { mixed } = job.errors();
  expect(mixed).toContain("insert_row: a row for table 'absent', which is not defined");
  expect(mixed).toMatch(/too-long/);
  expect(mixed).toContain('define_table: a pointer lies outside');
});

test('what a Rust module prints without an end of line is in the output of the content that it was printed for', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'stdout of a', b: 'stdout of b' });
  await job.run({ threads: 1 });
  expect(
    job.rows(
      'SELECT filename, stdout FROM __wadup_module_output JOIN __wadup_content ON uuid = content_uuid ORDER BY 1',
    ),
  ).toEqual([
    ['a', 'of a'],
    ['b', 'of b'],
  ]);
});
