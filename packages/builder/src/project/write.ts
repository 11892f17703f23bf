/** Puts a module where it is wanted, whole or not at all. */
import {
  closeSync,
  existsSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BuildError } from '../errors.ts';
import { systemReason } from '../system-reason.ts';

/** How every module begins. */
const MAGIC = Buffer.from('\0asm', 'latin1');

/** Where the module goes: the file that was named, a file in the folder that was named, or one in the project's folder. */
export function outputPath(wanted: string | undefined, directory: string, name: string): string {
  if (wanted === undefined) return join(directory, `${name}.wasm`);
  const isFolder = /[/\\]$/.test(wanted) || statSync(wanted, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? join(wanted, `${name}.wasm`) : wanted;
}

/** Writes a module; over nothing but a module, because `-o` is easily given the wrong name. @throws {BuildError} */
export function writeModule(path: string, module: Uint8Array): void {
  let isOther: boolean;
  try {
    isOther = statSync(path, { throwIfNoEntry: false })?.isFile() === true && !looksLikeModule(path);
  } catch (thrown) {
    throw new BuildError(`'${path}' cannot be written: ${systemReason(thrown)}.`);
  }
  if (isOther) {
    throw new BuildError(`'${path}' exists and is no module: remove it, or name another file.`);
  }
  writeWhole(path, module);
}

/** An empty file does too: somebody has made room. */
function looksLikeModule(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(MAGIC.length);
    const count = readSync(file, start);
    return count === 0 || start.equals(MAGIC);
  } finally {
    closeSync(file);
  }
}

/**
 * Writes the file beside itself first: who reads it meanwhile, or after a crash, has the old one or the new one.
 * @throws {BuildError}
 */
export function writeWhole(path: string, content: Uint8Array | string): void {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && !stats.isFile()) throw new BuildError(`'${path}' is no regular file: name another one.`);
    // A link stays one.
    const target = stats === undefined ? path : realpathSync(path);
    const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    try {
      writeFileSync(temporary, content);
      renameSync(temporary, target);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (thrown) {
    if (thrown instanceof BuildError) throw thrown;
    const folder = dirname(path);
    const reason = existsSync(folder) ? systemReason(thrown) : `there is no folder '${folder}'`;
    throw new BuildError(`'${path}' cannot be written: ${reason}.`);
  }
}
