/**
 * test-suite.mjs: EXTENSION [PART …]. Each chunk of test files is a process of its own, `wadup exec`.
 *
 *     --jobs N      so many processes at once
 *     --seconds N   begin nothing more after that time; the next call goes on from there
 *     --again       also what is done already in this folder
 *     --bless       write the failures that there were into NAME/suite/known_failures.txt
 *     --skips       say why tests skipped themselves
 *     --work FOLDER where the extensions were built, by default target/python-extensions
 *
 * Exit status 1: a failure that is not known, a chunk that did not come to its end, a part without a pass, or something
 * that was not run.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { keptResult, keyOf, type Place, runChunk } from './chunk-run.ts';
import {
  formatKnownFailures,
  judge,
  type KnownFailures,
  knownFailuresOf,
  parseKnownFailures,
} from './known-failures.ts';
import { buildRunner, fetchSuite, type Runner, runtimeOf, stageSuite } from './module.ts';
import { complaints, failuresByReason, lineOf, outcomesOf, type Run, skipsByReason, tableOfParts } from './report.ts';
import {
  type Chunk,
  chosenParts,
  chunksOf,
  forgottenFiles,
  needsTestModules,
  type Part,
  readSettings,
} from './settings.ts';

const PYTHON_FOLDER = resolve(import.meta.dirname, '..', '..');
const TARGET = resolve(PYTHON_FOLDER, '..', '..', 'target');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    work: { type: 'string', default: join(TARGET, 'python-extensions') },
    jobs: { type: 'string', default: '1' },
    seconds: { type: 'string', default: 'Infinity' },
    again: { type: 'boolean', default: false },
    bless: { type: 'boolean', default: false },
    skips: { type: 'boolean', default: false },
  },
});

const jobs = numberOf('jobs', values.jobs);
const seconds = numberOf('seconds', values.seconds);

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (number >= 1) return number;
  process.stderr.write(`test-suite: --${option} must be a number from 1 on.\n`);
  return process.exit(2);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<number> {
  const [name, ...names] = positionals;
  const own = join(PYTHON_FOLDER, name ?? '', 'suite');
  if (name === undefined || !existsSync(join(own, 'settings.json'))) {
    throw new Error('name an extension, numpy for instance: one with suite/settings.json in its folder');
  }
  const work = resolve(values.work);
  const folder = join(work, 'suites', name);
  const settings = readSettings(own);
  const { source, wheels } = fetchSuite(name, join(work, 'downloads'), join(work, 'suites', 'src'));
  const chosen = chosenParts(settings, source, names);
  if ('unknown' in chosen) throw new Error(`${name} has no part ${chosen.unknown} with tests`);
  const place = { suite: join(folder, 'tests'), empty: join(folder, 'empty'), results: join(folder, 'results') };
  for (const one of [place.empty, place.results]) mkdirSync(one, { recursive: true });
  const checksum = stageSuite(settings, source, own, place.suite);

  const began = Date.now();
  const runs: Run[] = [];
  let left = 0;
  for (const withTestModules of [true, false]) {
    const parts = chosen.parts.filter((part) => needsTestModules(settings, part) === withTestModules);
    if (parts.length === 0) continue;
    const runtime = withTestModules ? runtimeWithTestModules(work, name, parts) : null;
    const runner = await buildRunner(name, wheels, join(folder, withTestModules ? 'with-tests' : 'committed'), runtime);
    const chunks = parts.flatMap((part) => chunksOf(part, source));
    const done = await runAll(chunks, runner, place, checksum, began);
    runs.push(...done);
    left += chunks.length - done.length;
  }
  const failures = join(own, 'known_failures.txt');
  const known = parseKnownFailures(existsSync(failures) ? readFileSync(failures, 'utf8') : '');
  if (values.bless) bless(failures, known, runs);
  const wrong = [
    ...report(
      chosen.parts,
      runs,
      values.bless ? parseKnownFailures(readFileSync(failures, 'utf8')) : known,
      settings.withoutPasses,
    ),
    ...forgottenFiles(settings, source).map((file) => `${file} belongs to no part, and nobody said why it is left out`),
    ...(left > 0 ? [`${left} chunks are left: call again`] : []),
  ];
  for (const sentence of wrong) say(`WRONG: ${sentence}.`);
  return wrong.length === 0 ? 0 : 1;
}

function runtimeWithTestModules(work: string, name: string, parts: readonly Part[]): string {
  const path = join(work, runtimeOf(name), 'with-tests.wasm');
  if (existsSync(path)) return path;
  throw new Error(
    `the tests of ${parts.map((part) => part.name).join(' and ')} need extension modules of their own: ` +
      `node runtime/python/extensions/build.mjs ${name} --tests builds a runtime with them`,
  );
}

/** Runs what is not done yet; gives what is done in the end. */
async function runAll(
  chunks: readonly Chunk[],
  runner: Runner,
  place: Place,
  checksum: string,
  began: number,
): Promise<Run[]> {
  const runs: Run[] = [];
  const waiting = [...chunks];
  const one = async (): Promise<void> => {
    for (let chunk = waiting.shift(); chunk !== undefined; chunk = waiting.shift()) {
      const key = keyOf(chunk, runner, checksum);
      let result = values.again ? null : keptResult(chunk, place, key);
      if (result === null) {
        if ((Date.now() - began) / 1000 > seconds) continue;
        result = await runChunk(chunk, runner, place, key);
        say(lineOf({ chunk, result }));
      }
      runs.push({ chunk, result });
    }
  };
  await Promise.all(Array.from({ length: jobs }, one));
  return runs;
}

function filesOf(runs: readonly Run[]): Set<string> {
  return new Set(runs.filter(({ result }) => result.broken === null).flatMap(({ chunk }) => chunk.files));
}

function bless(path: string, known: KnownFailures, runs: readonly Run[]): void {
  writeFileSync(path, formatKnownFailures(knownFailuresOf(known, outcomesOf(runs), filesOf(runs))));
}

function report(
  parts: readonly Part[],
  runs: readonly Run[],
  known: KnownFailures,
  withoutPasses: Readonly<Record<string, string>> = {},
): string[] {
  const verdict = judge(known, outcomesOf(runs), filesOf(runs));
  say(`\n${tableOfParts(parts, runs)}`);
  for (const text of [values.skips ? skipsByReason(runs) : '', failuresByReason(verdict)]) if (text !== '') say(text);
  return complaints(parts, runs, verdict, withoutPasses);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`test-suite: ${error instanceof Error ? error.message : String(error)}.\n`);
  process.exitCode = 1;
}
