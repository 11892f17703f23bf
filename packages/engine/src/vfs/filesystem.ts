import type { FileStorage } from '../stages.ts';
import { DescriptorTable } from './descriptors.ts';
import { ERRNO, type Errno } from './errno.ts';
import { HeapStorage } from './heap-storage.ts';
import { DirectoryNode, FileNode, type Inode, SymlinkNode } from './inode.ts';
import { nameFromBytes, PathCache, type ParsedPath, parsePath } from './path.ts';
import { Quota, type QuotaLimits } from './quota.ts';
import { Resolver, WALK } from './resolver.ts';

/** How a particular filesystem differs from a plain one. */
export interface FileSystemHooks {
  /** Bytes for a file that is about to be made; `null`: in memory, counted by the quota. */
  createStorage?(directory: DirectoryNode, name: string): FileStorage | null;
  /** The last descriptor of a file was closed. Called before the file is released. */
  lastClose?(node: Inode): void;
}

/**
 * Files in memory, with POSIX's rules. Every path starts at an open directory and cannot leave it. Functions return 0
 * or an errno and never throw.
 */
export class FileSystem {
  readonly quota: Quota;
  readonly root: DirectoryNode;
  readonly descriptors: DescriptorTable;
  readonly resolver: Resolver;
  readonly paths: PathCache;
  readonly #hooks: FileSystemHooks;
  #nextNumber = 1;

  constructor(limits: QuotaLimits, hooks: FileSystemHooks = {}) {
    this.quota = new Quota(limits);
    this.paths = new PathCache(this.quota.limits);
    this.#hooks = hooks;
    this.root = new DirectoryNode(this.nextNumber(), this.now(), null);
    this.resolver = new Resolver(this.root, this.quota);
    this.descriptors = new DescriptorTable(this.quota, (node) => this.#lastClose(node));
  }

  nextNumber(): number {
    return this.#nextNumber++;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now();
  }

  /** A new empty file; its name is the caller's to give. */
  createFile(directory: DirectoryNode, name: string): FileNode {
    const storage = this.#hooks.createStorage?.(directory, name) ?? new HeapStorage(this.quota);
    return new FileNode(this.nextNumber(), this.now(), storage);
  }

  /** `mkdirat` */
  createDirectory(at: DirectoryNode, path: ParsedPath): Errno {
    const resolver = this.resolver;
    const errno = resolver.walk(at, path, WALK.NAME | WALK.ANY_KIND);
    if (errno !== 0) return errno;
    if (resolver.node !== null) return ERRNO.EXIST;
    if (!this.quota.takeFile()) return ERRNO.NOSPC;
    const now = this.now();
    resolver.directory.link(resolver.name, new DirectoryNode(this.nextNumber(), now, resolver.directory), now);
    return 0;
  }

  /** `unlinkat` */
  unlinkFile(at: DirectoryNode, path: ParsedPath): Errno {
    const resolver = this.resolver;
    const errno = resolver.walk(at, path, WALK.NAME | WALK.ANY_KIND);
    if (errno !== 0) return errno;
    const node = resolver.node;
    if (node === null) return ERRNO.NOENT;
    if (node instanceof DirectoryNode) return ERRNO.ISDIR;
    if (path.directory) return ERRNO.NOTDIR;
    this.removeName(resolver.directory, resolver.name, node);
    return 0;
  }

  /** `unlinkat` with `AT_REMOVEDIR` */
  removeDirectory(at: DirectoryNode, path: ParsedPath): Errno {
    const resolver = this.resolver;
    const errno = resolver.walk(at, path, WALK.NAME | WALK.ANY_KIND);
    if (errno !== 0) return errno;
    if (path.dots) return path.names.length > 0 && path.names.at(-1) === '..' ? ERRNO.NOTEMPTY : ERRNO.INVAL;
    const node = resolver.node;
    if (node === null) return ERRNO.NOENT;
    if (!(node instanceof DirectoryNode)) return ERRNO.NOTDIR;
    const refused = this.#refuseRemoval(node);
    if (refused !== 0) return refused;
    this.#removeDirectoryName(resolver.directory, resolver.name, node);
    return 0;
  }

  /** `renameat` */
  rename(at: DirectoryNode, path: ParsedPath, newAt: DirectoryNode, newPath: ParsedPath): Errno {
    const resolver = this.resolver;
    let errno = resolver.walk(at, path, WALK.NAME | WALK.ANY_KIND);
    if (errno !== 0) return errno;
    const { directory, name, node } = resolver;
    errno = resolver.walk(newAt, newPath, WALK.NAME | WALK.ANY_KIND);
    if (errno !== 0) return errno;
    if (path.dots || newPath.dots) return ERRNO.BUSY;
    if (node === null) return ERRNO.NOENT;
    const target = resolver.node;
    const moved = node instanceof DirectoryNode ? node : null;
    if (moved === null && (path.directory || newPath.directory)) return ERRNO.NOTDIR;
    if (target === node) return 0;
    const replaced = target instanceof DirectoryNode ? target : null;
    if (moved !== null && this.#isWithin(resolver.directory, moved)) return ERRNO.INVAL;
    if (replaced !== null && this.#isWithin(directory, replaced)) return ERRNO.NOTEMPTY;
    if (target !== null) {
      if (moved !== null && replaced === null) return ERRNO.NOTDIR;
      if (moved === null && replaced !== null) return ERRNO.ISDIR;
      if (replaced !== null) errno = this.#refuseRemoval(replaced);
      if (errno !== 0) return errno;
      if (replaced !== null) this.#removeDirectoryName(resolver.directory, resolver.name, replaced);
      else this.removeName(resolver.directory, resolver.name, target);
    }
    const now = this.now();
    const counted = directory.unlink(name, now);
    if (moved === null) node.links--;
    resolver.directory.link(resolver.name, node, now, counted);
    node.changedMs = now;
    return 0;
  }

  /** `linkat`: a second name for a file. A link as the last component is never followed. */
  link(at: DirectoryNode, path: ParsedPath, newAt: DirectoryNode, newPath: ParsedPath): Errno {
    const resolver = this.resolver;
    let errno = resolver.walk(at, path, 0);
    if (errno !== 0) return errno;
    const node = resolver.node;
    if (node === null) return ERRNO.NOENT;
    errno = resolver.walk(newAt, newPath, WALK.NAME);
    if (errno !== 0) return errno;
    if (resolver.node !== null) return ERRNO.EXIST;
    if (node instanceof DirectoryNode) return ERRNO.PERM;
    if (node instanceof FileNode && node.readonly) return ERRNO.PERM;
    if (!this.quota.takeFile()) return ERRNO.NOSPC;
    const now = this.now();
    resolver.directory.link(resolver.name, node, now);
    node.changedMs = now;
    return 0;
  }

  /** `symlinkat`. `bytes` are what the link holds; a path that starts at the root is refused. */
  symlink(bytes: Uint8Array, offset: number, length: number, at: DirectoryNode, path: ParsedPath): Errno {
    const target = parsePath(bytes, offset, length, this.quota.limits);
    if (target.errno !== 0) return this.resolver.refusePath(target, true);
    if (target.absolute) return ERRNO.NOTCAPABLE;
    const resolver = this.resolver;
    const errno = resolver.walk(at, path, WALK.NAME);
    if (errno !== 0) return errno;
    if (resolver.node !== null) return ERRNO.EXIST;
    const { quota } = this;
    if (!quota.takeBytes(length)) return ERRNO.NOSPC;
    const giveBack = (): void => void quota.takeBytes(-length);
    if (!quota.takeFile()) {
      giveBack();
      return ERRNO.NOSPC;
    }
    const now = this.now();
    const node = new SymlinkNode(this.nextNumber(), now, nameFromBytes(bytes, offset, length), giveBack);
    resolver.directory.link(resolver.name, node, now);
    return 0;
  }

  /** Takes one name from a node that is no directory, and the node away when it was the last. */
  removeName(directory: DirectoryNode, name: string, node: Inode, now: number = this.now()): void {
    if (directory.unlink(name, now)) this.quota.files--;
    node.changedMs = now;
    if (--node.links === 0 && node.opened === 0) node.release();
  }

  /** Empties a directory, with all that is below it. Takes as long as what is there is long. */
  clearDirectory(directory: DirectoryNode): void {
    const pending = [directory];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const { node, counted } of next.entries.values()) {
        if (counted) this.quota.files--;
        if (node instanceof DirectoryNode) {
          node.removed = true;
          node.links = 0;
          pending.push(node);
        } else if (--node.links === 0 && node.opened === 0) node.release();
      }
      next.clear();
    }
  }

  #isWithin(directory: DirectoryNode, ancestor: DirectoryNode): boolean {
    for (let here = directory; here !== ancestor; here = here.parent) {
      this.resolver.work++;
      if (here.parent === here) return false;
    }
    return true;
  }

  #refuseRemoval(node: DirectoryNode): Errno {
    if (node.parent === node) return ERRNO.BUSY;
    const errno = node.load();
    if (errno !== 0) return errno;
    return node.entries.size > 0 ? ERRNO.NOTEMPTY : 0;
  }

  #removeDirectoryName(directory: DirectoryNode, name: string, node: DirectoryNode): void {
    if (directory.unlink(name, this.now())) this.quota.files--;
    node.removed = true;
    node.links = 0;
  }

  #lastClose(node: Inode): void {
    this.#hooks.lastClose?.(node);
    if (node.opened > 0) return;
    if (node.links === 0) node.release();
    else node.closed();
  }
}
