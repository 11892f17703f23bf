import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, type RunOptions } from '../../packages/engine/src/index.ts';
import { BEHAVE, Job, untilProgress } from './job.ts';

test('a second run of the same process into the same output is refused, resumed or not, and the first goes on', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'count', b: 'count' });
  const gate = job.addGate('held', 'count');
  const options: RunOptions = { modules: job.modules, input: job.input, output: job.output, threads: 2 };
  const first = run(options);
  await untilProgress(first, ({ contentsDone }) => contentsDone >= 1);
  for (const resume of [false, true]) {
    await expect(run({ ...options, resume })).rejects.toThrow(/in use by another run of this process/);
  }
  gate.open();
  expect(await first).toMatchObject({ status: 'completed', contents: 3 });
  expect(job.value('SELECT count(*) FROM calls')).toBe(3);
  expect(job.value('SELECT count(*) FROM __wadup_run')).toBe(1);
  // Afterwards the output is free again.
  expect(await run(options)).toMatchObject({ status: 'completed' });
});

test('an output that is removed while it is written is an error, not a success', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'ok' });
  const gate = job.addGate('held', 'ok');
  const running = run({ modules: job.modules, input: job.input, output: job.output, threads: 1 });
  await untilProgress(running, ({ inputsSeen }) => inputsSeen === 2);
  for (const suffix of ['', '-wal', '-shm']) rmSync(job.output + suffix, { force: true });
  gate.open();
  await expect(running).rejects.toThrow(/removed or replaced/);
});

test('a FIFO or a directory in the place of a module is refused at once', async () => {
  using job = new Job({}, { a: 'ok' });
  execFileSync('mkfifo', [join(job.modules, 'pipe.wasm')]);
  await expect(run({ modules: job.modules, input: job.input, output: job.output })).rejects.toThrow(/no regular file/);
});

test('options that are no options are named', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'ok' });
  await expect(run(undefined as unknown as RunOptions)).rejects.toMatchObject({ code: 'option' });
  const signal = 5 as unknown as AbortSignal;
  await expect(run({ modules: job.modules, input: job.input, output: job.output, signal })).rejects.toMatchObject({
    code: 'option',
    message: /signal/,
  });
});

test('a module that needs more memory than allowed is told the limit and what to give', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'ok' });
  await expect(job.run({ maxMemory: 65_536 })).rejects.toThrow(/--max-memory is 65536; give at least \d+KiB/);
});
