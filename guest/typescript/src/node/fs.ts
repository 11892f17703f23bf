/** `node:fs`, of which the synchronous part is here: the content is /data.bin, scratch space is /tmp. */
import {
  closeFile,
  makeDirectory,
  makeLink,
  openFile,
  readDirectory,
  readFile as readInto,
  readLink,
  removeDirectory,
  removeFile,
  renameFile,
  statFile,
  truncateFile,
  writeFile as writeFrom,
} from 'wadup:host';
import { Buffer } from './buffer.ts';
import { Dirent, Stats } from './stats.ts';

type Path = string | URL | Uint8Array;
type Data = string | ArrayBufferView | ArrayBuffer;
type Encoding = string | { encoding?: string | null; flag?: string } | null | undefined;

const PIECE_BYTES = 64 * 1024;

export const constants = { F_OK: 0, X_OK: 1, W_OK: 2, R_OK: 4 };

function pathOf(path: Path): string {
  if (path instanceof URL) return decodeURIComponent(path.pathname);
  return typeof path === 'string' ? path : new TextDecoder().decode(path);
}

function bytesOf(data: Data, encoding?: string): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, encoding);
  if (data instanceof Uint8Array) return data;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Uint8Array(data);
}

function encodingOf(options: Encoding): string | undefined {
  return (typeof options === 'string' ? options : options?.encoding) ?? undefined;
}

export function openSync(path: Path, flags = 'r'): number {
  return openFile(pathOf(path), flags);
}

export const closeSync = closeFile;

interface ReadOptions {
  offset?: number;
  length?: number;
  position?: number | bigint | null;
}

/** Arguments of readSync and writeSync come as a list or as an object. */
function range(
  buffer: ArrayBufferView,
  first: number | ReadOptions | null | undefined,
  length: number | undefined,
  position: number | bigint | null | undefined,
): { bytes: Uint8Array; at: number } {
  const options = typeof first === 'object' ? (first ?? {}) : { offset: first, length, position };
  const all = bytesOf(buffer);
  const offset = options.offset ?? 0;
  const bytes = all.subarray(offset, offset + (options.length ?? all.length - offset));
  const { position: wanted } = options;
  return { bytes, at: wanted === null || wanted === undefined ? -1 : Number(wanted) };
}

export function readSync(
  fd: number,
  buffer: ArrayBufferView,
  offset?: number | ReadOptions | null,
  length?: number,
  position?: number | bigint | null,
): number {
  const { bytes, at } = range(buffer, offset, length, position);
  return readInto(fd, bytes, at);
}

export function writeSync(
  fd: number,
  data: Data,
  offset?: number | ReadOptions | null,
  length?: number,
  position?: number | bigint | null,
): number {
  if (typeof data === 'string') return writeAll(fd, bytesOf(data), typeof offset === 'number' ? offset : -1);
  const { bytes, at } = range(bytesOf(data), offset, length, position);
  return writeAll(fd, bytes, at);
}

function writeAll(fd: number, bytes: Uint8Array, at: number): number {
  for (let done = 0; done < bytes.length; ) {
    const written = writeFrom(fd, bytes.subarray(done), at < 0 ? -1 : at + done);
    if (written === 0) throw new Error('nothing more can be written');
    done += written;
  }
  return bytes.length;
}

function withFile<Result>(path: Path | number, flags: string, use: (fd: number) => Result): Result {
  if (typeof path === 'number') return use(path);
  const fd = openSync(path, flags);
  try {
    return use(fd);
  } finally {
    closeFile(fd);
  }
}

function readWhole(fd: number): Buffer {
  let bytes = Buffer.alloc(Math.max(statFile(fd, true)[1], 0) + 1);
  let length = 0;
  for (;;) {
    if (length === bytes.length) {
      const grown = Buffer.alloc(bytes.length * 2 + PIECE_BYTES);
      grown.set(bytes);
      bytes = grown;
    }
    const count = readInto(fd, bytes.subarray(length), -1);
    if (count === 0) return bytes.subarray(0, length);
    length += count;
  }
}

export function readFileSync(path: Path | number, options?: Encoding): Buffer | string {
  const bytes = withFile(path, 'r', readWhole);
  const encoding = encodingOf(options);
  return encoding === undefined ? bytes : bytes.toString(encoding);
}

export function writeFileSync(path: Path | number, data: Data, options?: Encoding): void {
  const flags = (typeof options === 'object' && options?.flag) || 'w';
  withFile(path, flags, (fd) => writeAll(fd, bytesOf(data, encodingOf(options)), -1));
}

export function appendFileSync(path: Path | number, data: Data, options?: Encoding): void {
  withFile(path, 'a', (fd) => writeAll(fd, bytesOf(data, encodingOf(options)), -1));
}

export interface StatOptions {
  throwIfNoEntry?: boolean;
}

function statOf(path: Path, follow: boolean, { throwIfNoEntry = true }: StatOptions = {}): Stats | undefined {
  try {
    return new Stats(statFile(pathOf(path), follow));
  } catch (error) {
    if (!throwIfNoEntry && isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'ENOENT' || code === 'ENOTDIR';
}

export const statSync = (path: Path, options?: StatOptions): Stats | undefined => statOf(path, true, options);
export const lstatSync = (path: Path, options?: StatOptions): Stats | undefined => statOf(path, false, options);
export const fstatSync = (fd: number): Stats => new Stats(statFile(fd, true));

export function existsSync(path: Path): boolean {
  try {
    statFile(pathOf(path), true);
    return true;
  } catch {
    return false;
  }
}

export function accessSync(path: Path): void {
  statFile(pathOf(path), true);
}

export function readdirSync(
  path: Path,
  options?: { withFileTypes?: boolean; recursive?: boolean },
): (string | Dirent)[] {
  const folder = pathOf(path);
  const found = readDirectory(folder);
  const entries: Dirent[] = [];
  for (let at = 0; at < found.length; at += 2) entries.push(new Dirent(found[at]!, found[at + 1]!, folder));
  entries.sort((first, second) => (first.name < second.name ? -1 : 1));
  const names = entries.map((entry) => (options?.withFileTypes === true ? entry : entry.name));
  if (options?.recursive !== true) return names;
  const below = entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(`${folder.replace(/\/$/, '')}/${name}`, options).map((inner) =>
        typeof inner === 'string' ? `${name}/${inner}` : inner,
      ),
    );
  return [...names, ...below];
}

export function mkdirSync(path: Path, options?: { recursive?: boolean } | number): string | undefined {
  const folder = pathOf(path);
  if (typeof options !== 'object' || options.recursive !== true) {
    makeDirectory(folder);
    return undefined;
  }
  let first: string | undefined;
  for (let end = folder.indexOf('/', 1); ; end = folder.indexOf('/', end + 1)) {
    const part = end < 0 ? folder : folder.slice(0, end);
    if (!existsSync(part)) {
      makeDirectory(part);
      first ??= part;
    }
    if (end < 0) return first;
  }
}

export function mkdtempSync(prefix: string): string {
  const path = prefix + crypto.randomUUID().slice(0, 6);
  makeDirectory(path);
  return path;
}

export const unlinkSync = (path: Path): void => removeFile(pathOf(path));
export const rmdirSync = (path: Path): void => removeDirectory(pathOf(path));
export const renameSync = (from: Path, to: Path): void => renameFile(pathOf(from), pathOf(to));
export const symlinkSync = (target: Path, path: Path): void => makeLink(pathOf(target), pathOf(path));
export const readlinkSync = (path: Path): string => readLink(pathOf(path));
export const realpathSync = (path: Path): string => {
  accessSync(path);
  return pathOf(path);
};

export function rmSync(path: Path, { recursive = false, force = false } = {}): void {
  const about = lstatSync(path, { throwIfNoEntry: !force });
  if (about === undefined) return;
  if (!about.isDirectory()) return unlinkSync(path);
  if (recursive) {
    for (const name of readdirSync(path) as string[]) rmSync(`${pathOf(path)}/${name}`, { recursive });
  }
  return rmdirSync(path);
}

export function copyFileSync(from: Path, to: Path): void {
  withFile(from, 'r', (source) => {
    withFile(to, 'w', (target) => {
      const piece = new Uint8Array(PIECE_BYTES);
      for (let count = readInto(source, piece, -1); count > 0; count = readInto(source, piece, -1)) {
        writeAll(target, piece.subarray(0, count), -1);
      }
    });
  });
}

export const ftruncateSync = (fd: number, length = 0): void => truncateFile(fd, length);
export const truncateSync = (path: Path, length = 0): void => {
  withFile(path, 'r+', (fd) => truncateFile(fd, length));
};
export const fsyncSync = (): void => {};

const later =
  <Values extends unknown[], Result>(call: (...values: Values) => Result) =>
  async (...values: Values): Promise<Result> =>
    call(...values);

/** `node:fs/promises`: the same functions; nothing here can be waited for. */
export const promises = {
  access: later(accessSync),
  appendFile: later(appendFileSync),
  copyFile: later(copyFileSync),
  lstat: later(lstatSync),
  mkdir: later(mkdirSync),
  mkdtemp: later(mkdtempSync),
  readFile: later(readFileSync),
  readdir: later(readdirSync),
  rename: later(renameSync),
  rm: later(rmSync),
  rmdir: later(rmdirSync),
  stat: later(statSync),
  unlink: later(unlinkSync),
  writeFile: later(writeFileSync),
};
