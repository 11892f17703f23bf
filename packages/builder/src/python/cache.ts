/** What is kept between builds, under the user's cache folder. Everything in it can be made again. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from '../language.ts';

/** Part of every key: with another number nothing that older versions kept is used. */
const FORMAT = '1';
const CHECKSUM_BYTES = 32;

export function cacheKey(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256').update(FORMAT);
  for (const part of parts) hash.update(`\0${part.length}\0`).update(part);
  return hash.digest('hex');
}

/** Never fails: what cannot be kept is made anew each time. */
export class Cache {
  readonly #folder: string;

  /** @param environment of the user, whose cache folder it is. */
  constructor(environment: Environment) {
    this.#folder = join(cacheFolder(environment), 'wadup', 'python');
  }

  /** The bytes that were kept, with the time (Unix milliseconds); `null` when there are none, or they are damaged. */
  read(key: string): { readonly bytes: Uint8Array; readonly time: number } | null {
    try {
      const path = join(this.#folder, key);
      const stored = readFileSync(path);
      const bytes = stored.subarray(CHECKSUM_BYTES);
      if (!stored.subarray(0, CHECKSUM_BYTES).equals(checksum(bytes))) return null;
      return { bytes, time: statSync(path).mtimeMs };
    } catch {
      return null;
    }
  }

  /** Appears in one piece, so that two builds at once do not disturb each other. */
  write(key: string, bytes: Uint8Array): void {
    const temporary = join(this.#folder, `${key}.${randomUUID()}`);
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(temporary, Buffer.concat([checksum(bytes), bytes]));
      renameSync(temporary, join(this.#folder, key));
    } catch {
      rmSync(temporary, { force: true });
    }
  }
}

function checksum(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** The XDG specification: a relative path is to be ignored. */
function cacheFolder(environment: Environment): string {
  const local = environment['LOCALAPPDATA'] ?? '';
  if (process.platform === 'win32' && local !== '') return local;
  const chosen = environment['XDG_CACHE_HOME'] ?? '';
  if (isAbsolute(chosen)) return chosen;
  return join(homedir(), ...(process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']));
}

const LENGTH_BYTES = 4;

/** Files in one piece: paths and sizes as JSON, its length before it, the bytes behind it. */
export function packFiles(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const sizes = [...files].map(([path, bytes]) => [path, bytes.length] as const);
  const head = Buffer.from(JSON.stringify(sizes), 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...files.values()]);
}

export function unpackFiles(packed: Uint8Array): Map<string, Uint8Array> {
  const buffer = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  let at = LENGTH_BYTES + buffer.readUInt32LE();
  const sizes = JSON.parse(buffer.toString('utf8', LENGTH_BYTES, at)) as [string, number][];
  return new Map(
    sizes.map(([path, size]) => {
      at += size;
      return [path, packed.subarray(at - size, at)];
    }),
  );
}
