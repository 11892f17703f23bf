/** What guests write their sub-contents into: a growing block of the shared heap, or a region of a spill file. */
import * as fs from 'node:fs';
import { copyBytes } from '../input/read-window.ts';
import { systemErrorCode, systemErrorInWords } from '../input/system-errors.ts';
import { ORIGIN } from '../protocol.ts';
import type { CountOrErrno, FileStorage } from '../stages.ts';
import { ERRNO, type Errno, errnoOfSystemCode } from '../vfs/errno.ts';
import type { BuddyHeap } from './buddy-heap.ts';
import type { ExtentWriter, Region } from './extent-writer.ts';
import { requireStackForDisk, requireStackForMemory } from './headroom.ts';
import type { SharedViews } from './shared-views.ts';

/** Before the bytes in a heap block: word 0 counts users, word 1 is the block's size. */
export const BLOCK_HEADER = 16;
export const BLOCK = { users: 0, bytes: 1 } as const;

/** Up to this size a storage stays in memory whatever the budget is. */
const ALWAYS_IN_MEMORY = 65_536;
const COPY_BYTES = 65_536;
const ZEROS: Uint8Array = new Uint8Array(COPY_BYTES);

/** Where the bytes of a content are; see `RECORD`. */
export interface Location {
  readonly origin: number;
  readonly originId: number;
  readonly generation: number;
  readonly offset: number;
  readonly length: number;
}

/** What all storages of one worker share. */
export class StorageSpace {
  readonly heap: BuddyHeap;
  readonly words: Int32Array;
  readonly bytes: Buffer;
  readonly writer: ExtentWriter;
  /** A larger storage goes to a file. */
  readonly largestInHeap: number;
  /** Bytes beyond this of the heap are kept for the records of queued contents. */
  readonly heapForBytes: number;
  /** Bytes that all storages together may hold. */
  readonly limit: number;
  /** Bytes that they hold. */
  live = 0;
  /** Bytes that ever went to files. */
  spilled = 0;

  constructor(views: SharedViews, heap: BuddyHeap, writer: ExtentWriter, limit: number) {
    this.heap = heap;
    this.words = views.heap;
    this.bytes = views.heapBytes;
    this.writer = writer;
    this.limit = limit;
    this.largestInHeap = Math.max(ALWAYS_IN_MEMORY, heap.totalBytes / 8);
    this.heapForBytes = (heap.totalBytes / 8) * 7;
  }
}

/** Either nothing (no byte was written yet), or a heap block, or a region. */
export class SharedStorage implements FileStorage {
  /** Why bytes were refused, in words, whatever the guest made of the errno; `null` when none were. */
  failure: string | null = null;
  readonly #space: StorageSpace;
  #size = 0;
  #address = 0;
  #region: Region | null = null;
  /** Bytes that fit where they are now. */
  #capacity = 0;

  constructor(space: StorageSpace) {
    this.#space = space;
  }

  get size(): number {
    return this.#size;
  }

  read(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    const count = Math.min(length, this.#size - position);
    if (count <= 0) return 0;
    if (this.#region === null) {
      copyBytes(this.#space.bytes, this.#address + BLOCK_HEADER + position, target, offset, count);
      return count;
    }
    return this.#readRegion(this.#region, target, offset, count, position);
  }

  write(source: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    if (length === 0) return 0;
    const errno = this.#extend(position + length, position);
    if (errno !== 0) return -errno;
    if (this.#region === null) {
      copyBytes(source, offset, this.#space.bytes, this.#address + BLOCK_HEADER + position, length);
    } else {
      const failed = this.#writeRegion(this.#region, source, offset, length, position);
      if (failed !== 0) return -failed;
    }
    if (position + length > this.#size) this.#setSize(position + length);
    return length;
  }

  resize(size: number): CountOrErrno {
    if (size > this.#size) {
      const errno = this.#extend(size, size);
      if (errno !== 0) return -errno;
    } else if (this.#region !== null && this.#region.capacity === Number.POSITIVE_INFINITY) {
      const { fd } = this.#region.extent;
      const errno = this.#onDisk(() => fs.ftruncateSync(fd, size));
      if (errno !== 0) return -errno;
    }
    this.#setSize(size);
    return 0;
  }

  release(): void {
    if (this.#address !== 0) {
      requireStackForMemory();
      this.#space.heap.release(this.#address, this.#capacity + BLOCK_HEADER);
    } else if (this.#region !== null) {
      requireStackForDisk();
      this.#space.writer.release(this.#region);
    }
    this.#forget();
  }

  /**
   * Hands the bytes on, as a content with one user. The storage is empty afterwards.
   * The caller has made sure of the stack, and holds no lock.
   */
  seal(): Location {
    const length = this.#size;
    let location: Location = { origin: ORIGIN.heap, originId: 0, generation: 0, offset: 0, length: 0 };
    if (this.#region !== null) {
      const { extent, start } = this.#region;
      this.#space.writer.seal(this.#region, length);
      location = { origin: ORIGIN.extent, originId: extent.slot, generation: extent.generation, offset: start, length };
    } else if (this.#address !== 0 && length === 0) {
      this.#space.heap.release(this.#address, this.#capacity + BLOCK_HEADER);
    } else if (this.#address !== 0) {
      const word = this.#address >>> 2;
      this.#space.heap.trim(this.#address, this.#capacity + BLOCK_HEADER, length + BLOCK_HEADER);
      this.#space.words[word + BLOCK.users] = 1;
      this.#space.words[word + BLOCK.bytes] = length + BLOCK_HEADER;
      location = { origin: ORIGIN.heap, originId: this.#address, generation: 0, offset: 0, length };
    }
    this.#forget();
    return location;
  }

  /** Whether the bytes are in a file, so that `seal` needs the stack for it. */
  get isSpilled(): boolean {
    return this.#region !== null;
  }

  #forget(): void {
    this.#setSize(0);
    this.#address = 0;
    this.#region = null;
    this.#capacity = 0;
  }

  #setSize(size: number): void {
    this.#space.live += size - this.#size;
    this.#size = size;
  }

  /** Makes room up to `end`; what lies between the size and `gapEnd` becomes zeros. */
  #extend(end: number, gapEnd: number): Errno {
    if (end <= this.#size) return 0;
    const space = this.#space;
    if (space.live + end - this.#size > space.limit) {
      this.failure ??= `one module may extract ${space.limit} bytes from one content (--max-subcontent-bytes)`;
      return ERRNO.NOSPC;
    }
    if (end > this.#capacity) {
      const errno = this.#reserve(end);
      if (errno !== 0) return errno;
    }
    return gapEnd > this.#size ? this.#zeros(this.#size, gapEnd) : 0;
  }

  #reserve(end: number): Errno {
    if (this.#region === null) {
      requireStackForMemory();
      if (this.#reserveInHeap(end)) return 0;
    }
    requireStackForDisk();
    return this.#onDisk(() => this.#reserveInFile(end));
  }

  #reserveInHeap(end: number): boolean {
    const { heap, largestInHeap, heapForBytes, words, bytes } = this.#space;
    const wanted = end + BLOCK_HEADER;
    const old = this.#address === 0 ? 0 : this.#capacity + BLOCK_HEADER;
    if (wanted > largestInHeap || heap.usedBytes + wanted - old > heapForBytes) return false;
    // The first write gets what it needs, as it may be the only one; from then on the size doubles.
    const generous = old === 0 ? wanted : 2 ** Math.ceil(Math.log2(wanted));
    if (old > 0 && heap.growInPlace(this.#address, old, generous)) {
      this.#capacity = generous - BLOCK_HEADER;
      return true;
    }
    let size = generous;
    let address = heap.allocate(size);
    if (address === 0 && generous > wanted) {
      size = wanted;
      address = heap.allocate(size);
    }
    if (address === 0) return false;
    words[(address >>> 2) + BLOCK.users] = 0;
    if (old > 0) {
      bytes.copyWithin(address + BLOCK_HEADER, this.#address + BLOCK_HEADER, this.#address + BLOCK_HEADER + this.#size);
      heap.release(this.#address, old);
    }
    this.#address = address;
    this.#capacity = size - BLOCK_HEADER;
    return true;
  }

  /** Moves to a file, or within files. @throws the system's error. */
  #reserveInFile(end: number): Errno {
    const { writer } = this.#space;
    const generous = Math.max(4096, 2 ** Math.ceil(Math.log2(end)));
    const old = this.#region;
    if (old !== null && writer.extend(old, generous)) {
      this.#capacity = old.capacity;
      return 0;
    }
    const region = writer.reserve(generous);
    if (region === null) {
      this.failure ??= 'too many spill files are in use';
      return ERRNO.NOSPC;
    }
    const errno = this.#copyTo(region);
    if (errno !== 0) {
      writer.release(region);
      return errno;
    }
    if (old !== null) writer.release(old);
    if (this.#address !== 0) this.#space.heap.release(this.#address, this.#capacity + BLOCK_HEADER);
    this.#address = 0;
    this.#region = region;
    this.#capacity = region.capacity;
    return 0;
  }

  #copyTo(region: Region): Errno {
    const chunk = new Uint8Array(Math.min(COPY_BYTES, this.#size));
    for (let at = 0; at < this.#size; ) {
      const count = this.read(chunk, 0, chunk.length, at);
      if (count < 0) return -count;
      const errno = this.#writeRegion(region, chunk, 0, count, at);
      if (errno !== 0) return errno;
      at += count;
    }
    return 0;
  }

  #zeros(from: number, to: number): Errno {
    if (this.#region === null) {
      const start = this.#address + BLOCK_HEADER;
      this.#space.bytes.fill(0, start + from, start + to);
      return 0;
    }
    // Beyond the end of a file of its own there are zeros anyhow.
    if (this.#region.capacity === Number.POSITIVE_INFINITY) return 0;
    for (let at = from; at < to; at += ZEROS.length) {
      const errno = this.#writeRegion(this.#region, ZEROS, 0, Math.min(ZEROS.length, to - at), at);
      if (errno !== 0) return errno;
    }
    return 0;
  }

  #readRegion({ extent, start }: Region, target: Uint8Array, offset: number, length: number, position: number): number {
    let done = 0;
    const errno = this.#onDisk(() => {
      while (done < length) {
        const at = start + position + done;
        const count = fs.readSync(extent.fd, target, offset + done, length - done, at);
        if (count === 0) break;
        done += count;
      }
      return 0;
    });
    if (errno !== 0) return -errno;
    target.fill(0, offset + done, offset + length);
    return length;
  }

  #writeRegion(region: Region, source: Uint8Array, offset: number, length: number, position: number): Errno {
    const { extent, start } = region;
    return this.#onDisk(() => {
      for (let done = 0; done < length; ) {
        done += fs.writeSync(extent.fd, source, offset + done, length - done, start + position + done);
      }
      this.#space.spilled += length;
      return 0;
    });
  }

  /** Does something with files; a failure of the system becomes an errno, and is kept in words. */
  #onDisk(action: () => Errno | void): Errno {
    try {
      return action() ?? 0;
    } catch (thrown) {
      const code = systemErrorCode(thrown);
      this.failure ??= `extracted bytes could not be written to a temporary file: ${systemErrorInWords(code)}`;
      return errnoOfSystemCode(code);
    }
  }
}
