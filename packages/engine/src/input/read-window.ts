/** Reads of files: large ones go straight into the guest's memory, small ones are served from a window. */
import * as fs from 'node:fs';
import type { CountOrErrno } from '../stages.ts';
import { errnoOfSystemCode } from '../vfs/errno.ts';
import { systemErrorCode } from './system-errors.ts';

/** Measured: reading 16 KiB costs 0.7 µs, 64 bytes 0.4 µs, 64 KiB 3 µs; copying 4 bytes out of the window 10 ns. */
const WINDOW_BYTES = 16_384;
/** From here on a read of its own costs less than filling the window. */
const DIRECT_BYTES = 4096;
/** Below this a byte loop is faster than `set(subarray())`, which allocates a view. */
const SHORT_COPY = 24;

/** Copies `count` bytes; the ranges lie within the arrays. */
export function copyBytes(from: Uint8Array, fromOffset: number, to: Uint8Array, toOffset: number, count: number): void {
  if (count <= SHORT_COPY) {
    for (let i = 0; i < count; i++) to[toOffset + i] = from[fromOffset + i]!;
  } else {
    to.set(from.subarray(fromOffset, fromOffset + count), toOffset);
  }
}

/**
 * One thread's window into the file that it reads just now. Positions are positions in that file.
 * A window belongs to the source that filled it last; another source fills it anew.
 */
export class ReadWindow {
  readonly #bytes: Buffer = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  #owner: object | null = null;
  #start = 0;
  #end = 0;
  /** Whether the last contents were read, and not only asked for their size. */
  readsFollow = true;
  /** Whether the last file that was opened fits into the window. */
  #smallFilesFollow = true;
  /** The system's code for the last failure. */
  errorCode = '';

  /** Reads the beginning of a file, if it is likely to be small; its size when all of it is in the window now, else -1. */
  openAt(owner: object, fd: number): CountOrErrno {
    this.#owner = null;
    if (!this.#smallFilesFollow) return -1;
    // A single call: regular files are read in full up to their end, and asking again would cost as much again.
    const count = this.#readOnce(fd, this.#bytes, 0, WINDOW_BYTES, 0);
    if (count <= 0) return -1;
    this.#hold(owner, 0, count);
    return count === WINDOW_BYTES ? -1 : count;
  }

  /** What the size of a file turned out to be, when `openAt` could not tell. */
  noteSize(size: number): void {
    this.#smallFilesFollow = size < WINDOW_BYTES;
  }

  /** Reads `length` bytes, or fewer when the file ends before. `fileEnd`: never read from there on. */
  read(
    owner: object,
    fd: number,
    fileEnd: number,
    target: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): CountOrErrno {
    const mine = this.#owner === owner;
    if (!mine || position < this.#start || position + length > this.#end) {
      if (length >= DIRECT_BYTES) return this.#readFully(fd, target, offset, length, position);
      // Who reads backwards (an archive's directory from its end) gets the window before the position.
      const backwards = mine && position < this.#start;
      const start = backwards ? Math.max(0, position + length - WINDOW_BYTES) : position;
      const filled = this.#fill(owner, fd, start, Math.min(WINDOW_BYTES, fileEnd - start));
      if (filled < 0) return filled;
    }
    const count = Math.max(0, Math.min(length, this.#end - position));
    copyBytes(this.#bytes, position - this.#start, target, offset, count);
    return count;
  }

  #fill(owner: object, fd: number, start: number, length: number): CountOrErrno {
    this.#owner = null;
    const count = this.#readFully(fd, this.#bytes, 0, length, start);
    if (count >= 0) this.#hold(owner, start, count);
    return count;
  }

  #hold(owner: object, start: number, count: number): void {
    this.#start = start;
    this.#end = start + count;
    this.#owner = owner;
  }

  /** Reads until nothing more comes: some network filesystems give less than was asked for. */
  #readFully(fd: number, target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    let done = 0;
    while (done < length) {
      const count = this.#readOnce(fd, target, offset + done, length - done, position + done);
      if (count < 0) return count;
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  #readOnce(fd: number, target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    try {
      return fs.readSync(fd, target, offset, length, position);
    } catch (thrown) {
      this.errorCode = systemErrorCode(thrown);
      return -errnoOfSystemCode(this.errorCode);
    }
  }
}
