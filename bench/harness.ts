/**
 * The benchmark: prepares data and contestants, runs them in turns (A B C A B C …), checks what each of them wrote, and
 * reports. Started by `npm run bench`; what the options mean is in arguments.ts, what is measured in works.ts.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type BenchArguments, HELP, parseBenchArguments } from './arguments.ts';
import { checkOutput } from './check.ts';
import { prepareCorpus } from './corpora.ts';
import type { Facts } from './corpus/facts.ts';
import { type FloorPrograms, prepareFloor } from './floor-build.ts';
import { type Contestants, type Variant, variantsOf } from './hosts.ts';
import { describeMachine, load } from './machine.ts';
import { chooseMeter, type Meter, runMeasured } from './measure.ts';
import { chooseModule, givenModules, type ModuleSet, ownModules } from './modules.ts';
import { markdownReport } from './report.ts';
import type { Results, VariantResult, WorkResult } from './results.ts';
import { WORKS, type Work } from './works.ts';

/** What all works of one benchmark have in common. */
interface Bench {
  readonly args: BenchArguments;
  readonly contestants: Contestants;
  readonly sets: readonly ModuleSet[];
  readonly meter: Meter;
  readonly data: string;
  readonly scratch: string;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs a variant once; whatever goes wrong is noted in `result` and ends its part in the comparison. */
async function runOnce(
  bench: Bench,
  work: Work,
  facts: Facts,
  variant: Variant,
  result: VariantResult,
  counts: boolean,
): Promise<void> {
  const home = mkdtempSync(join(bench.scratch, 'run-'));
  try {
    const output = join(home, 'output.db');
    const outcome = await runMeasured(bench.meter, variant.command(output), bench.scratch, bench.args.limitSeconds);
    if (outcome.status !== 0) {
      result.failure = `exit status ${outcome.status ?? 'none'}: ${outcome.complaint.trim()}`;
      return;
    }
    const verdict = checkOutput(work, facts, variant.threads, output);
    if (verdict.wrong !== null) {
      result.failure = verdict.wrong;
    } else if (counts) {
      result.runs.push(outcome.measurement);
      for (const [name, value] of Object.entries(verdict.metrics)) (result.metrics[name] ??= []).push(value);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** `undefined` when there is no module for the work. */
async function runWork(bench: Bench, work: Work): Promise<WorkResult | undefined> {
  const { args, contestants, scratch } = bench;
  const modules = bench.sets
    .map((set) => chooseModule(set, work.role, scratch))
    .filter((module) => module !== undefined);
  if (modules.length === 0) return undefined;
  say(`${work.name}: ${work.title}`);
  const { input, facts } = prepareCorpus(
    work.corpus({ quick: args.quick, flat: args.against.length > 0 }),
    bench.data,
    args.seed,
  );
  const { variants, leftOut } = variantsOf(work, input, modules, contestants);
  const results = variants.map(({ label, host, threads, fuel, set }): VariantResult => {
    return { label, host, threads, fuel, set, runs: [], metrics: {}, failure: null };
  });
  const loadBefore = load();
  const warmUps = args.quick ? 0 : 1;
  for (let round = 0; round < warmUps + args.runs; round++) {
    for (const [index, variant] of variants.entries()) {
      const result = results[index]!;
      if (result.failure !== null) continue;
      await runOnce(bench, work, facts, variant, result, round >= warmUps);
      const last = result.runs.at(-1);
      const time = last === undefined ? 'warmed up' : `${Math.round(last.wallMs)} ms`;
      say(`  ${round + 1}/${warmUps + args.runs} ${result.label}: ${result.failure ?? (args.quick ? 'right' : time)}`);
    }
  }
  const sizes = Object.fromEntries(modules.map(({ set, bytes }) => [set, bytes]));
  const { name, title } = work;
  return { name, title, facts, modules: sizes, variants: results, leftOut, loadBefore, loadAfter: load() };
}

function report(bench: Bench, results: Results, root: string): void {
  const { args } = bench;
  const path = args.results ?? join(root, 'bench/results/latest');
  const markdown = markdownReport(results, args.against[0]?.name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.md`, markdown);
  writeFileSync(`${path}.json`, `${JSON.stringify(results, null, 1)}\n`);
  process.stdout.write(args.quick ? '' : markdown);
  say(`Written: ${path}.md and ${path}.json`);
}

async function compare(root: string, args: BenchArguments, floor: FloorPrograms, scratch: string): Promise<boolean> {
  const sets = [ownModules(root), ...[...args.modules].map(([name, directories]) => givenModules(name, directories))];
  const cache = join(scratch, 'cache');
  mkdirSync(cache);
  const { threads, fuel, against } = args;
  const usedFloor = args.floor ? floor.floor : undefined;
  const contestants: Contestants = { root, threads, fuel, others: against, floor: usedFloor, cache };
  const meter = chooseMeter(floor.measure);
  const bench: Bench = { args, contestants, sets, meter, data: args.data ?? join(root, 'bench/.data'), scratch };
  const leftOut = args.floor && floor.leftOut !== undefined ? [`the native floor: ${floor.leftOut}`] : [];
  const machine = describeMachine(root);
  const works: WorkResult[] = [];
  for (const work of args.works) {
    const result = await runWork(bench, work);
    if (result === undefined) leftOut.push(`${work.name}: there is no module for it`);
    else works.push(result);
  }
  for (const reason of leftOut) say(`Left out: ${reason}.`);
  // The report may be published: no directories of this machine.
  const commands = against.map(({ name, words }) => [name, words.map((word) => basename(word)).join(' ')] as const);
  const { quick, seed } = args;
  const shown = Object.fromEntries(commands);
  report(bench, { machine, meter: meter.description, quick, seed, against: shown, works, leftOut }, root);
  const failed = works.flatMap(({ name, variants }) =>
    variants.filter(({ failure }) => failure !== null).map(({ label }) => `${name}: ${label}`),
  );
  if (failed.length > 0) say(`FAILED: ${failed.join('; ')}`);
  return failed.length === 0 && works.length > 0;
}

/** The exit status: 0 all outputs were right, 1 not, 2 wrong options. */
export async function main(root: string, argv: readonly string[]): Promise<number> {
  let args: BenchArguments;
  try {
    args = parseBenchArguments(argv);
  } catch (error) {
    say(`bench: ${(error as Error).message}`);
    return 2;
  }
  if (args.help || args.list) {
    const works = WORKS.map(
      ({ name, title, onRequest }) => `${name.padEnd(12)} ${title}${onRequest ? ' (on request)' : ''}`,
    );
    process.stdout.write(args.help ? HELP : `${works.join('\n')}\n`);
    return 0;
  }
  const data = args.data ?? join(root, 'bench/.data');
  mkdirSync(data, { recursive: true });
  // Beside the corpora, so that outputs are on the same disk and not in memory.
  const scratch = mkdtempSync(join(data, 'scratch-'));
  try {
    return (await compare(root, args, prepareFloor(root, !args.quick), scratch)) ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  process.once('SIGINT', () => process.exit(130));
  process.exitCode = await main(dirname(import.meta.dirname), process.argv.slice(2));
}
