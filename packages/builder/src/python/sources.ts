/** The author's own files: what is below `src/`. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { BuildError } from '../errors.ts';
import { systemReason } from '../system-reason.ts';

export const SOURCE_FOLDER = 'src';
/** The runtime keeps all of it in memory. */
export const MOST_BYTES: number = 256 * 1024 * 1024;
const MOST_FILES = 60_000;
const DEEPEST = 100;

/** Made by tools, never part of a module. */
const LEFT_OUT = /^(?:\..*|__pycache__|.*\.py[co]|.*\.egg-info)$/s;
const COMPILED = /\.(?:so|pyd|dylib|dll)$/i;

/**
 * All files by their path below `src/`, with slashes. Links are followed as long as they stay inside the project.
 * @throws {BuildError} names the file and what is wrong with it.
 */
export function readSources(directory: string): Map<string, Uint8Array> {
  const walk = new SourceWalk(directory);
  walk.enter(SOURCE_FOLDER, []);
  return walk.files;
}

class SourceWalk {
  readonly files: Map<string, Uint8Array> = new Map();
  readonly #directory: string;
  readonly #root: string;
  #bytes = 0;

  constructor(directory: string) {
    this.#directory = directory;
    this.#root = realpathSync(directory);
  }

  /** `above` are the folders that this one is in, as they really are: one that is among them would have no end. */
  enter(path: string, above: readonly string[]): void {
    const real = this.#resolve(path);
    if (above.includes(real)) throw new BuildError(`${path} is a link to a folder that it is in.`);
    if (above.length > DEEPEST) throw new BuildError(`${path}: folders are nested more than ${DEEPEST} deep.`);
    for (const name of this.#list(path)) {
      if (LEFT_OUT.test(name)) continue;
      this.#add(`${path}/${name}`, [...above, real]);
    }
  }

  #list(path: string): string[] {
    let names: Buffer[];
    try {
      names = readdirSync(join(this.#directory, path), { encoding: 'buffer' });
    } catch (thrown) {
      const { code } = thrown as NodeJS.ErrnoException;
      if (code === 'ENOENT') throw new BuildError(`There is no folder ${path}: the module's code belongs there.`);
      throw new BuildError(`${path} cannot be read: ${systemReason(thrown)}.`);
    }
    const texts = names.map((name) => {
      const text = name.toString('utf8');
      if (Buffer.from(text, 'utf8').equals(name)) return text;
      throw new BuildError(`${path}/${text}: the name is not UTF-8, so that Python could not open it.`);
    });
    return texts.sort();
  }

  #add(path: string, above: readonly string[]): void {
    const stats = this.#attempt(path, () => statSync(this.#resolve(path)));
    if (stats.isDirectory()) {
      this.enter(path, above);
      return;
    }
    if (!stats.isFile()) throw new BuildError(`${path} is neither a file nor a folder.`);
    if (COMPILED.test(path)) {
      throw new BuildError(`${path} is compiled for another machine: a module runs as WebAssembly. Use pure Python.`);
    }
    this.#bytes += stats.size;
    if (this.#bytes > MOST_BYTES || this.files.size >= MOST_FILES) {
      const most = `${MOST_BYTES / 1024 ** 2} MiB or ${MOST_FILES} files`;
      throw new BuildError(`${SOURCE_FOLDER}/ has more than ${most}, and all of it would be part of the module.`);
    }
    const bytes = this.#attempt(path, () => readFileSync(join(this.#directory, path)));
    this.files.set(path.slice(SOURCE_FOLDER.length + 1), bytes);
  }

  #resolve(path: string): string {
    const real = this.#attempt(path, () => realpathSync(join(this.#directory, path)));
    const inside = relative(this.#root, real);
    if (inside === '..' || inside.startsWith(`..${sep}`) || inside === real) {
      throw new BuildError(`${path} is a link that leads out of the project.`);
    }
    return real;
  }

  #attempt<T>(path: string, use: () => T): T {
    try {
      return use();
    } catch (thrown) {
      if (thrown instanceof BuildError) throw thrown;
      const { code } = thrown as NodeJS.ErrnoException;
      if (code === 'ELOOP') throw new BuildError(`${path} is a link that leads to itself.`);
      if (code === 'ENOENT' && path === SOURCE_FOLDER) {
        throw new BuildError(`There is no folder ${SOURCE_FOLDER}/: the module's code belongs there.`);
      }
      if (code === 'ENOENT') throw new BuildError(`${path} is a link that leads nowhere.`);
      throw new BuildError(`${path} cannot be read: ${systemReason(thrown)}.`);
    }
  }
}

/** Where the entry point's code is; says what there is instead. @throws {BuildError} */
export function checkEntryPoint(entryPoint: string, files: ReadonlyMap<string, Uint8Array>): void {
  const path = entryPoint.replaceAll('.', '/');
  if (files.has(`${path}/__init__.py`) || files.has(`${path}.py`)) return;
  const found = [...files.keys()].flatMap((name) => /^([^/]+)(?:\/__init__)?\.py$/.exec(name)?.[1] ?? []);
  const instead = found.length === 0 ? 'no module at all' : [...new Set(found)].map((name) => `'${name}'`).join(', ');
  throw new BuildError(
    `pyproject.toml: tool.wadup.entry-point is "${entryPoint}", but there is neither ${SOURCE_FOLDER}/${path}/__init__.py ` +
      `nor ${SOURCE_FOLDER}/${path}.py (in ${SOURCE_FOLDER}/ there is ${instead}).`,
  );
}
