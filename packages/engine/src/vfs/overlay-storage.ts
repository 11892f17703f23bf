import type { CountOrErrno, FileStorage } from '../stages.ts';
import { ERRNO } from './errno.ts';
import { copyBytes } from './heap-storage.ts';
import type { Quota } from './quota.ts';

const BLOCK = 16_384;

/** Bytes that may only be read. */
export interface BaseBytes {
  readonly size: CountOrErrno;
  read(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno;
  close(): void;
}

/** A file whose bytes come from elsewhere, until they are written: then the blocks that were are kept in memory. */
export class OverlayStorage implements FileStorage {
  readonly #base: BaseBytes;
  readonly #quota: Quota;
  readonly #blocks: Map<number, Uint8Array> = new Map();
  /** Not null from the first change on. */
  #size: number | null = null;
  /** How much of the base is still seen; what was cut off once does not come back. */
  #baseEnd = 0;

  constructor(base: BaseBytes, quota: Quota) {
    this.#base = base;
    this.#quota = quota;
  }

  get size(): CountOrErrno {
    return this.#size ?? this.#base.size;
  }

  read(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    // Files made by the system claim to be empty and are not: as long as nothing changed, the base knows where it ends.
    if (this.#size === null) return this.#base.read(target, offset, length, position);
    const count = Math.min(length, this.#size - position);
    for (let done = 0; done < count; ) {
      const at = position + done;
      const within = at % BLOCK;
      const part = Math.min(count - done, BLOCK - within);
      const block = this.#blocks.get(Math.floor(at / BLOCK));
      if (block === undefined) {
        const errno = this.#readBase(target, offset + done, part, at);
        if (errno < 0) return errno;
      } else copyBytes(block, within, target, offset + done, part);
      done += part;
    }
    return Math.max(0, count);
  }

  write(source: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    if (length === 0) return 0;
    const errno = this.#beginChange();
    if (errno < 0) return errno;
    for (let done = 0; done < length; ) {
      const at = position + done;
      const within = at % BLOCK;
      const part = Math.min(length - done, BLOCK - within);
      const block = this.#ownBlock(Math.floor(at / BLOCK));
      if (typeof block === 'number') return done > 0 ? done : block;
      copyBytes(source, offset + done, block, within, part);
      done += part;
      this.#size = Math.max(this.#size ?? 0, at + part);
    }
    return length;
  }

  resize(size: number): CountOrErrno {
    const errno = this.#beginChange();
    if (errno < 0) return errno;
    if (size < (this.#size ?? 0)) {
      for (const index of this.#blocks.keys()) if (index * BLOCK >= size) this.#dropBlock(index);
      this.#blocks.get(Math.floor(size / BLOCK))?.fill(0, size % BLOCK);
      this.#baseEnd = Math.min(this.#baseEnd, size);
    }
    this.#size = size;
    return 0;
  }

  /** The last descriptor was closed: the base can be, too. */
  rest(): void {
    this.#base.close();
  }

  release(): void {
    for (const index of this.#blocks.keys()) this.#dropBlock(index);
    this.#base.close();
  }

  #beginChange(): CountOrErrno {
    if (this.#size !== null) return 0;
    const size = this.#base.size;
    if (size < 0) return size;
    this.#size = size;
    this.#baseEnd = size;
    return 0;
  }

  #ownBlock(index: number): Uint8Array | CountOrErrno {
    const known = this.#blocks.get(index);
    if (known !== undefined) return known;
    if (!this.#quota.takeBytes(BLOCK)) return -ERRNO.NOSPC;
    const block = new Uint8Array(BLOCK);
    const errno = this.#readBase(block, 0, BLOCK, index * BLOCK);
    if (errno < 0) {
      this.#quota.takeBytes(-BLOCK);
      return errno;
    }
    this.#blocks.set(index, block);
    return block;
  }

  #dropBlock(index: number): void {
    if (this.#blocks.delete(index)) this.#quota.takeBytes(-BLOCK);
  }

  /** Fills `length` bytes, with zeros where the base has none. 0 or a negated errno. */
  #readBase(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    const wanted = Math.max(0, Math.min(length, this.#baseEnd - position));
    let done = 0;
    while (done < wanted) {
      const count = this.#base.read(target, offset + done, wanted - done, position + done);
      if (count < 0) return count;
      if (count === 0) break;
      done += count;
    }
    target.fill(0, offset + done, offset + length);
    return 0;
  }
}
