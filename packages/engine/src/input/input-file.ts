/** The bytes of an input file. */
import * as fs from 'node:fs';
import type { ContentSource, CountOrErrno } from '../stages.ts';
import { ERRNO, errnoOfSystemCode } from '../vfs/errno.ts';
import type { ReadWindow } from './read-window.ts';
import { systemErrorCode, systemErrorInWords } from './system-errors.ts';

/** Without waiting: a FIFO that has taken the file's place since it was listed must not block the worker. */
export const OPEN_FOR_READING: number = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK;

const UNKNOWN = -1;

/**
 * Opens nothing until it has to: a size alone costs one `stat`. When contents are read as a rule, the size comes out of
 * the first read instead, which saves a system call.
 * The size is that of the first moment: what is appended later is not seen, what is cut off is `trouble`.
 */
export class InputFile implements ContentSource {
  readonly path: string | Buffer;
  /** The path as people see it. */
  readonly #name: string;
  readonly #window: ReadWindow;
  #fd = -1;
  #size = UNKNOWN;
  /** Milliseconds since 1970; -1 while unknown. */
  #modifiedMs = -1;
  #errno = 0;
  #wasRead = false;
  #trouble: string | null = null;

  constructor(path: string | Buffer, name: string, window: ReadWindow) {
    this.path = path;
    this.#name = name;
    this.#window = window;
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  size(): CountOrErrno {
    if (this.#size !== UNKNOWN) return this.#size;
    if (this.#errno !== 0) return -this.#errno;
    if (this.#fd < 0 && !this.#window.readsFollow) this.#takeStat();
    else if (this.#open()) this.#takeSize();
    return this.#errno === 0 ? this.#size : -this.#errno;
  }

  modifiedMs(): number {
    // Who asks for the time asks for the size too, and one `stat` gives both.
    if (this.#modifiedMs < 0) this.size();
    if (this.#modifiedMs < 0) this.#takeTime();
    return this.#modifiedMs;
  }

  read(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    if (this.#fd < 0 && !this.#open()) return -this.#errno;
    if (this.#size === UNKNOWN) this.#takeSize();
    if (this.#errno !== 0) return -this.#errno;
    this.#wasRead = true;
    const wanted = Math.min(length, this.#size - position);
    if (wanted <= 0) return 0;
    const count = this.#window.read(this, this.#fd, this.#size, target, offset, wanted, position);
    if (count === wanted) return count;
    if (count < 0) this.#fail('cannot be read', this.#window.errorCode);
    else this.#reportShrinking(position + count);
    return count;
  }

  close(): void {
    if (this.#fd >= 0) closeQuietly(this.#fd);
    this.#fd = -1;
    if (this.#errno === 0 && this.#size !== UNKNOWN) this.#window.readsFollow = this.#wasRead;
  }

  #open(): boolean {
    if (this.#errno !== 0) return false;
    try {
      this.#fd = fs.openSync(this.path, OPEN_FOR_READING);
      return true;
    } catch (thrown) {
      this.#fail('cannot be opened', systemErrorCode(thrown));
      return false;
    }
  }

  #takeStat(): void {
    try {
      this.#acceptStat(fs.statSync(this.path));
    } catch (thrown) {
      this.#fail('cannot be reached', systemErrorCode(thrown));
    }
  }

  /** Takes the size of the open file. */
  #takeSize(): void {
    this.#size = this.#window.openAt(this, this.#fd);
    if (this.#size !== UNKNOWN) return;
    // Empty, larger than the window, or no file at all.
    try {
      this.#acceptStat(fs.fstatSync(this.#fd));
      this.#window.noteSize(this.#size);
    } catch (thrown) {
      this.#fail('cannot be read', systemErrorCode(thrown));
    }
  }

  #takeTime(): void {
    this.#modifiedMs = 0;
    if (this.#fd < 0) return;
    try {
      this.#modifiedMs = Math.max(0, fs.fstatSync(this.#fd).mtimeMs);
    } catch (thrown) {
      systemErrorCode(thrown);
    }
  }

  #acceptStat(stat: fs.Stats): void {
    if (stat.isFile()) {
      this.#size = stat.size;
      this.#modifiedMs = Math.max(0, stat.mtimeMs);
      return;
    }
    this.#errno = ERRNO.NOTSUP;
    this.#trouble ??= `The input '${this.#name}' is no regular file any more.`;
  }

  #fail(what: string, code: string): void {
    this.#errno = errnoOfSystemCode(code);
    this.#trouble ??= `The input '${this.#name}' ${what}: ${systemErrorInWords(code)}.`;
  }

  #reportShrinking(end: number): void {
    let now = end;
    try {
      now = fs.fstatSync(this.#fd).size;
    } catch (thrown) {
      systemErrorCode(thrown);
    }
    this.#trouble ??= `The input '${this.#name}' shrank from ${this.#size} to ${now} bytes while it was being read.`;
  }
}

/** Nothing was written, so there is nothing that a failure could have lost. */
function closeQuietly(fd: number): void {
  try {
    fs.closeSync(fd);
  } catch (thrown) {
    systemErrorCode(thrown);
  }
}
