/** The library: what callers hold while a run goes on, and how it ends. */
import { expect, test } from 'vitest';
import { type RunOptions, type RunProgress, run, WadupError } from '../../packages/engine/src/index.ts';
import { Program } from './child-process.ts';
import { BEHAVE, Job, untilProgress } from './job.ts';

const ENGINE = import.meta.resolve('../../packages/engine/src/index.ts');

test('iterating a run gives its progress, which only grows, and ends with the summary', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'children 50', b: 'return 1' });
  const gate = job.addGate('gate', 'ok');
  const running = job.run();
  const moments: RunProgress[] = [];
  for await (const progress of running) {
    moments.push(progress);
    if (moments.length === 2) gate.open();
  }
  const summary = await running;
  expect(moments.length).toBeGreaterThanOrEqual(3);
  moments.reduce((before, after) => {
    for (const [name, value] of Object.entries(before)) {
      expect(Number(after[name as keyof RunProgress]), name).toBeGreaterThanOrEqual(Number(value));
    }
    return after;
  });
  expect(moments.at(-1)).toMatchObject({
    contentsDone: 53,
    contentsSeen: 53,
    failed: 1,
    subcontents: 50,
    inputsSeen: 3,
    walkFinished: true,
    spilledBytes: 0,
    skipped: 0,
  });
  expect(summary).toMatchObject({ status: 'completed', contents: 53, failed: 1, inputs: 3, subcontents: 50, rows: 0 });
  expect(summary.elapsedMs).toBeGreaterThanOrEqual(moments.at(-1)!.elapsedMs);
});

test('a run can be iterated twice, left in the middle, and awaited any number of times', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'count' });
  const running = job.run();
  for await (const _ of running) break;
  for await (const progress of running) expect(progress.elapsedMs).toBeGreaterThan(0);
  expect(await running).toBe(await running);
  // Afterwards there is one moment more: the last.
  const moments: RunProgress[] = [];
  for await (const progress of running) moments.push(progress);
  expect(moments).toMatchObject([{ contentsDone: 1, walkFinished: true }]);
});

test('an AbortSignal ends the run after what runs: its summary says so, and the rest can be processed later', async () => {
  using job = new Job({ behave: BEHAVE });
  for (let n = 0; n < 100; n++) job.addInputs({ [`${n}`]: 'count' });
  const gate = job.addGate('gate', 'child begun ok', 'rows 3');
  const controller = new AbortController();
  const running = job.run({ signal: controller.signal });
  await untilProgress(running, ({ subcontents }) => subcontents === 1);
  controller.abort();
  gate.open();
  const summary = await running;
  expect(summary.status).toBe('interrupted');
  expect(summary.contents).toBe(job.value('SELECT count(*) FROM __wadup_content'));
  expect(job.value('SELECT count(*) FROM numbers')).toBe(3);
  expect(job.column("SELECT filename FROM __wadup_content WHERE filename = 'begun'")).toEqual([]);
  expect(job.column('SELECT status FROM __wadup_run')).toEqual(['interrupted']);
});

test('with a signal that is aborted already nothing is processed', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'count' });
  expect(await job.run({ signal: AbortSignal.abort() })).toMatchObject({ status: 'interrupted', contents: 0 });
  expect(job.value('SELECT count(*) FROM __wadup_content')).toBe(0);
});

test('a signal that outlives runs keeps no listeners of theirs', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'count' });
  const { signal } = new AbortController();
  const listeners: string[] = [];
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners.push(args[0]);
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners.pop();
    remove(...args);
  };
  await job.run({ signal });
  expect(listeners).toEqual([]);
});

test.each([
  ['a misspelt option', { thread: 2 }, /^There is no option 'thread'\.$/],
  ['a number out of bounds', { threads: 0 }, /^'threads' must be a whole number from 1 to 1024, not 0\.$/],
  ['a fraction', { maxRows: 1.5 }, /'maxRows' must be a whole number/],
  ['no number', { fuel: '100' }, /'fuel' must be a whole number .*, not 100\./],
  ['no input', { input: [] }, /'input' is missing/],
  ['no output', { output: '' }, /'output' must be a path/],
  ['a NUL byte', { modules: 'a\0b' }, /NUL/],
])('%s is a rejection with code option, never a throw', async (_, options, message) => {
  using job = new Job({ behave: BEHAVE });
  const running = run({ ...job.options(), ...options } as RunOptions);
  const failure: unknown = await running.catch((thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(WadupError);
  expect(failure).toMatchObject({ name: 'WadupError', code: 'option', message: expect.stringMatching(message) });
});

test('runs side by side in one process do not disturb each other', async () => {
  using first = new Job({ behave: BEHAVE }, { a: 'tree 5 4' });
  using second = new Job({ behave: BEHAVE }, { a: 'rows 1000', b: 'tree 3 3' });
  const summaries = await Promise.all([first.run({ threads: 2 }), second.run({ threads: 2 })]);
  expect(summaries).toMatchObject([{ contents: 781 }, { contents: 41, rows: 1000 }]);
});

test('a failed run that is only iterated throws there, and is no unhandled rejection', async () => {
  const { status, stdout, stderr } = await runProgram(`
    const running = run({ modules: '/nowhere', input: '/', output: '/nowhere/out.db' });
    try {
      for await (const progress of running) if (progress.contentsDone > 0) print('progress');
    } catch (error) {
      print(error.code);
    }
    await sleep(50);
    print('alive');`);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'module\nalive\n', stderr: '' });
});

test('a failed run that nobody looks at is an unhandled rejection, as for every promise', async () => {
  const { status, stderr } = await runProgram(`
    run({ modules: '/nowhere', input: '/', output: '/nowhere/out.db' });
    await sleep(60_000);`);
  expect(status).toBe(1);
  expect(stderr).toContain("The directory of modules '/nowhere'");
});

test('a run keeps its process alive until it is over, and then nothing does', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'busy 200\nrows 5' });
  const { status, stdout } = await runProgram(`
    run(${JSON.stringify(job.options())}).then(({ rows }) => print(rows));`);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '5\n' });
});

test('a thread that runs out of memory ends the run with an error: nothing hangs, the database is sound', async () => {
  // Every row has 100,000 characters; some hundred of them are more than the threads may have.
  using job = new Job({ behave: BEHAVE }, { fine: 'count' });
  for (let n = 0; n < 4; n++) job.addInputs({ [`large-${n}`]: 'library-extremes\n'.repeat(2000) });
  const { status, stdout, stderr } = await runProgram(
    `run(${JSON.stringify(job.options({ threads: 2 }))}).then(() => print('completed'), (error) => print(error.code + ': ' + error.message));`,
    ['--max-old-space-size=40'],
  );
  // V8 ends the thread where it can, else the process.
  if (status === 0) expect(stdout).toMatch(/^worker: A worker thread died: .*memory/);
  else expect(stderr).toContain('heap out of memory');
  expect(job.value('PRAGMA integrity_check')).toBe('ok');
  expect(job.column('SELECT status FROM __wadup_run')).not.toContain('completed');
});

test('rows of one content that a thread has no memory for fail the content, not the run', async () => {
  // 200 MB of rows, in a heap of 100 MB.
  using job = new Job({ behave: BEHAVE }, { fine: 'count', large: 'library-extremes\n'.repeat(2000) });
  const { status, stdout } = await runProgram(
    `run(${JSON.stringify(job.options({ threads: 2 }))}).then(({ status, failed }) => print(status + ' ' + failed));`,
    ['--max-old-space-size=100'],
  );
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'completed 1\n' });
  expect(job.errors()).toEqual({
    fine: null,
    large: expect.stringContaining('the rows of one content, of all modules'),
  });
  expect(job.value('SELECT count(*) FROM "extreme ""values"""')).toBeGreaterThan(100);
});

async function runProgram(
  script: string,
  nodeOptions: readonly string[] = [],
): Promise<{ status: number | string; stdout: string; stderr: string }> {
  const text = `
    import { setTimeout as sleep } from 'node:timers/promises';
    import { run } from ${JSON.stringify(ENGINE)};
    const print = (text) => process.stdout.write(text + '\\n');
    ${script}`;
  using program = new Program(process.execPath, [...nodeOptions, '--input-type=module', '-e', text]);
  const status = await program.end();
  return { status, stdout: program.stdout, stderr: program.stderr };
}
