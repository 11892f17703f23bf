import { expect, test } from 'vitest';
import { fuelRatios, growthRatios, threadRatios } from './ratios.ts';
import type { VariantResult, WorkResult } from './results.ts';

function variant(
  threads: number,
  fuel: boolean,
  wallMs: number,
  metrics: Record<string, number[]> = {},
): VariantResult {
  const runs = [{ wallMs, cpuMs: wallMs, peakMb: 1 }];
  return { label: `t${threads}`, host: 'wadup', threads, fuel, set: 'own', runs, metrics, failure: null };
}

function work(name: string, files: number, variants: VariantResult[]): WorkResult {
  return { name, title: name, facts: { files }, modules: {}, variants, leftOut: [], loadBefore: 0, loadAfter: 0 };
}

test('two threads are compared with one that does the same', () => {
  const works = [work('files', 10, [variant(1, false, 100), variant(1, true, 150), variant(2, true, 100)])];
  expect(threadRatios(works).map(({ value }) => value)).toEqual([1.5]);
});

test("fuel is judged by the module's own clock where there is one, by wall time elsewhere", () => {
  const ratios = fuelRatios([
    work('files', 10, [variant(1, false, 100), variant(1, true, 200)]),
    work('kernels', 3, [variant(1, false, 100, { 'fib ms': [10] }), variant(1, true, 500, { 'fib ms': [20, 5, 30] })]),
    work('skewed', 3, [variant(1, false, 10, { 'busy %': [90] }), variant(1, true, 20, { 'busy %': [10] })]),
  ]);
  expect(Object.fromEntries(ratios.map(({ what, value }) => [what, Number(value.toFixed(3))]))).toEqual({
    'files: t1': 2,
    'kernels, fib: t1': 2,
    'skewed: t1': 2,
    'geometric mean: wadup': 2,
    'largest: wadup': 2,
  });
});

test('growth leaves out what one file takes', () => {
  const works = [
    work('start-small', 1, [variant(1, false, 50)]),
    work('files-20k', 100, [variant(1, false, 150), variant(2, false, 100)]),
    work('files-200k', 1000, [variant(1, false, 2050), variant(2, false, 550)]),
  ];
  expect(growthRatios(works).map(({ what, value }) => [what, value])).toEqual([
    ['t1', 2],
    ['t2', 1],
  ]);
});
