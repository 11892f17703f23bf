import type { CountOrErrno } from '../stages.ts';
import { ERRNO } from './errno.ts';
import type { Stream } from './inode.ts';

/** A stream that is at its end at once, and refuses to be written. */
export class EmptyStream implements Stream {
  readonly isTerminal: boolean = false;

  read(): CountOrErrno {
    return 0;
  }

  write(): CountOrErrno {
    return -ERRNO.BADF;
  }

  waitReadable(): boolean {
    return true;
  }
}

/** Keeps the first bytes that are written and counts the rest; the writer is told that all was written. */
export class CapturedStream implements Stream {
  readonly isTerminal: boolean = false;
  readonly #limit: number;
  #buffer: Uint8Array = new Uint8Array(0);
  #length = 0;
  #truncated = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether something was written that was not kept. */
  get truncated(): boolean {
    return this.#truncated;
  }

  /** How many bytes were kept. */
  get length(): number {
    return this.#length;
  }

  /** What was kept, as UTF-8 with what is not UTF-8 replaced; `null`: nothing was written. */
  text(): string | null {
    if (this.#length === 0) return null;
    const buffer = this.#buffer;
    return Buffer.from(buffer.buffer, buffer.byteOffset, this.#length).toString('utf8');
  }

  clear(): void {
    this.#length = 0;
    this.#truncated = false;
  }

  read(): CountOrErrno {
    return -ERRNO.BADF;
  }

  write(source: Uint8Array, offset: number, length: number): CountOrErrno {
    const kept = Math.min(length, this.#limit - this.#length);
    if (kept < length) this.#truncated = true;
    if (kept > 0) {
      this.#reserve(this.#length + kept);
      this.#buffer.set(source.subarray(offset, offset + kept), this.#length);
      this.#length += kept;
    }
    return length;
  }

  waitReadable(): boolean {
    return true;
  }

  #reserve(size: number): void {
    if (size <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.min(this.#limit, Math.max(size, 4096, this.#buffer.length * 2)));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}
