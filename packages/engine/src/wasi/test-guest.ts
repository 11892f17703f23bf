/** For tests: calls the functions of a host as a guest would, through a memory, and tells the errno by name. */
import { ERRNO } from '../vfs/errno.ts';
import type { FileSystem } from '../vfs/filesystem.ts';
import type { WasiOptions } from './context.ts';
import { WasiHost } from './host.ts';

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(ERRNO).map(([name, number]) => [number, name]));

/** `ok`, or the name of an errno. */
export type Answer = string;

export const CREAT = 1;
export const DIRECTORY = 2;
export const EXCL = 4;
export const TRUNC = 8;
export const READ = 2n;
export const WRITE = 64n;

export interface Stat {
  readonly ino: bigint;
  readonly type: number;
  readonly links: bigint;
  readonly size: bigint;
  readonly accessed: bigint;
  readonly modified: bigint;
}

export interface Entry {
  readonly name: string;
  readonly next: bigint;
  readonly ino: bigint;
  readonly type: number;
}

const RESULT = 64;
const PATH = 4096;
const PATH2 = 16_384;
const DATA = 32_768;

export class TestGuest {
  readonly memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: 64 });
  readonly host: WasiHost;
  readonly root: number;

  constructor(fs: FileSystem, options: Partial<WasiOptions> = {}, root = 3) {
    this.host = new WasiHost({ ...options, fs });
    this.host.attach(this.memory);
    this.root = root;
  }

  get bytes(): Buffer {
    return Buffer.from(this.memory.buffer);
  }

  /** The errno as the guest gets it. */
  raw(name: string, ...values: (number | bigint)[]): number {
    return (this.host.imports[name] as unknown as (...values: (number | bigint)[]) => number)(...values);
  }

  call(name: string, ...values: (number | bigint)[]): Answer {
    const errno = this.raw(name, ...values);
    return errno === 0 ? 'ok' : (NAMES.get(errno) ?? String(errno));
  }

  text(text: string | Uint8Array, pointer: number = PATH): [number, number] {
    const bytes = Buffer.from(text);
    this.bytes.set(bytes, pointer);
    return [pointer, bytes.length];
  }

  uint32(pointer: number = RESULT): number {
    return this.bytes.readUInt32LE(pointer);
  }

  uint64(pointer: number = RESULT): bigint {
    return this.bytes.readBigUInt64LE(pointer);
  }

  /** The descriptor, or the name of an errno. */
  open(
    path: string | Uint8Array,
    flags = 0,
    rights: bigint = READ,
    { at = this.root, lookup = 1, fdFlags = 0 }: { at?: number; lookup?: number; fdFlags?: number } = {},
  ): number | Answer {
    const answer = this.call('path_open', at, lookup, ...this.text(path), flags, rights, 0n, fdFlags, RESULT);
    return answer === 'ok' ? this.uint32() : answer;
  }

  /** As `open`, for a file that must be there. */
  opened(
    path: string | Uint8Array,
    flags = 0,
    rights: bigint = READ,
    more: { at?: number; fdFlags?: number } = {},
  ): number {
    const fd = this.open(path, flags, rights, more);
    if (typeof fd === 'string') throw new Error(`opening ${path.toString()}: ${fd}`);
    return fd;
  }

  close(fd: number): Answer {
    return this.call('fd_close', fd);
  }

  /** Bytes written, or the name of an errno. */
  write(fd: number, data: string | Uint8Array, at?: bigint): number | Answer {
    const [pointer, length] = this.text(data, DATA);
    this.vectors([[pointer, length]]);
    const answer =
      at === undefined ? this.call('fd_write', fd, 16, 1, RESULT) : this.call('fd_pwrite', fd, 16, 1, at, RESULT);
    return answer === 'ok' ? this.uint32() : answer;
  }

  /** What was read, as text, or the name of an errno after a `!`. */
  read(fd: number, length = 1000, at?: bigint): string {
    this.vectors([[DATA, length]]);
    const answer =
      at === undefined ? this.call('fd_read', fd, 16, 1, RESULT) : this.call('fd_pread', fd, 16, 1, at, RESULT);
    return answer === 'ok' ? this.bytes.toString('latin1', DATA, DATA + this.uint32()) : `!${answer}`;
  }

  vectors(vectors: readonly (readonly [number, number])[], pointer = 16): void {
    vectors.forEach(([start, length], i) => {
      this.bytes.writeUInt32LE(start, pointer + i * 8);
      this.bytes.writeUInt32LE(length, pointer + i * 8 + 4);
    });
  }

  seek(fd: number, offset: bigint, whence = 0): bigint | Answer {
    const answer = this.call('fd_seek', fd, offset, whence, RESULT);
    return answer === 'ok' ? this.uint64() : answer;
  }

  tell(fd: number): bigint | Answer {
    const answer = this.call('fd_tell', fd, RESULT);
    return answer === 'ok' ? this.uint64() : answer;
  }

  put(path: string, data: string | Uint8Array = '', flags: number = CREAT | TRUNC): void {
    const fd = this.opened(path, flags, WRITE);
    const written = this.write(fd, data);
    if (written !== Buffer.from(data).length) throw new Error(`writing ${path}: ${written}`);
    this.close(fd);
  }

  get(path: string): string {
    const fd = this.open(path);
    if (typeof fd === 'string') return `!${fd}`;
    const text = this.read(fd, 1_000_000);
    this.close(fd);
    return text;
  }

  mkdir(path: string, at: number = this.root): Answer {
    return this.call('path_create_directory', at, ...this.text(path));
  }

  rmdir(path: string, at: number = this.root): Answer {
    return this.call('path_remove_directory', at, ...this.text(path));
  }

  unlink(path: string, at: number = this.root): Answer {
    return this.call('path_unlink_file', at, ...this.text(path));
  }

  rename(from: string, to: string, at: number = this.root): Answer {
    return this.call('path_rename', at, ...this.text(from), at, ...this.text(to, PATH2));
  }

  link(from: string, to: string, lookup = 0): Answer {
    return this.call('path_link', this.root, lookup, ...this.text(from), this.root, ...this.text(to, PATH2));
  }

  symlink(target: string, path: string, at: number = this.root): Answer {
    return this.call('path_symlink', ...this.text(target), at, ...this.text(path, PATH2));
  }

  readlink(path: string, room = 1000): string {
    const answer = this.call('path_readlink', this.root, ...this.text(path), DATA, room, RESULT);
    return answer === 'ok' ? this.bytes.toString('utf8', DATA, DATA + this.uint32()) : `!${answer}`;
  }

  stat(path: string, lookup = 1, at: number = this.root): Stat | Answer {
    const answer = this.call('path_filestat_get', at, lookup, ...this.text(path), DATA);
    return answer === 'ok' ? this.#stat() : answer;
  }

  fstat(fd: number): Stat | Answer {
    const answer = this.call('fd_filestat_get', fd, DATA);
    return answer === 'ok' ? this.#stat() : answer;
  }

  /** What kind of file a path names, or the name of an errno. */
  kind(path: string, lookup = 1): string {
    const stat = this.stat(path, lookup);
    if (typeof stat === 'string') return stat;
    return ['unknown', 'block', 'character', 'directory', 'file', 'dgram', 'socket', 'symlink'][stat.type]!;
  }

  rights(fd: number): { type: number; flags: number; base: bigint; inheriting: bigint } {
    this.call('fd_fdstat_get', fd, DATA);
    const { bytes } = this;
    return {
      type: bytes.readUInt8(DATA),
      flags: bytes.readUInt16LE(DATA + 2),
      base: bytes.readBigUInt64LE(DATA + 8),
      inheriting: bytes.readBigUInt64LE(DATA + 16),
    };
  }

  /** Complete entries that fit into `room` bytes, and how many bytes were used. */
  entries(fd: number, cookie = 0n, room = 4096): { entries: Entry[]; used: number } {
    const answer = this.call('fd_readdir', fd, DATA, room, cookie, RESULT);
    if (answer !== 'ok') throw new Error(answer);
    const used = this.uint32();
    const entries: Entry[] = [];
    const { bytes } = this;
    for (let at = DATA; at + 24 <= DATA + used; ) {
      const length = bytes.readUInt32LE(at + 16);
      if (at + 24 + length > DATA + used) break;
      entries.push({
        name: bytes.toString('utf8', at + 24, at + 24 + length),
        next: bytes.readBigUInt64LE(at),
        ino: bytes.readBigUInt64LE(at + 8),
        type: bytes.readUInt8(at + 20),
      });
      at += 24 + length;
    }
    return { entries, used };
  }

  /** Names in a directory, without `.` and `..`. */
  list(path: string): string[] {
    const fd = this.opened(path, DIRECTORY, 0n);
    const names: string[] = [];
    for (let cookie = 0n; ; ) {
      const { entries, used } = this.entries(fd, cookie);
      for (const { name } of entries) if (name !== '.' && name !== '..') names.push(name);
      if (used < 4096) break;
      cookie = entries.at(-1)!.next;
    }
    this.close(fd);
    return names;
  }

  #stat(): Stat {
    const { bytes } = this;
    return {
      ino: bytes.readBigUInt64LE(DATA + 8),
      type: bytes.readUInt8(DATA + 16),
      links: bytes.readBigUInt64LE(DATA + 24),
      size: bytes.readBigUInt64LE(DATA + 32),
      accessed: bytes.readBigUInt64LE(DATA + 40),
      modified: bytes.readBigUInt64LE(DATA + 48),
    };
  }
}
