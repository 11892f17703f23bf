/** The bytes of sub-contents: in the shared heap, in a spill file, or a range of an input file. */
import * as fs from 'node:fs';
import { OPEN_FOR_READING } from '../input/input-file.ts';
import { copyBytes, type ReadWindow } from '../input/read-window.ts';
import { systemErrorCode, systemErrorInWords } from '../input/system-errors.ts';
import type { ContentSource, CountOrErrno } from '../stages.ts';
import { ERRNO, errnoOfSystemCode } from '../vfs/errno.ts';
import type { Extents } from './extents.ts';
import { requireStackForDisk } from './headroom.ts';
import { BLOCK_HEADER, type Location } from './shared-storage.ts';
import type { HostPath } from './trees.ts';

/** A range of a heap block. */
export class HeapRange implements ContentSource {
  readonly trouble: null = null;
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #length: number;

  constructor(heapBytes: Buffer, { originId, offset, length }: Location) {
    this.#bytes = heapBytes;
    this.#start = originId + BLOCK_HEADER + offset;
    this.#length = length;
  }

  size(): CountOrErrno {
    return this.#length;
  }

  modifiedMs(): number {
    return 0;
  }

  read(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    const count = Math.min(length, this.#length - position);
    if (count <= 0) return 0;
    copyBytes(this.#bytes, this.#start + position, target, offset, count);
    return count;
  }

  close(): void {}
}

/** A file that ranges are in. */
interface RangeFile {
  readonly fd: number;
  /** Whether the file is complete, so that what one range read of it may serve the next. */
  readonly isComplete: boolean;
}

/** @throws the system's error. */
type Opener = () => RangeFile;

/** A range of a file. The descriptor belongs to whoever opens it. */
export class FileRange implements ContentSource {
  readonly #open: Opener;
  /** What the file is, in a sentence: `the input 'name'`. */
  readonly #what: string;
  readonly #window: ReadWindow;
  readonly #start: number;
  readonly #length: number;
  #file: RangeFile | null = null;
  #errno = 0;
  #trouble: string | null = null;

  constructor(open: Opener, what: string, window: ReadWindow, { offset, length }: Location) {
    this.#open = open;
    this.#what = what;
    this.#window = window;
    this.#start = offset;
    this.#length = length;
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  size(): CountOrErrno {
    return this.#length;
  }

  modifiedMs(): number {
    return 0;
  }

  read(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    const wanted = Math.min(length, this.#length - position);
    if (wanted <= 0) return 0;
    const file = this.#file ?? this.#openFile();
    if (file === null) return -this.#errno;
    const owner = file.isComplete ? file : this;
    const end = file.isComplete ? Number.POSITIVE_INFINITY : this.#start + this.#length;
    const count = this.#window.read(owner, file.fd, end, target, offset, wanted, this.#start + position);
    if (count === wanted) return count;
    if (count < 0) this.#fail('be read', this.#window.errorCode);
    else this.#trouble ??= `${this.#what} became too short while it was being read.`;
    return count;
  }

  close(): void {
    this.#file = null;
    this.#errno = ERRNO.BADF;
  }

  #openFile(): RangeFile | null {
    if (this.#errno !== 0) return null;
    try {
      this.#file = this.#open();
    } catch (thrown) {
      this.#fail('be opened', systemErrorCode(thrown));
    }
    return this.#file;
  }

  #fail(what: string, code: string): void {
    this.#errno = errnoOfSystemCode(code);
    this.#trouble ??= `${this.#what} cannot ${what}: ${systemErrorInWords(code)}.`;
  }
}

/** Opens the files that ranges are in, and keeps the one input that was opened last: its slices come together. */
export class RangeFiles {
  readonly #extents: Extents;
  readonly #window: ReadWindow;
  #fileNumber = -1;
  #input: RangeFile | null = null;

  constructor(extents: Extents, window: ReadWindow) {
    this.#extents = extents;
    this.#window = window;
  }

  inputRange(fileNumber: number, path: () => HostPath, location: Location): ContentSource {
    const open = (): RangeFile => {
      if (this.#input !== null && this.#fileNumber === fileNumber) return this.#input;
      requireStackForDisk();
      this.close();
      this.#input = { fd: openRegularFile(path()), isComplete: true };
      this.#fileNumber = fileNumber;
      return this.#input;
    };
    return new FileRange(open, 'The input that it is a part of', this.#window, location);
  }

  extentRange(location: Location): ContentSource {
    const open = (): RangeFile => {
      const { generation, originId } = location;
      return { fd: this.#extents.openForReading(originId, generation), isComplete: false };
    };
    return new FileRange(open, 'The temporary file that it is kept in', this.#window, location);
  }

  /** Closes the input. */
  close(): void {
    const input = this.#input;
    this.#input = null;
    if (input !== null) fs.closeSync(input.fd);
  }
}

function openRegularFile(path: HostPath): number {
  const fd = fs.openSync(path, OPEN_FOR_READING);
  if (fs.fstatSync(fd).isFile()) return fd;
  fs.closeSync(fd);
  throw Object.assign(new Error('It is not a regular file.'), { code: 'ESPIPE', syscall: 'open' });
}
