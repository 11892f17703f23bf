/** Ratios between variants: beside another host, with and without fuel, with more threads, with more files. */
import type { VariantResult, WorkResult } from './results.ts';
import { geometricMean, median } from './statistics.ts';

export interface Ratio {
  readonly what: string;
  readonly value: number;
}

export function wallMedian(variant: VariantResult | undefined): number {
  return median(variant?.runs.map(({ wallMs }) => wallMs) ?? []);
}

export function cpuMedian(variant: VariantResult | undefined): number {
  return median(variant?.runs.map(({ cpuMs }) => cpuMs ?? Number.NaN) ?? []);
}

/** The same thing done by `host`: with the same modules if it can run them, else with any. None for its own. */
export function counterpart(of: VariantResult, host: string, { variants }: WorkResult): VariantResult | undefined {
  if (of.host === host) return undefined;
  const candidates = variants.filter(
    (other) => other.host === host && other.threads === of.threads && other.fuel === of.fuel,
  );
  return candidates.find(({ set }) => set === of.set) ?? candidates[0];
}

function alike(a: VariantResult, b: VariantResult, but: 'fuel' | 'threads'): boolean {
  const sameFuel = but === 'fuel' || a.fuel === b.fuel;
  const sameThreads = but === 'threads' || a.threads === b.threads;
  return a.host === b.host && a.set === b.set && sameFuel && sameThreads;
}

/** Time with fuel by time without, of each host: wall time, and what the module's own clock says (`… ms`). */
export function fuelRatios(works: readonly WorkResult[]): Ratio[] {
  const ratios: Ratio[] = [];
  const byHost = new Map<string, number[]>();
  const add = (host: string, what: string, value: number): void => {
    if (!Number.isFinite(value)) return;
    ratios.push({ what, value });
    byHost.set(host, [...(byHost.get(host) ?? []), value]);
  };
  for (const work of works) {
    for (const variant of work.variants.filter(({ fuel }) => fuel)) {
      const without = work.variants.find((other) => !other.fuel && alike(variant, other, 'fuel'));
      if (without === undefined) continue;
      const clocks = Object.keys(variant.metrics).filter((name) => name.endsWith(' ms'));
      for (const clock of clocks) {
        const value = median(variant.metrics[clock]!) / median(without.metrics[clock] ?? []);
        add(variant.host, `${work.name}, ${clock.slice(0, -' ms'.length)}: ${variant.label}`, value);
      }
      if (clocks.length > 0) continue;
      add(variant.host, `${work.name}: ${variant.label}`, wallMedian(variant) / wallMedian(without));
    }
  }
  for (const [host, values] of byHost) {
    ratios.push({ what: `geometric mean: ${host}`, value: geometricMean(values) });
    ratios.push({ what: `largest: ${host}`, value: Math.max(...values) });
  }
  return ratios;
}

/** How many times faster than with one thread. */
export function threadRatios(works: readonly WorkResult[]): Ratio[] {
  return works.flatMap((work) =>
    work.variants
      .filter(({ threads }) => threads > 1)
      .map((variant) => {
        const alone = work.variants.find((other) => other.threads === 1 && alike(variant, other, 'threads'));
        return { what: `${work.name}: ${variant.label}`, value: wallMedian(alone) / wallMedian(variant) };
      })
      .filter(({ value }) => Number.isFinite(value)),
  );
}

/** Time per file of 200,000 by time per file of 20,000, without the time that one file takes. */
export function growthRatios(works: readonly WorkResult[]): Ratio[] {
  const find = (name: string): WorkResult | undefined => works.find((work) => work.name === name);
  const [start, small, large] = [find('start-small'), find('files-20k'), find('files-200k')];
  if (start === undefined || small === undefined || large === undefined) return [];
  return large.variants.flatMap((variant) => {
    const same = (other: VariantResult): boolean => alike(variant, other, 'threads');
    const beginning = wallMedian(start.variants.find(same));
    const fewer = small.variants.find((other) => same(other) && other.threads === variant.threads);
    const perFile = (time: number, { facts }: WorkResult): number => (time - beginning) / facts['files']!;
    const value = perFile(wallMedian(variant), large) / perFile(wallMedian(fewer), small);
    return Number.isFinite(value) ? [{ what: variant.label, value }] : [];
  });
}
