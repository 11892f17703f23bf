/** What of a package's own tests is run: NAME/suite/settings.json, and the test files of the source distribution. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Lines of test files that one process is given, unless one file alone has more. */
const MOST_LINES = 6000;

export interface Settings {
  /** Where the tests of a part are in the source distribution; PART is its name. */
  readonly folder: string;
  /** Names of the parts; without it every folder in the place of PART, its end, and `.` for the files there. */
  readonly parts?: readonly string[];
  /** Folders whose tests need the extension's modules for tests, which the committed runtime has not got. */
  readonly needTestModules?: readonly string[];
  /** Files of the source distribution beside the tests: pytest's settings. */
  readonly files: readonly string[];
  /** Test files or folders that are not run, and why. */
  readonly leftOut: Readonly<Record<string, string>>;
  /** Parts of which no test can pass, and why. */
  readonly withoutPasses?: Readonly<Record<string, string>>;
}

export interface Part {
  readonly name: string;
  /** Test files, by their path in the source distribution. */
  readonly files: readonly string[];
}

/** What one process runs. */
export interface Chunk {
  readonly part: string;
  /** Of a file, and of nothing else: `io-03`. */
  readonly name: string;
  readonly files: readonly string[];
}

export function readSettings(folder: string): Settings {
  return JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8')) as Settings;
}

/** All parts, in order of their names. */
export function allParts(settings: Settings, source: string): Part[] {
  const found = (): string[] => [...folders(join(source, dirname(settings.folder))), '.'];
  const names = (settings.parts ?? found()).toSorted();
  return names
    .map((name) => ({ name, files: filesOfPart(settings, source, name) }))
    .filter(({ files }) => files.length > 0);
}

/**
 * The parts of these names; a name may also be that of a test file or a folder of them: numpy/lib/tests/test_io.py.
 * `null`: the first that is unknown.
 */
export function chosenParts(
  settings: Settings,
  source: string,
  names: readonly string[],
): { readonly parts: readonly Part[] } | { readonly unknown: string } {
  const all = allParts(settings, source);
  if (names.length === 0) return { parts: all };
  const parts: Part[] = [];
  for (const name of names) {
    const files = all.flatMap((part) => part.files).filter((file) => file === name || file.startsWith(`${name}/`));
    const part = all.find((one) => one.name === name) ?? { name, files };
    if (part.files.length === 0) return { unknown: name };
    parts.push(part);
  }
  return { parts };
}

export function needsTestModules({ needTestModules = [] }: Settings, { files }: Part): boolean {
  return files.some((file) => needTestModules.some((folder) => file.startsWith(`${folder}/`)));
}

/** Test files that belong to no part and are not named among those left out: nobody decided about them. */
export function forgottenFiles(settings: Settings, source: string): string[] {
  const known = new Set(allParts(settings, source).flatMap(({ files }) => files));
  return testFiles(source, topFolder(settings)).filter((file) => !known.has(file) && !isLeftOut(settings, file));
}

/** The folder of the source distribution with everything that could be a test. */
export function topFolder({ folder }: Settings): string {
  return folder.startsWith('PART') ? '.' : (folder.split('/', 1)[0] ?? '.');
}

/** The part's files in order, as many together as have about as many lines as one process is given. */
export function chunksOf(part: Part, source: string): Chunk[] {
  const groups: string[][] = [];
  let lines = Number.POSITIVE_INFINITY;
  for (const file of part.files) {
    const own = readFileSync(join(source, file), 'utf8').split('\n').length;
    if (lines + own > MOST_LINES) {
      groups.push([]);
      lines = 0;
    }
    groups.at(-1)!.push(file);
    lines += own;
  }
  const base = part.name === '.' ? 'top' : part.name.replaceAll(/[/.]/g, '_');
  return groups.map((files, index) => ({
    part: part.name,
    name: `${base}-${String(index).padStart(2, '0')}`,
    files,
  }));
}

function filesOfPart(settings: Settings, source: string, name: string): string[] {
  const folder = join(settings.folder.replace('PART', name)).replace(/\/$/, '');
  const files = name === '.' ? testFilesIn(source, folder) : testFiles(source, folder);
  return files.filter((file) => !isLeftOut(settings, file));
}

/** Whether a file or folder is one that is not run, or in one. */
export function isLeftOut(settings: Settings, file: string): boolean {
  return Object.keys(settings.leftOut).some((path) => file === path || file.startsWith(`${path}/`));
}

/** Test files below a folder; the paths are relative to the source distribution. */
function testFiles(source: string, folder: string): string[] {
  if (!existsSync(join(source, folder))) return [];
  const below = folders(join(source, folder)).flatMap((name) => testFiles(source, join(folder, name)));
  return [...testFilesIn(source, folder), ...below].sort();
}

function testFilesIn(source: string, folder: string): string[] {
  return readdirSync(join(source, folder))
    .filter((name) => /^test_.*\.py$/.test(name))
    .map((name) => join(folder, name))
    .sort();
}

function folders(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .sort();
}
