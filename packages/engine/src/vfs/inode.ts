import type { CountOrErrno, FileStorage } from '../stages.ts';
import { ERRNO, type Errno } from './errno.ts';

/** WASI file types. */
export const FILE_TYPE = {
  UNKNOWN: 0,
  BLOCK_DEVICE: 1,
  CHARACTER_DEVICE: 2,
  DIRECTORY: 3,
  REGULAR_FILE: 4,
  SOCKET_STREAM: 6,
  SYMBOLIC_LINK: 7,
} as const;

/**
 * What all files have. Times are milliseconds since 1970 as the clock gave them, until somebody sets one to the
 * nanosecond: almost no file is ever asked for its times, so that nothing is computed before.
 */
export abstract class Inode {
  abstract readonly fileType: number;
  readonly number: number;
  /** Names in directories. */
  links = 0;
  /** Open descriptors. */
  opened = 0;
  accessedMs: number;
  modifiedMs: number;
  changedMs: number;
  accessedNs: bigint | null = null;
  modifiedNs: bigint | null = null;

  constructor(number: number, now: number) {
    this.number = number;
    this.accessedMs = now;
    this.modifiedMs = now;
    this.changedMs = now;
  }

  /** In bytes, or a negated errno. */
  get size(): CountOrErrno {
    return 0;
  }

  /** Loads what is known of the file only when asked. 0 or an errno. */
  describe(): Errno {
    return 0;
  }

  /** Called before a descriptor is made. 0 or an errno. */
  prepareOpen(_write: boolean): Errno {
    return 0;
  }

  modifiedAt(now: number): void {
    this.modifiedMs = now;
    this.modifiedNs = null;
    this.changedMs = now;
  }

  /** The last descriptor was closed, the file is still there. */
  closed(): void {}

  /** The last name and the last descriptor are gone. May be called again. */
  release(): void {}
}

export class FileNode extends Inode {
  readonly fileType: number = FILE_TYPE.REGULAR_FILE;
  storage: FileStorage;
  /** Cannot be written, truncated or linked. */
  readonly: boolean;
  /** Something was written (or cut off) since the file was made. */
  written = false;
  /** Where it was last linked, to find its name when its last descriptor closes. */
  directory: DirectoryNode | null = null;
  name = '';

  constructor(number: number, now: number, storage: FileStorage, readonly = false) {
    super(number, now);
    this.storage = storage;
    this.readonly = readonly;
  }

  override get size(): CountOrErrno {
    return this.storage.size;
  }

  override release(): void {
    this.storage.release();
  }
}

export class SymlinkNode extends Inode {
  readonly fileType: number = FILE_TYPE.SYMBOLIC_LINK;
  readonly target: string;
  #onRelease: (() => void) | null;

  /** `onRelease` is called once, when the link is gone. */
  constructor(number: number, now: number, target: string, onRelease: (() => void) | null = null) {
    super(number, now);
    this.target = target;
    this.#onRelease = onRelease;
  }

  override release(): void {
    this.#onRelease?.();
    this.#onRelease = null;
  }

  override get size(): CountOrErrno {
    return this.target.length;
  }
}

/** Bytes that come from or go to somewhere outside of the filesystem. */
export interface Stream {
  readonly isTerminal: boolean;
  /** Up to `length` bytes; 0 at the end; AGAIN when there are none yet. */
  read(target: Uint8Array, offset: number, length: number): CountOrErrno;
  write(source: Uint8Array, offset: number, length: number): CountOrErrno;
  /** Waits up to `milliseconds` (0: does not wait) until `read` would not. Whether it would not. */
  waitReadable(milliseconds: number): boolean;
}

export class StreamNode extends Inode {
  readonly fileType: number;
  readonly stream: Stream;

  constructor(number: number, now: number, stream: Stream, fileType?: number) {
    super(number, now);
    this.stream = stream;
    // What is no terminal is of unknown type: libraries take a character device for one, and colour what they print.
    this.fileType = fileType ?? (stream.isTerminal ? FILE_TYPE.CHARACTER_DEVICE : FILE_TYPE.UNKNOWN);
  }
}

/** A socket, a pipe with a name, a device: shown with its type, never opened. */
export class SpecialNode extends Inode {
  readonly fileType: number;

  constructor(number: number, now: number, fileType: number) {
    super(number, now);
    this.fileType = fileType;
  }

  override prepareOpen(): Errno {
    return ERRNO.NXIO;
  }
}

export interface DirectoryEntry {
  /** Position in the directory, never used twice in it: what `fd_readdir` calls a cookie. */
  readonly cookie: number;
  readonly name: string;
  node: Inode;
  /** Whether the quota of files counts it; what the host has costs nothing. */
  counted: boolean;
}

/** Where a directory's entries come from when they are not all in memory. */
export interface DirectorySource {
  /** The file of that name as a new node, or an errno (NOENT: there is none). */
  find(name: string): Inode | Errno;
  /** All names; the node is made when the callback wants it. 0 or an errno. */
  list(each: (name: string, make: () => Inode) => void): Errno;
}

/** Cookies 0 and 1 are `.` and `..`. */
const FIRST_COOKIE = 2;

export class DirectoryNode extends Inode {
  readonly fileType: number = FILE_TYPE.DIRECTORY;
  /** Itself for a root. */
  parent: DirectoryNode;
  readonly entries: Map<string, DirectoryEntry> = new Map();
  /** Counts additions and removals. */
  generation = 0;
  removed = false;
  #nextCookie = FIRST_COOKIE;
  #source: DirectorySource | null;
  /** Names of the source that were removed or renamed here. */
  #hidden: Set<string> | null = null;

  constructor(number: number, now: number, parent: DirectoryNode | null, source: DirectorySource | null = null) {
    super(number, now);
    this.parent = parent ?? this;
    this.#source = source;
    this.links = 1;
  }

  /** The node of that name, or an errno (NOENT: there is none). */
  find(name: string): Inode | Errno {
    const entry = this.entries.get(name);
    if (entry !== undefined) return entry.node;
    if (this.#source === null || this.#hidden?.has(name) === true) return ERRNO.NOENT;
    const found = this.#source.find(name);
    if (typeof found !== 'number') this.#append(name, found, false);
    return found;
  }

  /** Makes all entries known. 0 or an errno. */
  load(): Errno {
    const source = this.#source;
    if (source === null) return 0;
    const errno = source.list((name, make) => {
      if (!this.entries.has(name) && this.#hidden?.has(name) !== true) this.#append(name, make(), false);
    });
    if (errno === 0) {
      this.#source = null;
      this.#hidden = null;
    }
    return errno;
  }

  /** Gives `node` a name (one more), in place of what had it. */
  link(name: string, node: Inode, now: number, counted = true): void {
    const entry = this.entries.get(name);
    if (entry === undefined) this.#append(name, node, counted);
    else {
      entry.node = node;
      entry.counted = counted;
      if (node instanceof DirectoryNode) node.parent = this;
      else node.links++;
    }
    if (node instanceof FileNode) {
      node.directory = this;
      node.name = name;
    }
    this.generation++;
    this.modifiedAt(now);
  }

  /** Takes a name away. Whether the quota of files counted it. */
  unlink(name: string, now: number): boolean {
    const counted = this.entries.get(name)?.counted === true;
    this.entries.delete(name);
    if (this.#source !== null) (this.#hidden ??= new Set()).add(name);
    this.generation++;
    this.modifiedAt(now);
    return counted;
  }

  /** Empties it at once. The entries' nodes are the caller's to release. */
  clear(): void {
    if (this.entries.size === 0) return;
    this.entries.clear();
    this.generation++;
  }

  #append(name: string, node: Inode, counted: boolean): void {
    if (node instanceof DirectoryNode) node.parent = this;
    else node.links++;
    this.entries.set(name, { cookie: this.#nextCookie++, name, node, counted });
  }
}
