/** The files of a C or C++ project. */
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError } from '../errors.ts';
import { systemReason } from '../system-reason.ts';

/** Where sources and headers are; nothing else of a project is shown to the compiler. */
const FOLDERS = ['src', 'include'];
const C_SOURCE = /\.c$/;
const CPP_SOURCE = /\.(?:cc|cpp|cxx)$/;
/** The compiler keeps all of it in memory. */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_FILES = 20_000;

export interface CSources {
  /** Relative to the project, with slashes, in order. */
  readonly c: readonly string[];
  readonly cpp: readonly string[];
  /** Every file of src/ and include/, by path, sources included. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** @throws {BuildError} when a file cannot be read, or it is all too much. */
export function readCSources(directory: string): CSources {
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const path of FOLDERS.flatMap((folder) => filesUnder(directory, folder)).sort()) {
    const content = readFile(directory, path);
    if (content === null) continue;
    bytes += content.length;
    if (bytes > MOST_BYTES) {
      throw new BuildError(`src/ and include/ have more than ${MOST_BYTES / 1024 ** 2} MiB: keep only sources there.`);
    }
    files.set(path, content);
  }
  const sources = [...files.keys()].filter((path) => path.startsWith('src/'));
  return {
    c: sources.filter((path) => C_SOURCE.test(path)),
    cpp: sources.filter((path) => CPP_SOURCE.test(path)),
    files,
  };
}

/** Directories behind links are not entered: a loop of links would have no end. */
function filesUnder(directory: string, top: string): string[] {
  const found: string[] = [];
  const waiting = [top];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of entriesOf(directory, folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isFile() || entry.isSymbolicLink()) found.push(path);
      if (found.length > MOST_FILES) throw new BuildError(`src/ and include/ have more than ${MOST_FILES} files.`);
    }
  }
  return found;
}

function entriesOf(directory: string, folder: string): Dirent[] {
  try {
    return readdirSync(join(directory, folder), { withFileTypes: true });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new BuildError(`${folder} cannot be read: ${systemReason(thrown)}.`);
  }
}

/** `null` for what a link leads to that is no regular file, or is not there (editors leave such links as locks). */
function readFile(directory: string, path: string): Uint8Array | null {
  try {
    if (statSync(join(directory, path), { throwIfNoEntry: false })?.isFile() !== true) return null;
    return readFileSync(join(directory, path));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ELOOP') return null;
    throw new BuildError(`${path} cannot be read: ${systemReason(thrown)}.`);
  }
}
