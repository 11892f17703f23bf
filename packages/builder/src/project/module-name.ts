/** The name of a module: what its file, and the manifest of a new project, are called. */
import { basename } from 'node:path';

const LONGEST = 64;
/** What Windows does not let files be called. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * Any text as a module name: lower-case ASCII words, the first starting with a letter, joined by single hyphens. A text
 * of which nothing remains is `module`.
 */
export function moduleNameOf(text: string): string {
  const words = text
    .normalize('NFKD')
    // Marks that the decomposition has separated from their letters.
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const name = words.join('-').slice(0, LONGEST).replace(/-$/, '');
  if (name === '') return 'module';
  return /^\d/.test(name) || DEVICES.test(name) ? `module-${name}` : name;
}

/** The name that a folder gives to the project in it. */
export function folderModuleName(directory: string): string {
  return moduleNameOf(basename(directory));
}

/** The name, or with `-module` behind it where the language means something else by it. */
export function avoiding(reserved: ReadonlySet<string>, moduleName: string): string {
  return reserved.has(moduleName) ? `${moduleName}-module` : moduleName;
}
