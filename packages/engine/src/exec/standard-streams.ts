/** stdin, stdout and stderr of the process, for a program in a thread of it: read and written at once, not by events. */
import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { systemCodeOf } from '../errors.ts';
import type { CountOrErrno } from '../stages.ts';
import { ERRNO, errnoOfSystemCode } from '../vfs/errno.ts';
import type { Stream } from '../vfs/inode.ts';

const READ_AHEAD = 65_536;
/** Milliseconds between looks at a stream that has nothing yet, or takes nothing yet. */
const SHORTEST_PAUSE = 0.25;
const LONGEST_PAUSE = 10;
const LONGEST_TRANSFER = 1 << 30;

const never = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));

export class InputStream implements Stream {
  readonly isTerminal: boolean;
  readonly #fd: number;
  /** Whether reading `#fd` returns at once, with AGAIN when there is nothing. */
  readonly #patient: boolean;
  readonly #ahead: Uint8Array = new Uint8Array(READ_AHEAD);
  #aheadStart = 0;
  #aheadEnd = 0;
  readonly #never: Int32Array = never();

  constructor(fd: number) {
    this.isTerminal = isatty(fd);
    const own = openPatiently(fd);
    this.#fd = own ?? fd;
    this.#patient = own !== null;
  }

  read(target: Uint8Array, offset: number, length: number): CountOrErrno {
    const left = this.#aheadEnd - this.#aheadStart;
    if (left > 0) {
      const count = Math.min(left, length);
      target.set(this.#ahead.subarray(this.#aheadStart, this.#aheadStart + count), offset);
      this.#aheadStart += count;
      return count;
    }
    return this.#receive(target, offset, length);
  }

  write(): CountOrErrno {
    return -ERRNO.BADF;
  }

  waitReadable(milliseconds: number): boolean {
    if (this.#aheadEnd > this.#aheadStart || !this.#patient) return true;
    const end = performance.now() + milliseconds;
    for (let pause = SHORTEST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
      const count = this.#receive(this.#ahead, 0, READ_AHEAD);
      if (count !== -ERRNO.AGAIN) {
        this.#aheadStart = 0;
        this.#aheadEnd = Math.max(0, count);
        return true;
      }
      const left = end - performance.now();
      if (left <= 0) return false;
      Atomics.wait(this.#never, 0, 0, Math.min(pause, left));
    }
  }

  #receive(target: Uint8Array, offset: number, length: number): CountOrErrno {
    try {
      return readSync(this.#fd, target, offset, Math.min(length, LONGEST_TRANSFER), null);
    } catch (error) {
      const code = systemCodeOf(error);
      return code === 'EOF' ? 0 : -errnoOfSystemCode(code);
    }
  }
}

/**
 * The same pipe or terminal opened once more, so that reading it never blocks and nobody else notices; `null` when that
 * cannot be had. A file needs no waiting, and must not be opened again: it would be read from its beginning.
 */
function openPatiently(fd: number): number | null {
  let opened: number | null = null;
  try {
    const stats = fstatSync(fd);
    if (!stats.isFIFO() && !isatty(fd)) return null;
    opened = openSync(`/dev/fd/${fd}`, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    if (fstatSync(opened).ino === stats.ino) return opened;
  } catch {
    // No such path, a socket, no permission: reads will block.
  }
  if (opened !== null) closeSync(opened);
  return null;
}

export class OutputStream implements Stream {
  readonly isTerminal: boolean;
  readonly #fd: number;
  readonly #never: Int32Array = never();

  constructor(fd: number) {
    this.#fd = fd;
    this.isTerminal = isatty(fd);
  }

  read(): CountOrErrno {
    return -ERRNO.BADF;
  }

  write(source: Uint8Array, offset: number, length: number): CountOrErrno {
    for (let pause = SHORTEST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
      try {
        return writeSync(this.#fd, source, offset, Math.min(length, LONGEST_TRANSFER));
      } catch (error) {
        const code = systemCodeOf(error);
        // Whoever started us may have made the pipe one that does not wait; the program knows nothing of that.
        if (code !== 'EAGAIN') return -errnoOfSystemCode(code);
      }
      Atomics.wait(this.#never, 0, 0, pause);
    }
  }

  waitReadable(): boolean {
    return true;
  }
}
