/**
 * Modules of Node that are here in part: `node:fs` (what is synchronous), `node:fs/promises`, `node:path`, `node:buffer`,
 * `node:zlib` (unpacking), `node:crypto` (digests), `node:events` and, for packages, some of `node:util` and `node:url`. The
 * content is /data.bin, which is read-only; /tmp is scratch space for one content.
 */

declare module 'node:buffer' {
  export class Buffer extends Uint8Array<ArrayBuffer> {
    static from(text: string, encoding?: string): Buffer;
    static from(bytes: ArrayBuffer, offset?: number, length?: number): Buffer;
    static from(bytes: ArrayLike<number> | ArrayBufferView): Buffer;
    static alloc(size: number, fill?: string | number, encoding?: string): Buffer;
    static allocUnsafe(size: number): Buffer;
    static isBuffer(value: unknown): value is Buffer;
    static byteLength(value: string | ArrayBuffer | ArrayBufferView, encoding?: string): number;
    static concat(parts: readonly Uint8Array[], length?: number): Buffer;
    static compare(first: Uint8Array, second: Uint8Array): number;
    toString(encoding?: string, start?: number, end?: number): string;
    subarray(start?: number, end?: number): Buffer;
    slice(start?: number, end?: number): Buffer;
    equals(other: Uint8Array): boolean;
    compare(other: Uint8Array): number;
    copy(target: Uint8Array, targetStart?: number, start?: number, end?: number): number;
    write(text: string, offset?: number, length?: number, encoding?: string): number;
    indexOf(value: string | number | Uint8Array, from?: number, encoding?: string): number;
    includes(value: string | number | Uint8Array, from?: number, encoding?: string): boolean;
    readInt8(at?: number): number;
    readUInt8(at?: number): number;
    readInt16LE(at?: number): number;
    readInt16BE(at?: number): number;
    readUInt16LE(at?: number): number;
    readUInt16BE(at?: number): number;
    readInt32LE(at?: number): number;
    readInt32BE(at?: number): number;
    readUInt32LE(at?: number): number;
    readUInt32BE(at?: number): number;
    readBigInt64LE(at?: number): bigint;
    readBigInt64BE(at?: number): bigint;
    readBigUInt64LE(at?: number): bigint;
    readBigUInt64BE(at?: number): bigint;
    readFloatLE(at?: number): number;
    readFloatBE(at?: number): number;
    readDoubleLE(at?: number): number;
    readDoubleBE(at?: number): number;
  }
  const all: typeof import('node:buffer');
  export { all as default };
}

declare module 'node:fs' {
  import type { Buffer } from 'node:buffer';
  type Path = string | URL | Uint8Array;
  type Data = string | ArrayBufferView;
  export interface Stats {
    readonly size: number;
    readonly mtimeMs: number;
    readonly atimeMs: number;
    readonly ctimeMs: number;
    readonly mtime: Date;
    readonly mode: number;
    isFile(): boolean;
    isDirectory(): boolean;
    isSymbolicLink(): boolean;
  }
  export interface Dirent {
    readonly name: string;
    readonly parentPath: string;
    isFile(): boolean;
    isDirectory(): boolean;
    isSymbolicLink(): boolean;
  }
  interface Position {
    offset?: number;
    length?: number;
    position?: number | bigint | null;
  }
  export function openSync(path: Path, flags?: string): number;
  export function closeSync(fd: number): void;
  export function readSync(
    fd: number,
    buffer: ArrayBufferView,
    offset?: number | Position | null,
    length?: number,
    position?: number | bigint | null,
  ): number;
  export function writeSync(
    fd: number,
    data: Data,
    offset?: number | Position | null,
    length?: number,
    position?: number | bigint | null,
  ): number;
  export function readFileSync(path: Path | number, options?: { encoding?: null; flag?: string } | null): Buffer;
  export function readFileSync(path: Path | number, options: string | { encoding: string; flag?: string }): string;
  export function writeFileSync(
    path: Path | number,
    data: Data,
    options?: string | { encoding?: string; flag?: string },
  ): void;
  export function appendFileSync(path: Path | number, data: Data, options?: string | { encoding?: string }): void;
  export function existsSync(path: Path): boolean;
  export function accessSync(path: Path): void;
  export function statSync(path: Path): Stats;
  export function statSync(path: Path, options: { throwIfNoEntry: false }): Stats | undefined;
  export function lstatSync(path: Path): Stats;
  export function fstatSync(fd: number): Stats;
  export function readdirSync(path: Path, options?: { withFileTypes?: false; recursive?: boolean }): string[];
  export function readdirSync(path: Path, options: { withFileTypes: true; recursive?: boolean }): Dirent[];
  export function mkdirSync(path: Path, options?: { recursive?: boolean }): string | undefined;
  export function mkdtempSync(prefix: string): string;
  export function unlinkSync(path: Path): void;
  export function rmdirSync(path: Path): void;
  export function rmSync(path: Path, options?: { recursive?: boolean; force?: boolean }): void;
  export function renameSync(from: Path, to: Path): void;
  export function copyFileSync(from: Path, to: Path): void;
  export function symlinkSync(target: Path, path: Path): void;
  export function readlinkSync(path: Path): string;
  export function truncateSync(path: Path, length?: number): void;
  export function ftruncateSync(fd: number, length?: number): void;
  const all: typeof import('node:fs');
  export { all as default };
}

declare module 'node:fs/promises' {
  import type { Buffer } from 'node:buffer';
  import type { Dirent, Stats } from 'node:fs';
  type Path = string | URL | Uint8Array;
  export function readFile(path: Path, options?: { encoding?: null } | null): Promise<Buffer>;
  export function readFile(path: Path, options: string | { encoding: string }): Promise<string>;
  export function writeFile(path: Path, data: string | ArrayBufferView): Promise<void>;
  export function appendFile(path: Path, data: string | ArrayBufferView): Promise<void>;
  export function copyFile(from: Path, to: Path): Promise<void>;
  export function stat(path: Path): Promise<Stats>;
  export function lstat(path: Path): Promise<Stats>;
  export function access(path: Path): Promise<void>;
  export function mkdir(path: Path, options?: { recursive?: boolean }): Promise<string | undefined>;
  export function mkdtemp(prefix: string): Promise<string>;
  export function readdir(path: Path, options?: { withFileTypes?: false; recursive?: boolean }): Promise<string[]>;
  export function readdir(path: Path, options: { withFileTypes: true; recursive?: boolean }): Promise<Dirent[]>;
  export function rename(from: Path, to: Path): Promise<void>;
  export function rm(path: Path, options?: { recursive?: boolean; force?: boolean }): Promise<void>;
  export function rmdir(path: Path): Promise<void>;
  export function unlink(path: Path): Promise<void>;
  const all: typeof import('node:fs/promises');
  export { all as default };
}

declare module 'node:path' {
  export const sep: '/';
  export function normalize(path: string): string;
  export function join(...parts: string[]): string;
  export function resolve(...parts: string[]): string;
  export function isAbsolute(path: string): boolean;
  export function dirname(path: string): string;
  export function basename(path: string, suffix?: string): string;
  export function extname(path: string): string;
  export function relative(from: string, to: string): string;
  export interface ParsedPath {
    root: string;
    dir: string;
    base: string;
    ext: string;
    name: string;
  }
  export function parse(path: string): ParsedPath;
  export function format(path: Partial<ParsedPath>): string;
  const all: typeof import('node:path');
  export { all as posix };
  export { all as default };
}

declare module 'node:zlib' {
  import type { Buffer } from 'node:buffer';
  type Input = string | ArrayBuffer | ArrayBufferView;
  interface Options {
    /** What unpacks to more is an error: do not trust what a file says. */
    maxOutputLength?: number;
    /** `constants.Z_SYNC_FLUSH`: what can be had of an input that is cut off. */
    finishFlush?: number;
  }
  export const constants: { readonly Z_NO_FLUSH: number; readonly Z_SYNC_FLUSH: number; readonly Z_FINISH: number };
  export function inflateSync(input: Input, options?: Options): Buffer;
  export function inflateRawSync(input: Input, options?: Options): Buffer;
  export function gunzipSync(input: Input, options?: Options): Buffer;
  /** zlib or GZIP. */
  export function unzipSync(input: Input, options?: Options): Buffer;
  export function crc32(input: Input, before?: number): number;
  const all: typeof import('node:zlib');
  export { all as default };
}

declare module 'node:crypto' {
  import type { Buffer } from 'node:buffer';
  type Input = string | ArrayBuffer | ArrayBufferView;
  export interface Hash {
    update(data: Input, encoding?: string): this;
    digest(): Buffer;
    digest(encoding: string): string;
  }
  /** `md5`, `sha1` or `sha256`. */
  export function createHash(algorithm: string): Hash;
  export function hash(algorithm: string, data: Input, encoding?: string): string;
  export function randomBytes(size: number): Buffer;
  export function randomUUID(): string;
  const all: typeof import('node:crypto');
  export { all as default };
}

declare module 'node:events' {
  type Name = string | symbol;
  type Listener = (...values: never[]) => void;
  export class EventEmitter {
    on(event: Name, listener: Listener): this;
    once(event: Name, listener: Listener): this;
    off(event: Name, listener: Listener): this;
    prependListener(event: Name, listener: Listener): this;
    removeAllListeners(event?: Name): this;
    emit(event: Name, ...values: unknown[]): boolean;
    listenerCount(event: Name): number;
  }
  export { EventEmitter as default };
}

declare module 'node:string_decoder' {
  export class StringDecoder {
    constructor(encoding?: string);
    readonly encoding: string;
    /** Text of what is whole; the rest waits for the next bytes. */
    write(bytes: Uint8Array): string;
    end(bytes?: Uint8Array): string;
  }
}

declare module 'node:timers' {
  const timeout: typeof setTimeout;
  const interval: typeof setInterval;
  const immediate: typeof setImmediate;
  const clear: typeof clearTimeout;
  export {
    clear as clearImmediate,
    clear as clearInterval,
    clear as clearTimeout,
    immediate as setImmediate,
    interval as setInterval,
    timeout as setTimeout,
  };
}
