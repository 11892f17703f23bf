/** The files in a project's tests/ folder. */
import { accessSync, constants, type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError } from '../errors.ts';
import { systemReason } from '../system-reason.ts';

export const TESTS = 'tests';
export const EXPECTATION_SUFFIX = '.expected.json';
const MOST_FILES = 100_000;

export interface TestInputs {
  /** Paths relative to the project's folder, with slashes, in order. */
  readonly inputs: readonly string[];
  /** Paths of expectations of which there is no input. */
  readonly orphans: readonly string[];
  /** What is neither an input nor an expectation, by path, and why. */
  readonly unusable: ReadonlyMap<string, string>;
}

/** @throws {BuildError} when there is no such folder, or it cannot be read. */
export function findTestInputs(folder: string): TestInputs {
  const files: string[] = [];
  const unusable = new Map<string, string>();
  const waiting = [TESTS];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const entry of entriesOf(folder, path)) {
      // Files that systems and editors leave: .DS_Store, .gitignore, .sample.txt.swp.
      if (entry.name.startsWith('.')) continue;
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(child);
      else {
        const problem = fileProblem(join(folder, child));
        if (problem === null) files.push(child);
        else unusable.set(child, problem);
      }
      if (files.length > MOST_FILES) throw new BuildError(`${TESTS}/ has more than ${MOST_FILES} files.`);
    }
  }
  files.sort();
  const present = new Set(files);
  const inputs = files.filter((path) => !path.endsWith(EXPECTATION_SUFFIX));
  const orphans = files.filter(
    (path) => path.endsWith(EXPECTATION_SUFFIX) && !present.has(path.slice(0, -EXPECTATION_SUFFIX.length)),
  );
  return { inputs, orphans, unusable };
}

function entriesOf(folder: string, path: string): Dirent[] {
  try {
    return readdirSync(join(folder, path), { withFileTypes: true });
  } catch (thrown) {
    if (path === TESTS && (thrown as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new BuildError(`There is no folder ${TESTS}/: make it and put files into it that the module is to read.`);
    }
    throw new BuildError(`${path} cannot be read: ${systemReason(thrown)}.`);
  }
}

/** Never opens what would wait: a FIFO, a device. Folders behind links are not entered: links may lead in circles. */
function fileProblem(path: string): string | null {
  try {
    const stats = statSync(path);
    if (stats.isDirectory() && lstatSync(path).isSymbolicLink()) return 'is a link to a folder, which is not followed';
    if (!stats.isFile()) return 'is no regular file';
    accessSync(path, constants.R_OK);
    return null;
  } catch (thrown) {
    return `cannot be read: ${systemReason(thrown)}`;
  }
}
