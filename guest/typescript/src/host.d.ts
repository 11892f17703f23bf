/** What the runtime offers in C (runtime/quickjs/src/host-*.c): functions that check their arguments only as far as C must. */
declare module 'wadup:host' {
  export function setIdle(idle: (forget?: boolean) => boolean): void;

  export function contentSize(): number;
  export function contentRead(offset: number | bigint, length: number): Uint8Array<ArrayBuffer>;
  export function contentReadInto(offset: number | bigint, into: Uint8Array): number;
  export function emitBytes(bytes: Uint8Array, filename: string): void;
  export function emitSlice(offset: number | bigint, length: number | bigint, filename: string): void;

  /** Types: 1 Int64, 2 Float64, 3 String. */
  export function defineTable(name: string, columns: readonly string[], types: readonly number[]): number;
  export function insertRow(table: number, row: object): void;
  export function flush(): void;

  export function encodeUtf8(text: string): Uint8Array<ArrayBuffer>;
  /** `null` when something is wrong and that is fatal. */
  export function decodeUtf8(bytes: Uint8Array, isFatal: boolean): string | null;
  export function decodeUtf16(bytes: Uint8Array, isFatal: boolean, isBigEndian: boolean): string | null;
  /** Each byte a character: those from 0x80 on are in `upper`, or themselves. */
  export function decodeBytes(bytes: Uint8Array, upper?: string): string;
  export function print(descriptor: number, text: string): void;
  export function sleep(milliseconds: number): void;
  export function random(bytes: Uint8Array): void;

  /** Unpacked Deflate, how many bytes of input that took, and its end: 0 whole, 1 cut off, 2 wrong, 3 past the limit. */
  export function inflate(bytes: Uint8Array, limit: number): [Uint8Array<ArrayBuffer>, number, number];
  export function crc32(bytes: Uint8Array, before: number): number;
  /** The state of a digest: 0 MD5, 1 SHA-1, 2 SHA-256. */
  export function digestStart(kind: number): Uint8Array<ArrayBuffer>;
  export function digestAdd(state: Uint8Array, bytes: Uint8Array): void;
  export function digestFinish(state: Uint8Array): Uint8Array<ArrayBuffer>;

  export type FileKind = 'file' | 'directory' | 'link' | 'other';
  /** Flags: r, w or a, then + and x. */
  export function openFile(path: string, flags: string): number;
  export function closeFile(descriptor: number): void;
  /** At -1: where the file stands. */
  export function readFile(descriptor: number, into: Uint8Array, at: number): number;
  export function writeFile(descriptor: number, bytes: Uint8Array, at: number): number;
  /** Kind, size, times (mtime, atime, ctime in ms), inode, links. */
  export function statFile(
    file: string | number,
    followLinks: boolean,
  ): [FileKind, number, number, number, number, number, number];
  /** Name, kind, name, kind, … */
  export function readDirectory(path: string): string[];
  export function makeDirectory(path: string): void;
  export function removeDirectory(path: string): void;
  export function removeFile(path: string): void;
  export function renameFile(from: string, to: string): void;
  export function makeLink(target: string, path: string): void;
  export function readLink(path: string): string;
  export function truncateFile(descriptor: number, length: number): void;
}
