/**
 * Machine code of modules, kept from run to run: what V8 found worth optimizing in the last run is optimized from the
 * start in the next one. Never needed: whatever is wrong with the cache, modules are compiled as if there were none.
 *
 * A file of the cache is machine code that this process will execute. So it is used only if file and directory belong
 * to this user and nobody else may write them; damage (a write that was cut off) shows in a digest.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { type MachineCodeSerializer, machineCodeSerializer } from './machine-code.ts';

const SUFFIX = '.code';
/** Ours, whole or left by a process that was killed while it wrote: nothing else is ever removed. */
const CACHE_FILE = /^[0-9a-f]{64}\.code(?:\.\d+)?$/;
const DIGEST_BYTES = 32;
/** All files together, bytes. The ones that were not used for the longest time go first. */
const LARGEST_CACHE = 536_870_912;
/** Code that has grown by less is not written again. */
const WORTH_WRITING = 1.001;
const WRITABLE_BY_OTHERS = 0o022;

export class CodeCache {
  readonly #directory: string | null;
  readonly #largest: number;
  readonly #serializer: MachineCodeSerializer | null;
  readonly #compiled: CompiledModule[] = [];

  /** `directory` is made when it is first written to; `null`: nothing is kept. `largest` in bytes. */
  constructor(directory: string | null, largest: number = LARGEST_CACHE) {
    this.#largest = largest;
    this.#serializer = directory === null ? null : machineCodeSerializer();
    this.#directory = this.#serializer === null ? null : directory;
  }

  /** Whether a module was compiled of which nothing is kept yet: then `save` needs what `optimizeEntry` does. */
  get lacksCode(): boolean {
    return this.restored < this.#compiled.length;
  }

  /** Modules that did not have to be compiled. */
  get restored(): number {
    return this.#compiled.filter(({ sizeBefore }) => sizeBefore > 0).length;
  }

  /** @throws {WebAssembly.CompileError} */
  compile(bytes: Uint8Array): WebAssembly.Module {
    if (this.#directory === null || this.#serializer === null) return new WebAssembly.Module(bytes);
    const path = join(this.#directory, `${keyOf(bytes)}${SUFFIX}`);
    const code = isPrivateDirectory(this.#directory) ? readCode(path) : null;
    const restored = code && this.#serializer.deserialize(code, bytes);
    const module = restored ?? new WebAssembly.Module(bytes);
    this.#compiled.push({ path, module, sizeBefore: restored === null ? 0 : code!.length });
    return module;
  }

  /**
   * After a run, when no thread executes the modules any more.
   * @param optimized for each module, in the order of compiling, whether `optimizeEntry` was called for it in this run
   */
  save(optimized: readonly boolean[]): void {
    const directory = this.#directory;
    if (directory === null) return;
    let hasWritten = false;
    this.#compiled.forEach(({ path, module, sizeBefore }, n) => {
      // Restored code is optimized code. Of nothing V8 makes no file, it ends the process.
      if (sizeBefore === 0 && optimized[n] !== true) return;
      const code = this.#serializer!.serialize(module);
      if (code.length > sizeBefore * WORTH_WRITING) hasWritten = writeCode(directory, path, code) || hasWritten;
    });
    if (hasWritten) removeOldest(directory, this.#largest);
  }
}

/** Makes sure that there is something to keep. @param entry exported by the module. Gives whether there is. */
export function optimizeEntry(entry: () => unknown): boolean {
  const serializer = machineCodeSerializer();
  serializer?.optimize(entry);
  return serializer !== null;
}

interface CompiledModule {
  readonly path: string;
  readonly module: WebAssembly.Module;
  /** Of the code that was read from the cache; 0 when there was none. */
  readonly sizeBefore: number;
}

/** Flags and processor are V8's to check; the bytes that the code belongs to are not. */
function keyOf(bytes: Uint8Array): string {
  return createHash('sha256').update(process.versions.v8).update('\0').update(bytes).digest('hex');
}

function readCode(path: string): Uint8Array | null {
  try {
    const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const stats = fstatSync(file);
      if (!stats.isFile() || !isPrivate(stats)) return null;
      const content = readFileSync(file);
      const code = content.subarray(DIGEST_BYTES);
      if (!content.subarray(0, DIGEST_BYTES).equals(digestOf(code))) return null;
      markAsUsed(path);
      return code;
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

/** Whether it was written. A file is there whole or not at all. */
function writeCode(directory: string, path: string, code: Uint8Array): boolean {
  const temporary = `${path}.${process.pid}`;
  try {
    makeFolder(directory, 0o700);
    if (!isPrivateDirectory(directory)) return false;
    writeFileSync(temporary, Buffer.concat([digestOf(code), code]), { flag: 'wx', mode: 0o600 });
    renameSync(temporary, path);
    return true;
  } catch {
    remove(temporary);
    return false;
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It was never there.
  }
}

function digestOf(code: Uint8Array): Buffer {
  return createHash('sha256').update(code).digest();
}

function isPrivateDirectory(path: string): boolean {
  try {
    const stats = lstatSync(path);
    return stats.isDirectory() && isPrivate(stats);
  } catch {
    return false;
  }
}

/** Windows keeps other users out of a user's own folders by other means. */
function isPrivate({ uid, mode }: Stats): boolean {
  return process.geteuid === undefined || (uid === process.geteuid() && (mode & WRITABLE_BY_OTHERS) === 0);
}

function markAsUsed(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Read-only, for example: it is only sooner among the oldest.
  }
}

function removeOldest(directory: string, largest: number): void {
  try {
    const files = readdirSync(directory)
      .filter((name) => CACHE_FILE.test(name))
      .map((name) => join(directory, name))
      .flatMap((path) => {
        const stats = lstatSync(path, { throwIfNoEntry: false });
        return stats?.isFile() === true ? [{ path, size: stats.size, usedAt: stats.mtimeMs }] : [];
      })
      .sort((a, b) => b.usedAt - a.usedAt);
    let total = 0;
    for (const { path, size } of files) {
      total += size;
      if (total > largest) remove(path);
    }
  } catch {
    // Another process tidied up at the same moment.
  }
}
