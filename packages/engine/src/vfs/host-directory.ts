/**
 * A directory of the host as a guest sees it: read when it is asked for, changed only in memory. Links are shown as
 * links; where they lead is found out in the view, like everything else, so that none leads out of it.
 */
import { type BigIntStats, closeSync, type Dirent, fstatSync, readSync, statSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import type { CountOrErrno } from '../stages.ts';
import { ERRNO, type Errno } from './errno.ts';
import type { FileSystem } from './filesystem.ts';
import { errnoOf, HostAccess, type HostDirectory } from './host-access.ts';
import {
  DirectoryNode,
  type DirectorySource,
  FILE_TYPE,
  FileNode,
  type Inode,
  SpecialNode,
  type Stream,
  StreamNode,
  SymlinkNode,
} from './inode.ts';
import { type BaseBytes, OverlayStorage } from './overlay-storage.ts';

/** Node reads less than 2 GiB at a time. */
const LONGEST_READ = 1 << 30;

/** Host directories of one filesystem. */
export class HostView {
  readonly #fs: FileSystem;
  readonly #access: HostAccess;
  readonly #devices: ReadonlyMap<bigint, () => Stream> = knownDevices();
  /** Files with several names on the host, so that they are one file in the view. */
  readonly #linked: Map<string, FileNode> = new Map();

  constructor(fs: FileSystem, access: HostAccess = new HostAccess()) {
    this.#fs = fs;
    this.#access = access;
  }

  /** The directory at a path that the user named. Throws what `node:fs` throws when it cannot be opened. */
  mount(path: string): DirectoryNode {
    return this.#directory(this.#access.openTop(path), null);
  }

  close(): void {
    this.#access.close();
  }

  #directory(host: HostDirectory, stats: BigIntStats | null): DirectoryNode {
    const source: DirectorySource = {
      find: (name) => {
        const found = this.#access.stat(host, name);
        return typeof found === 'number' ? found : this.#node(host, name, found);
      },
      list: (each) => {
        const entries = this.#access.list(host);
        if (typeof entries === 'number') return entries;
        for (const entry of entries) {
          const name = entry.name.toString('latin1');
          each(name, () => this.#listed(host, name, entry));
        }
        return 0;
      },
    };
    const node = new DirectoryNode(this.#fs.nextNumber(), this.#fs.now(), null, source);
    if (stats !== null) applyFacts(node, stats);
    return node;
  }

  /** A node for a name of which only the type is known yet. */
  #listed(host: HostDirectory, name: string, entry: Dirent<Buffer>): Inode {
    if (entry.isFile()) return this.#file(host, name, null);
    const stats = this.#access.stat(host, name);
    if (typeof stats !== 'number') return this.#node(host, name, stats);
    // Gone since, or not to be looked at: the name is there, and opening it fails.
    return new SpecialNode(this.#fs.nextNumber(), this.#fs.now(), FILE_TYPE.UNKNOWN);
  }

  #node(host: HostDirectory, name: string, stats: BigIntStats): Inode {
    if (stats.isFile()) return this.#fileOnce(host, name, stats);
    const number = this.#fs.nextNumber();
    const now = this.#fs.now();
    let node: Inode;
    if (stats.isDirectory()) {
      return this.#directory({ parent: host, name, device: stats.dev, inode: stats.ino }, stats);
    } else if (stats.isSymbolicLink()) {
      const target = this.#access.readLink(host, name);
      if (typeof target === 'number') node = new SpecialNode(number, now, FILE_TYPE.SYMBOLIC_LINK);
      else node = new SymlinkNode(number, now, target);
    } else if (stats.isCharacterDevice()) {
      const open = this.#devices.get(stats.rdev);
      if (open === undefined) node = new SpecialNode(number, now, FILE_TYPE.CHARACTER_DEVICE);
      else node = new StreamNode(number, now, open(), FILE_TYPE.CHARACTER_DEVICE);
    } else if (stats.isBlockDevice()) node = new SpecialNode(number, now, FILE_TYPE.BLOCK_DEVICE);
    else node = new SpecialNode(number, now, stats.isSocket() ? FILE_TYPE.SOCKET_STREAM : FILE_TYPE.UNKNOWN);
    applyFacts(node, stats);
    return node;
  }

  #fileOnce(host: HostDirectory, name: string, stats: BigIntStats): FileNode {
    if (stats.nlink <= 1n) return this.#file(host, name, stats);
    const identity = `${stats.dev}:${stats.ino}`;
    let file = this.#linked.get(identity);
    if (file === undefined) {
      file = this.#file(host, name, stats);
      this.#linked.set(identity, file);
    }
    return file;
  }

  #file(host: HostDirectory, name: string, stats: BigIntStats | null): FileNode {
    const base = new HostFile(this.#access, host, name);
    return new HostFileNode(
      this.#fs.nextNumber(),
      this.#fs.now(),
      base,
      new OverlayStorage(base, this.#fs.quota),
      stats,
    );
  }
}

function applyFacts(node: Inode, stats: BigIntStats): void {
  node.accessedNs = stats.atimeNs;
  node.modifiedNs = stats.mtimeNs;
  node.changedMs = Number(stats.ctimeMs);
}

class HostFileNode extends FileNode {
  readonly #base: HostFile;
  readonly #overlay: OverlayStorage;
  #described = false;

  constructor(number: number, now: number, base: HostFile, overlay: OverlayStorage, stats: BigIntStats | null) {
    super(number, now, overlay);
    this.#base = base;
    this.#overlay = overlay;
    if (stats !== null) this.#apply(stats);
  }

  override describe(): Errno {
    if (this.#described) return 0;
    const stats = this.#base.stat();
    if (typeof stats === 'number') return stats;
    this.#apply(stats);
    return 0;
  }

  override prepareOpen(): Errno {
    return this.describe() || this.#base.open();
  }

  override closed(): void {
    this.#overlay.rest();
  }

  #apply(stats: BigIntStats): void {
    this.#described = true;
    applyFacts(this, stats);
  }
}

/** A regular file of the host, opened when it is first read. */
class HostFile implements BaseBytes {
  readonly #access: HostAccess;
  readonly #directory: HostDirectory;
  readonly #name: string;
  #fd = -1;

  constructor(access: HostAccess, directory: HostDirectory, name: string) {
    this.#access = access;
    this.#directory = directory;
    this.#name = name;
  }

  get size(): CountOrErrno {
    const stats = this.stat();
    return typeof stats === 'number' ? -stats : Number(stats.size);
  }

  stat(): BigIntStats | Errno {
    if (this.#fd < 0) return this.#access.stat(this.#directory, this.#name);
    try {
      return fstatSync(this.#fd, { bigint: true });
    } catch (error) {
      return errnoOf(error);
    }
  }

  /** 0 or an errno. */
  open(): Errno {
    if (this.#fd >= 0) return 0;
    const fd = this.#access.openFile(this.#directory, this.#name);
    if (fd < 0) return -fd;
    this.#fd = fd;
    return 0;
  }

  read(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    const errno = this.open();
    if (errno !== 0) return -errno;
    try {
      return readSync(this.#fd, target, offset, Math.min(length, LONGEST_READ), position);
    } catch (error) {
      return -errnoOf(error);
    }
  }

  close(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
  }
}

/** Devices that are the same everywhere, by the number the host gives them. All others cannot be opened. */
function knownDevices(): ReadonlyMap<bigint, () => Stream> {
  const devices = new Map<bigint, () => Stream>();
  const known: readonly (readonly [string, Device['kind']])[] = [
    ['/dev/null', 'null'],
    ['/dev/zero', 'zero'],
    ['/dev/full', 'full'],
    ['/dev/random', 'random'],
    ['/dev/urandom', 'random'],
  ];
  for (const [path, kind] of known) {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stats?.isCharacterDevice() === true) devices.set(stats.rdev, () => new Device(kind));
  }
  return devices;
}

class Device implements Stream {
  readonly isTerminal: boolean = false;
  readonly kind: 'null' | 'zero' | 'full' | 'random';

  constructor(kind: Device['kind']) {
    this.kind = kind;
  }

  read(target: Uint8Array, offset: number, length: number): CountOrErrno {
    if (this.kind === 'null') return 0;
    if (this.kind === 'random') randomFillSync(target, offset, length);
    else target.fill(0, offset, offset + length);
    return length;
  }

  write(_source: Uint8Array, _offset: number, length: number): CountOrErrno {
    return this.kind === 'full' ? -ERRNO.NOSPC : length;
  }

  waitReadable(): boolean {
    return true;
  }
}
