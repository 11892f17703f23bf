import { expect, test } from 'vitest';
import { WadupError } from '../errors.ts';
import type { WorkerStart } from '../protocol.ts';
import { WorkerCrew } from './crew.ts';
import type { Ending } from './fixtures/failing-worker.ts';

const PROGRAM = new URL('fixtures/failing-worker.ts', import.meta.url);

/** A crew whose workers end in these ways, once they are told to stop. */
async function resultOf(endings: readonly Ending[], graceMs: number): Promise<unknown> {
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const stop = (): void => {
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  };
  const crew = new WorkerCrew(endings.length, undefined, PROGRAM, graceMs);
  crew.begin((n) => ({ ending: endings[n], flag }) as unknown as WorkerStart, stop);
  const result: unknown = await crew.result().then(
    ({ rows }) => rows,
    (thrown: unknown) => thrown,
  );
  await crew.dismiss();
  return [result, Atomics.load(flag, 0)];
}

test('rows of all workers are added up', async () => {
  expect(await resultOf(['finishes', 'finishes'], 60_000)).toEqual([new Map([['t', 2]]), 0]);
});

test('the failure that a worker reports is that of the crew; the others may finish', async () => {
  expect(await resultOf(['finishes late', 'fails'], 60_000)).toEqual([
    new WadupError('database', 'The disk is full.'),
    1,
  ]);
});

test.each(['throws', 'exits'] as const)(
  'a worker that %s ends the crew, and nobody waits for one that never ends',
  async (how) => {
    for (const other of ['waits for ever', 'computes for ever'] as const) {
      const [failure, stopped] = (await resultOf([other, how], 1)) as [WadupError, number];
      expect(failure).toBeInstanceOf(WadupError);
      expect(failure.code).toBe('worker');
      expect(failure.message).toMatch(
        how === 'throws' ? /^A worker thread died: out of the blue\./ : /^A worker thread ended with code 3 /,
      );
      expect(stopped).toBe(1);
    }
  },
);

test('a crew that has not begun is dismissed at once', async () => {
  const crew = new WorkerCrew(2, undefined, PROGRAM, 2 ** 31 - 1);
  await crew.dismiss();
});
