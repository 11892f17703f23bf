/** The Markdown report. Times in ms, memory in 10^6 bytes, medians with minima in brackets. */
import { counterpart, cpuMedian, fuelRatios, growthRatios, type Ratio, threadRatios, wallMedian } from './ratios.ts';
import type { Results, VariantResult, WorkResult } from './results.ts';
import { median, summarize } from './statistics.ts';

const ABSENT = '–';

/** Three significant digits below 100, whole numbers with separators above. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return ABSENT;
  if (Math.abs(value) >= 99.95) return Math.round(value).toLocaleString('en-US');
  return Number(value.toPrecision(3)).toString();
}

function formatRatio(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : ABSENT;
}

function formatSummary(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return ABSENT;
  const { median: middle, minimum } = summarize(known);
  return `${formatNumber(middle)} (${formatNumber(minimum)})`;
}

/** A table whose columns line up in plain text too: names to the left, figures to the right. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(3, ...[title, ...rows.map((row) => row[column]!)].map((cell) => cell.length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}

function variantRow(variant: VariantResult, work: WorkResult, reference: string | undefined): string[] {
  if (variant.failure !== null)
    return [variant.label, 'FAILED', ABSENT, ABSENT, ...(reference ? [ABSENT, ABSENT] : []), ABSENT];
  const wall = wallMedian(variant);
  const beside = reference === undefined ? undefined : counterpart(variant, reference, work);
  const floor = work.variants.find(({ host, threads }) => host === 'floor' && threads === variant.threads);
  return [
    variant.label,
    formatSummary(variant.runs.map(({ wallMs }) => wallMs)),
    formatSummary(variant.runs.map(({ cpuMs }) => cpuMs)),
    formatNumber(Math.max(...variant.runs.map(({ peakMb }) => peakMb ?? Number.NaN))),
    ...(reference === undefined
      ? []
      : [formatRatio(wall / wallMedian(beside)), formatRatio(cpuMedian(variant) / cpuMedian(beside))]),
    formatRatio(variant === floor ? Number.NaN : wall / wallMedian(floor)),
  ];
}

function metricsTable(work: WorkResult, reference: string | undefined): string[] {
  const names = [...new Set(work.variants.flatMap(({ metrics }) => Object.keys(metrics)))];
  if (names.length === 0) return [];
  const rows = work.variants
    .filter(({ failure }) => failure === null)
    .map((variant) => {
      const beside = reference === undefined ? undefined : counterpart(variant, reference, work);
      return [
        variant.label,
        ...names.map((name) => {
          const values = variant.metrics[name] ?? [];
          const ratio = median(values) / median(beside?.metrics[name] ?? []);
          return formatSummary(values) + (Number.isFinite(ratio) ? `, ×${formatRatio(ratio)}` : '');
        }),
      ];
    });
  return ['', markdownTable(['by its own rows', ...names], rows)];
}

function workSection(work: WorkResult, reference: string | undefined): string {
  const sizes = Object.entries(work.modules).map(([set, bytes]) => `${set} ${formatNumber(bytes / 1e3)} kB`);
  const runs = Math.max(...work.variants.map((variant) => variant.runs.length));
  const header = [
    '',
    'wall',
    'CPU',
    'peak MB',
    ...(reference ? [`wall / ${reference}`, `CPU / ${reference}`] : []),
    'wall / floor',
  ];
  const failures = work.variants.filter(({ failure }) => failure !== null);
  return [
    `## ${work.name}`,
    '',
    `${work.title}. ${Object.entries(work.facts)
      .filter(([name]) => !name.startsWith('checksum'))

      .map(([name, value]) => `${name} ${value.toLocaleString('en-US')}`)
      .join(', ')}.`,
    `Runs: ${runs}. Module: ${sizes.join(', ')}. Load before ${work.loadBefore}, after ${work.loadAfter}.`,
    '',
    markdownTable(
      header,
      work.variants.map((variant) => variantRow(variant, work, reference)),
    ),
    ...metricsTable(work, reference),
    ...failures.flatMap(({ label, failure }) => ['', `${label} FAILED: ${failure}`]),
    ...work.leftOut.flatMap((reason) => ['', `Left out: ${reason}.`]),
  ].join('\n');
}

function ratioSection(title: string, ratios: readonly Ratio[]): string[] {
  if (ratios.length === 0) return [];
  return [
    `## ${title}`,
    '',
    markdownTable(
      ['', 'ratio'],
      ratios.map(({ what, value }) => [what, formatRatio(value)]),
    ),
    '',
  ];
}

/** `reference`: the host whose figures the others are divided by; usually the first of `--against`. */
export function markdownReport(results: Results, reference: string | undefined): string {
  const { machine, works } = results;
  const others = Object.entries(results.against).map(([name, command]) => `- ${name}: \`${command}\``);
  return [
    `# Benchmark of ${machine.date}`,
    '',
    `- commit ${machine.commit}, seed ${results.seed}${results.quick ? ', --quick: the times say nothing' : ''}`,
    `- ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}`,
    `- Node ${machine.node}, V8 ${machine.v8}`,
    `- measured by ${results.meter}`,
    ...others,
    ...results.leftOut.map((reason) => `- left out: ${reason}`),
    '',
    'Times in ms, memory in 10^6 bytes. Medians, minima in brackets; peak memory is the largest of all runs.',
    '`tN`: threads. `fuel`: counted, with a limit that is never reached. `[name]`: whose module.',
    '',
    ...works.flatMap((work) => [workSection(work, reference), '']),
    ...ratioSection('Fuel: with / without', fuelRatios(works)),
    ...ratioSection('Threads: how many times faster than one', threadRatios(works)),
    ...ratioSection('Growth: time per file at 200,000 / at 20,000, without start', growthRatios(works)),
  ].join('\n');
}
