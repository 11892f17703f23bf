/** `wadup test`: runs a module over the project's tests/ and compares with what is expected of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LimitName, run, WadupError } from '@wadup/engine';
import { BuildError } from '../errors.ts';
import type { BuiltModule } from '../project/build.ts';
import { writeWhole } from '../project/write.ts';
import { systemReason } from '../system-reason.ts';
import { readTextFile } from '../text-file.ts';
import { DIGEST_MODULE } from './digest/module.ts';
import { type DifferenceLine, differenceOf } from './difference.ts';
import { type ContentResult, parseExpectation, type SubcontentResult } from './expectation.ts';
import { formatExpectation } from './expectation-text.ts';
import { EXPECTATION_SUFFIX, findTestInputs, TESTS } from './inputs.ts';
import { type PrintedText, unmentionedOutput } from './printed.ts';
import { bySubcontent, DIGEST_NAME, readResults } from './results.ts';

export interface TrialRequest {
  readonly module: Pick<BuiltModule, 'name' | 'folder' | 'bytes'>;
  /** Writes what the module does as what is expected of it. */
  readonly bless: boolean;
  readonly limits: { readonly [K in LimitName]?: number | undefined };
  readonly signal: AbortSignal;
}

/** What came of one file in tests/; `path` is relative to the project's folder. */
export type TrialOutcome = { readonly path: string } & (
  | { readonly kind: 'passed' }
  | {
      readonly kind: 'differs';
      readonly difference: readonly DifferenceLine[];
      /** What it printed that is no part of the difference. */
      readonly printed: readonly PrintedText[];
    }
  /** There is no expectation; `difference` is all that the module did, as added lines. */
  | { readonly kind: 'unexpected'; readonly difference: readonly DifferenceLine[] }
  | { readonly kind: 'blessed' }
  /** Something about the file itself, in words. */
  | { readonly kind: 'problem'; readonly problem: string }
);

/**
 * Runs the module over all inputs, one after the other in order of their names, on one instance as a run would.
 * @throws {BuildError} when there is nothing to run it over.
 * @throws {WadupError} when the run itself fails.
 */
export async function tryModule(request: TrialRequest): Promise<TrialOutcome[]> {
  const { folder } = request.module;
  const { inputs, orphans, unusable } = findTestInputs(folder);
  if (inputs.length + orphans.length + unusable.size === 0) {
    throw new BuildError(`${TESTS}/ is empty: put files into it that the module is to read.`);
  }
  const results = inputs.length === 0 ? new Map<number, ContentResult>() : await runModule(request, inputs);
  const outcomes = inputs.map((path, index) => judge(path, results.get(index), request));
  const problems = [
    ...[...unusable].map(([path, problem]): TrialOutcome => ({ path, kind: 'problem', problem })),
    ...orphans.map(
      (path): TrialOutcome => ({ path, kind: 'problem', problem: 'has no input file of its name beside it' }),
    ),
  ];
  return [...outcomes, ...problems].sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function runModule(
  { module, limits, signal }: TrialRequest,
  inputs: readonly string[],
): Promise<Map<number, ContentResult>> {
  const work = mkdtempSync(join(tmpdir(), 'wadup-test-'));
  const tidy = (): void => rmSync(work, { recursive: true, force: true });
  // A module that never returns can only be left together with the process.
  process.once('exit', tidy);
  try {
    const modules = join(work, 'modules');
    mkdirSync(modules);
    writeFileSync(join(modules, `${module.name}.wasm`), module.bytes);
    writeFileSync(join(modules, `${DIGEST_NAME}.wasm`), DIGEST_MODULE);
    const output = join(work, 'results.db');
    const paths = inputs.map((path) => join(module.folder, path));
    // One thread: what a module keeps from content to content is then the same every time.
    await run({ modules, input: paths, output, ...limits, threads: 1, signal });
    if (signal.aborted) throw new BuildError('The test was interrupted.');
    return readResults(output, module.name);
  } catch (thrown) {
    // What is wrong with the module, by its name: where it lay for a moment helps nobody.
    if (!(thrown instanceof WadupError) || thrown.code !== 'module') throw thrown;
    throw new BuildError(thrown.message.replaceAll(join(work, 'modules', '/'), ''));
  } finally {
    process.off('exit', tidy);
    tidy();
  }
}

function judge(path: string, result: ContentResult | undefined, request: TrialRequest): TrialOutcome {
  if (result === undefined) return { path, kind: 'problem', problem: 'was not processed' };
  const file = join(request.module.folder, path + EXPECTATION_SUFFIX);
  try {
    const text = readExpectation(file);
    if (request.bless) return bless(path, file, text, result);
    const expected = text === null ? null : parseExpectation(text, path + EXPECTATION_SUFFIX);
    const actual = formatExpectation(expected === null ? result : onlyExpected(result, expected));
    if (expected === null) return { path, kind: 'unexpected', difference: differenceOf('', actual) };
    const ordered = inOrder(expected);
    const difference = differenceOf(formatExpectation(ordered), actual);
    if (difference.length === 0) return { path, kind: 'passed' };
    return { path, kind: 'differs', difference, printed: unmentionedOutput(result, ordered) };
  } catch (thrown) {
    if (thrown instanceof BuildError) return { path, kind: 'problem', problem: thrown.message };
    throw thrown;
  }
}

function readExpectation(file: string): string | null {
  try {
    return readTextFile(file);
  } catch (thrown) {
    throw new BuildError(`its expectation cannot be read: ${systemReason(thrown)}`);
  }
}

function bless(path: string, file: string, text: string | null, result: ContentResult): TrialOutcome {
  const blessed = formatExpectation(text === null ? result : onlyExpected(result, parseOrNull(text, path) ?? result));
  if (blessed === text) return { path, kind: 'passed' };
  writeWhole(file, blessed);
  return { path, kind: 'blessed' };
}

/** What is being replaced may be anything. */
function parseOrNull(text: string, path: string): ContentResult | null {
  try {
    return parseExpectation(text, path);
  } catch {
    return null;
  }
}

/** The result without what nothing in particular is expected of. Sub-contents belong to those at the same place. */
function onlyExpected<Result extends ContentResult>(result: Result, expected: ContentResult): Result {
  const { size, sha256, subcontents } = { ...inOrder(expected) } as Partial<SubcontentResult>;
  const own = result as Partial<SubcontentResult>;
  return {
    ...result,
    // A failure that nobody expected says why it failed.
    errorMessage: expected.status === 'failed' && expected.errorMessage === undefined ? undefined : result.errorMessage,
    stdout: expected.stdout === undefined ? undefined : (result.stdout ?? ''),
    stderr: expected.stderr === undefined ? undefined : (result.stderr ?? ''),
    ...('filename' in expected && size === undefined ? { size: undefined } : { size: own.size }),
    ...('filename' in expected && sha256 === undefined ? { sha256: undefined } : { sha256: own.sha256 }),
    subcontents: result.subcontents.map((one, index) => {
      const counterpart = subcontents?.[index];
      return counterpart === undefined ? one : onlyExpected(one, counterpart);
    }),
  };
}

/** With sub-contents in the order in which results have them, at every depth. */
function inOrder<Result extends ContentResult>(expected: Result): Result {
  return { ...expected, subcontents: expected.subcontents.map(inOrder).sort(bySubcontent) };
}
