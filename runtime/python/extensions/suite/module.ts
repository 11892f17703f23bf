/** The module that runs a package's tests, and the folder of tests that it is shown. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { python } from '../../../../packages/builder/src/languages/python.ts';
import { completeExtensions, runtimeName } from '../../../../packages/builder/src/python/variants.ts';
import { isLeftOut, type Settings, topFolder } from './settings.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..', '..');
const RUNNER = 'suite_runner';

/** Where the pinned files are. */
export interface Fetched {
  /** The source distribution, unpacked. */
  readonly source: string;
  readonly wheels: readonly string[];
}

export interface Runner {
  readonly path: string;
  readonly checksum: string;
}

/** @throws {Error} when something cannot be had or is not what was pinned; its reason is on stderr. */
export function fetchSuite(name: string, downloads: string, folder: string): Fetched {
  const args = ['-B', join(import.meta.dirname, 'fetch_suite.py'), name, downloads, folder];
  const done = spawnSync('python3', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (done.status !== 0) throw new Error(`the tests of ${name} could not be fetched`);
  return JSON.parse(done.stdout) as Fetched;
}

/**
 * Makes the folder that the sandbox sees as /suite: the tests, without the package that they test, which is in the
 * runtime; pytest's settings; and what is in NAME/suite/files. Gives the checksum of all that.
 */
export function stageSuite(settings: Settings, source: string, own: string, folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const tests of foldersOfTests(join(source, topFolder(settings)))) {
    const inner = relative(source, tests);
    if (isLeftOut(settings, dirname(inner))) continue;
    cpSync(tests, join(folder, inner), { recursive: true });
    for (let above = dirname(inner); above !== '.'; above = dirname(above)) {
      if (!existsSync(join(folder, above, '__init__.py'))) writeFileSync(join(folder, above, '__init__.py'), '');
    }
  }
  for (const file of settings.files) copyFileSync(join(source, file), join(folder, file));
  if (existsSync(join(own, 'files'))) cpSync(join(own, 'files'), folder, { recursive: true });
  return checksumOfFolder(folder);
}

function checksumOfFolder(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name);
    if (statSync(path).isFile()) hash.update(`${name}\n`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function foldersOfTests(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());
  return names.flatMap((name) => (name === 'tests' ? [join(folder, name)] : foldersOfTests(join(folder, name))));
}

/**
 * Builds the module as `wadup build` would, in a folder of its own, and gives its path and checksum.
 * @param runtime another runtime than the committed one.
 */
export async function buildRunner(
  name: string,
  wheels: readonly string[],
  folder: string,
  runtime: string | null,
): Promise<Runner> {
  const project = join(folder, 'project');
  rmSync(project, { recursive: true, force: true });
  for (const inner of ['src', 'wheels']) mkdirSync(join(project, inner), { recursive: true });
  const own = `entry-point = "${RUNNER}"\nc-extensions = ["${name}"]\nsnapshot = false\n`;
  const dependencies = JSON.stringify(['pytest', 'hypothesis']);
  const head = `[project]\nname = "${name}-suite"\nversion = "1"\ndependencies = ${dependencies}\n`;
  writeFileSync(join(project, 'pyproject.toml'), `${head}\n[tool.wadup]\n${own}`);
  copyFileSync(join(import.meta.dirname, `${RUNNER}.py`), join(project, 'src', `${RUNNER}.py`));
  for (const wheel of wheels) copyFileSync(wheel, join(project, 'wheels', basename(wheel)));
  const cache = join(folder, 'cache');
  const module = await python.build({
    directory: project,
    shipped: runtime === null ? ROOT : shippedWith(runtime, name, join(folder, 'shipped')),
    environment: { ...process.env, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache },
    signal: new AbortController().signal,
    say: () => {},
  });
  const path = join(folder, 'runner.wasm');
  writeFileSync(path, module);
  return { path, checksum: createHash('sha256').update(module).digest('hex') };
}

/** The name of the runtime with an extension and what it needs. */
export function runtimeOf(name: string): string {
  const completed = completeExtensions([name]);
  return runtimeName('all' in completed ? completed.all : [name]);
}

/** What comes with wadup, with another runtime in it. */
function shippedWith(runtime: string, name: string, folder: string): string {
  const file = `${runtimeOf(name)}.wasm`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'runtime', 'python'), { recursive: true });
  copyFileSync(runtime, join(folder, 'runtime', 'python', file));
  symlinkSync(join(ROOT, 'guest'), join(folder, 'guest'));
  return folder;
}
