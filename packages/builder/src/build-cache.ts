/** What is kept between builds, under the user's cache folder. Everything in it can be made again. */
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './language.ts';
import { makeFolder } from '@wadup/engine/make-folder';
import { userCacheFolder } from './user-cache.ts';

/** Part of every key: with another number nothing that older versions kept is used. */
const FORMAT = '2';
const CHECKSUM_BYTES = 32;
const TIME_BYTES = 8;

export function cacheKey(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256').update(FORMAT);
  for (const part of parts) hash.update(`\0${part.length}\0`).update(part);
  return hash.digest('hex');
}

/** All entries together. The ones that were not used for the longest time go first. */
const MOST_BYTES = 536_870_912;

/** Never fails: what cannot be kept is made anew each time. */
export class BuildCache {
  /** `null` where the user has none. */
  readonly #folder: string | null;
  readonly #mostBytes: number;

  /** @param kind of things that it has, a folder of their own. @param environment of the user, whose cache it is. */
  constructor(kind: string, environment: Environment, mostBytes: number = MOST_BYTES) {
    this.#folder = userCacheFolder(kind, { environment }) ?? null;
    this.#mostBytes = mostBytes;
  }

  /** The bytes that were kept, and since when (Unix milliseconds); `null` when there are none, or they are damaged. */
  read(key: string): { readonly bytes: Uint8Array; readonly time: number } | null {
    if (this.#folder === null) return null;
    try {
      const path = join(this.#folder, key);
      const stored = readFileSync(path);
      const content = stored.subarray(CHECKSUM_BYTES);
      if (!stored.subarray(0, CHECKSUM_BYTES).equals(checksum(content))) return null;
      const now = new Date();
      attempt(() => utimesSync(path, now, now));
      return { bytes: content.subarray(TIME_BYTES), time: content.readDoubleLE() };
    } catch {
      return null;
    }
  }

  /** Appears in one piece, so that two builds at once do not disturb each other. */
  write(key: string, bytes: Uint8Array): void {
    const folder = this.#folder;
    if (folder === null) return;
    const temporary = join(folder, `${key}.${randomUUID()}`);
    try {
      const time = Buffer.alloc(TIME_BYTES);
      time.writeDoubleLE(Date.now());
      const content = Buffer.concat([time, bytes]);
      makeFolder(folder, 0o700);
      writeFileSync(temporary, Buffer.concat([checksum(content), content]));
      renameSync(temporary, join(folder, key));
      this.#removeOldest(folder);
    } catch {
      attempt(() => rmSync(temporary, { force: true }));
    }
  }

  #removeOldest(folder: string): void {
    const entries = readdirSync(folder)
      .map((name) => join(folder, name))
      .flatMap((path) => {
        const stats = statSync(path, { throwIfNoEntry: false });
        return stats === undefined ? [] : [{ path, size: stats.size, usedAt: stats.mtimeMs }];
      })
      .sort((one, other) => other.usedAt - one.usedAt);
    let total = 0;
    for (const { path, size } of entries) {
      total += size;
      if (total > this.#mostBytes) rmSync(path, { force: true });
    }
  }
}

/** For what only tidies up. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // A folder that cannot be written.
  }
}

function checksum(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
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
