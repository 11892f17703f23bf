/** Which folder is meant, and in which language the project in it is written. */
import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError } from '../errors.ts';
import type { Language } from '../language.ts';
import { LANGUAGES } from '../languages/index.ts';
import { systemReason } from '../system-reason.ts';

/** The folder without links. @throws {BuildError} when there is none. */
export function projectFolder(directory: string): string {
  try {
    const folder = realpathSync(directory);
    if (statSync(folder).isDirectory()) return folder;
  } catch (thrown) {
    throw new BuildError(`The project's folder '${directory}' cannot be used: ${systemReason(thrown)}.`);
  }
  throw new BuildError(`'${directory}' is no folder: name the folder of the project.`);
}

/** By name or by another name that people use. */
export function languageNamed(name: string): Language | undefined {
  const lower = name.toLowerCase();
  return LANGUAGES.find((language) => language.name === lower || language.aliases.includes(lower));
}

/** By the entry file that is there. @throws {BuildError} when there is none, or more than one language could be meant. */
export function detectLanguage(directory: string, folder: string): Language {
  const found = LANGUAGES.flatMap((language) => {
    const entryFile = language.entryFiles.find((path) => isFile(join(folder, path)));
    return entryFile === undefined ? [] : [{ language, entryFile }];
  });
  const [first] = found;
  if (first === undefined) {
    const entries = LANGUAGES.map(({ entryFiles, name }) => `${entryFiles.join(' or ')} (${name})`).join(', ');
    throw new BuildError(
      `'${directory}' has no module: there is none of ${entries}. 'wadup new LANGUAGE DIR' makes a new project.`,
    );
  }
  if (found.length > 1) {
    const choices = found.map(({ language, entryFile }) => `${language.name} (${entryFile})`).join(' or ');
    throw new BuildError(`'${directory}' may be ${choices}: say which with --language.`);
  }
  return first.language;
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    // Whatever keeps it from being looked at keeps it from being built.
    return false;
  }
}
