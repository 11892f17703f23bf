import type { CountOrErrno, FileStorage } from '../stages.ts';
import { ERRNO } from './errno.ts';
import type { Quota } from './quota.ts';

/** Bytes reserved for the smallest file: little, because a guest may make very many. */
const SMALLEST = 128;
/** Below this a byte loop is faster than `set(subarray())`, which allocates a view. */
const SHORT_COPY = 32;
const NOTHING: Uint8Array = new Uint8Array(0);

/** Bytes of a file in memory, in one piece. Its size counts against the quota: a gap costs as much as data. */
export class HeapStorage implements FileStorage {
  /** The file's bytes; beyond `size` there may be anything. Replaced when the file grows. */
  buffer: Uint8Array = NOTHING;
  #size = 0;
  readonly #quota: Quota;

  constructor(quota: Quota) {
    this.#quota = quota;
  }

  get size(): number {
    return this.#size;
  }

  read(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    const count = Math.min(length, this.#size - position);
    if (count <= 0) return 0;
    copyBytes(this.buffer, position, target, offset, count);
    return count;
  }

  write(source: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    if (length === 0) return 0;
    const end = position + length;
    if (end > this.#size) {
      const errno = this.#extend(end, position);
      if (errno !== 0) return -errno;
    }
    copyBytes(source, offset, this.buffer, position, length);
    return length;
  }

  resize(size: number): CountOrErrno {
    if (size > this.#size) return -this.#extend(size, size);
    this.#quota.takeBytes(size - this.#size);
    this.#size = size;
    if (size === 0 && this.buffer.length > SMALLEST) this.#giveBuffer();
    return 0;
  }

  release(): void {
    this.#quota.takeBytes(-this.#size);
    this.#size = 0;
    this.#giveBuffer();
  }

  /** Makes the file `end` bytes long; what lies between its old end and `gapEnd` becomes zeros. */
  #extend(end: number, gapEnd: number): number {
    const old = this.#size;
    if (!this.#quota.takeBytes(end - old)) return ERRNO.NOSPC;
    // A new buffer has zeros behind the file's bytes; touching them would only cost memory.
    const dirtyEnd = end <= this.buffer.length || this.#takeSpare(end) ? gapEnd : old;
    if (end > this.buffer.length && !this.#reserve(end)) {
      this.#quota.takeBytes(old - end);
      return ERRNO.NOSPC;
    }
    if (dirtyEnd > old) this.buffer.fill(0, old, dirtyEnd);
    this.#size = end;
    return 0;
  }

  #takeSpare(end: number): boolean {
    const spare = this.buffer.length === 0 ? this.#quota.takeSpare(end) : null;
    if (spare !== null) this.buffer = spare;
    return spare !== null;
  }

  #reserve(end: number): boolean {
    const ceiling = this.#quota.limits.bytes;
    const capacity = Math.max(end, Math.min(ceiling, Math.max(SMALLEST, this.buffer.length * 2)));
    try {
      const grown = new Uint8Array(capacity);
      if (this.#size > 0) grown.set(this.buffer.subarray(0, this.#size));
      this.buffer = grown;
      return true;
    } catch {
      // A RangeError: the machine has less memory than the quota promises.
      return this.#quota.refuse('bytes');
    }
  }

  #giveBuffer(): void {
    if (this.buffer.length > 0) this.#quota.keepSpare(this.buffer);
    this.buffer = NOTHING;
  }
}

/** Copies `count` bytes. The ranges must lie within the arrays and not overlap. */
export function copyBytes(from: Uint8Array, fromOffset: number, to: Uint8Array, toOffset: number, count: number): void {
  if (count <= SHORT_COPY) {
    for (let i = 0; i < count; i++) to[toOffset + i] = from[fromOffset + i]!;
    return;
  }
  to.set(from.subarray(fromOffset, fromOffset + count), toOffset);
}
