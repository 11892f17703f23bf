/** Which `.wasm` does which work: the project's own builds, and directories given on the command line. */
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, utimesSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** File stems (with dashes) that do a role's work; all write the same tables. */
const ROLES = {
  stat: ['byte-counter', 'stat-row'],
  unzip: ['zip-extractor', 'unzip'],
  tables: ['sqlite-parser', 'sqlite-tables'],
  kernels: ['kernels'],
  careless: ['careless'],
  'read-through': ['read-through'],
  skewed: ['skewed'],
} as const;

export type ModuleRole = keyof typeof ROLES;

/** Modules under one name, as chosen with `--modules NAME=DIR`. */
export interface ModuleSet {
  readonly name: string;
  readonly paths: readonly string[];
}

export interface ChosenModule {
  readonly set: string;
  /** A directory with this module alone. */
  readonly directory: string;
  readonly bytes: number;
  /** Imports nothing but WASI: any host can run it. */
  readonly portable: boolean;
}

/** The project's examples and the benchmark's own modules. */
export function ownModules(root: string): ModuleSet {
  return {
    name: 'own',
    paths: globSync(['examples/*/*.wasm', 'bench/modules/*.wasm'], { cwd: root }).map((path) => join(root, path)),
  };
}

/** @throws {Error} when there is no module in one of the directories. */
export function givenModules(name: string, directories: readonly string[]): ModuleSet {
  const paths = directories.flatMap((directory) => {
    const found = globSync('*.wasm', { cwd: directory }).map((path) => join(directory, path));
    if (found.length === 0) throw new Error(`--modules ${name}: there is no .wasm file in ${directory}.`);
    return found;
  });
  return { name, paths };
}

/** The set's module for a role, put into a directory of its own under `scratch`; `undefined` when it has none. */
export function chooseModule(set: ModuleSet, role: ModuleRole, scratch: string): ChosenModule | undefined {
  const stems: readonly string[] = ROLES[role];
  const path = set.paths.find((candidate) => stems.includes(basename(candidate, '.wasm').replaceAll('_', '-')));
  if (path === undefined || !existsSync(path)) return undefined;
  const directory = join(scratch, 'modules', set.name, role);
  const copy = join(directory, basename(path));
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  copyFileSync(path, copy);
  // A compile cache may go by the time of change.
  const { atime, mtime } = statSync(path);
  utimesSync(copy, atime, mtime);
  const bytes = readFileSync(path);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(bytes));
  const portable = imports.every(({ module }) => module === 'wasi_snapshot_preview1');
  return { set: set.name, directory, bytes: bytes.length, portable };
}
