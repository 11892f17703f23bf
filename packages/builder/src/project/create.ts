/** `wadup new`: a small project that builds, with a sample input and what is expected of it. */
import { copyFileSync, lstatSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { BuildError } from '../errors.ts';
import type { Language } from '../language.ts';
import { makeFolder } from '@wadup/engine/make-folder';
import { systemReason } from '../system-reason.ts';
import { folderModuleName } from './module-name.ts';
import { sampleFiles } from './sample.ts';

export interface NewProject {
  readonly moduleName: string;
  /** Where its code starts, relative to the folder. */
  readonly entryFile: string;
}

/**
 * Makes the project; the folder is made where there is none, and must else be empty.
 * @throws {BuildError}
 */
export function createProject(language: Language, directory: string, shipped: string): NewProject {
  const folder = resolve(directory);
  const moduleName = folderModuleName(folder);
  requireEmpty(directory, folder);
  const sources = language.template(moduleName);
  // Where the manifest is what a project is known by, its code is elsewhere.
  const entryFile = Object.keys(sources).find((path) => path.startsWith('src/')) ?? language.entryFiles[0] ?? '';
  try {
    const files = { ...sources, ...sampleFiles(language, moduleName, entryFile) };
    for (const [path, text] of Object.entries(files)) {
      makeFolder(dirname(join(folder, path)));
      // Never over something that came into being meanwhile.
      writeFileSync(join(folder, path), text, { flag: 'wx' });
    }
    carry(language, folder, shipped);
  } catch (thrown) {
    throw new BuildError(`The project cannot be made in '${directory}': ${systemReason(thrown)}.`);
  }
  return { moduleName, entryFile };
}

function requireEmpty(directory: string, folder: string): void {
  try {
    if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return;
    // Somebody may have begun with `git init`.
    const [first] = readdirSync(folder).filter((name) => name !== '.git');
    if (first === undefined) return;
    throw new BuildError(`'${directory}' is not empty (it has '${first}'): name a new folder, or an empty one.`);
  } catch (thrown) {
    if (thrown instanceof BuildError) throw thrown;
    throw new BuildError(`'${directory}' cannot be used: ${systemReason(thrown)}. Name a new folder, or an empty one.`);
  }
}

/** Copies the guest library into the project. */
function carry({ carried }: Language, folder: string, shipped: string): void {
  if (carried === undefined) return;
  const source = join(shipped, carried.from);
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(source, path);
    if (!entry.isFile() || !carried.only.test(name.replaceAll(sep, '/'))) continue;
    makeFolder(dirname(join(folder, carried.to, name)));
    copyFileSync(path, join(folder, carried.to, name));
  }
}
