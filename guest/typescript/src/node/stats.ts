import type { FileKind } from 'wadup:host';

export class Stats {
  readonly size: number;
  readonly mtimeMs: number;
  readonly atimeMs: number;
  readonly ctimeMs: number;
  readonly birthtimeMs: number;
  readonly ino: number;
  readonly nlink: number;
  readonly mode: number;
  readonly #kind: FileKind;

  constructor([kind, size, mtime, atime, ctime, inode, links]: readonly [FileKind, ...number[]]) {
    this.#kind = kind;
    this.size = size!;
    this.mtimeMs = mtime!;
    this.atimeMs = atime!;
    this.ctimeMs = ctime!;
    this.birthtimeMs = ctime!;
    this.ino = inode!;
    this.nlink = links!;
    this.mode = kind === 'directory' ? 0o040755 : kind === 'link' ? 0o120777 : 0o100644;
  }

  get mtime(): Date {
    return new Date(this.mtimeMs);
  }
  get atime(): Date {
    return new Date(this.atimeMs);
  }
  get ctime(): Date {
    return new Date(this.ctimeMs);
  }
  isFile(): boolean {
    return this.#kind === 'file';
  }
  isDirectory(): boolean {
    return this.#kind === 'directory';
  }
  isSymbolicLink(): boolean {
    return this.#kind === 'link';
  }
}

export class Dirent {
  readonly name: string;
  readonly parentPath: string;
  readonly #kind: string;

  constructor(name: string, kind: string, parentPath: string) {
    this.name = name;
    this.parentPath = parentPath;
    this.#kind = kind;
  }

  isFile(): boolean {
    return this.#kind === 'file';
  }
  isDirectory(): boolean {
    return this.#kind === 'directory';
  }
  isSymbolicLink(): boolean {
    return this.#kind === 'link';
  }
}
