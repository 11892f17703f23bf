import { expect, test } from 'vitest';
import { formatNumber, markdownReport, markdownTable } from './report.ts';
import type { Results, VariantResult } from './results.ts';

test('numbers keep three digits while they are small, and get separators when they are large', () => {
  expect([0.01234, 1.5, 45.678, 99.96, 12_345.6, Number.NaN].map(formatNumber)).toEqual([
    '0.0123',
    '1.5',
    '45.7',
    '100',
    '12,346',
    '–',
  ]);
});

test('the columns of a table line up, figures to the right', () => {
  expect(
    markdownTable(
      ['', 'wall'],
      [
        ['wadup t1', '12'],
        ['x', '1,234'],
      ],
    ),
  ).toBe(['|          |  wall |', '| -------- | ----: |', '| wadup t1 |    12 |', '| x        | 1,234 |'].join('\n'));
});

function variant(
  label: string,
  host: string,
  wall: readonly number[],
  more: Partial<VariantResult> = {},
): VariantResult {
  const runs = wall.map((wallMs) => ({ wallMs, cpuMs: wallMs * 2, peakMb: wallMs / 10 }));
  return { label, host, threads: 1, fuel: false, set: 'own', runs, metrics: {}, failure: null, ...more };
}

function report(variants: VariantResult[]): string {
  const machine = {
    date: 'today',
    commit: 'abc',
    cpu: 'cpu',
    cores: 2,
    memoryGiB: 4,
    system: 'system',
    node: '24',
    v8: '13',
  };
  const work = { name: 'work', title: 'A work', facts: { files: 2000 }, modules: { own: 5000 }, variants };
  const works = [{ ...work, leftOut: [], loadBefore: 0, loadAfter: 1 }];
  const results: Results = { machine, meter: 'a meter', quick: false, seed: 1, against: {}, works, leftOut: [] };
  return markdownReport(results, 'peer');
}

test('each variant is divided by the same thing done by the other host, and by the floor', () => {
  const text = report([
    variant('wadup t1 [own]', 'wadup', [200, 100, 300]),
    variant('wadup t1 fuel [own]', 'wadup', [400], { fuel: true }),
    variant('peer t1 [own]', 'peer', [100]),
    variant('peer t1 [more]', 'peer', [10], { set: 'more' }),
    variant('floor t1', 'floor', [50], { set: null }),
  ]);
  const cells = (label: string): string[] => {
    const row = text.split('\n').find((line) => line.startsWith(`| ${label} `))!;
    return row
      .split('|')
      .map((cell) => cell.trim())
      .slice(2, -1);
  };
  expect(cells('wadup t1 [own]')).toEqual(['200 (100)', '400 (200)', '30', '2.00', '2.00', '4.00']);
  expect(cells('wadup t1 fuel [own]').slice(3)).toEqual(['–', '–', '8.00']);
  expect(cells('floor t1')[5]).toBe('–');
  expect(cells('work: wadup t1 fuel [own]')).toEqual(['2.00']);
});

test('without the same module on the other side, any module of the other host is the measure', () => {
  const text = report([
    variant('wadup t1 [own]', 'wadup', [30]),
    variant('peer t1 [more]', 'peer', [10], { set: 'more' }),
  ]);
  expect(text).toMatch(/\| wadup t1 \[own\] .*\| +3\.00 \|/);
});

test('a variant that failed shows no times but its reason', () => {
  const text = report([variant('wadup t1 [own]', 'wadup', [5], { failure: 'two rows are missing' })]);
  expect(text).toMatch(/\| wadup t1 \[own\] \| FAILED \|/);
  expect(text).toContain('wadup t1 [own] FAILED: two rows are missing');
});
