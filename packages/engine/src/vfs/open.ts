import { Descriptor, FD_FLAG, type Fd } from './descriptors.ts';
import { ERRNO, type Errno } from './errno.ts';
import type { FileSystem } from './filesystem.ts';
import { DirectoryNode, FileNode, type Inode, StreamNode, SymlinkNode } from './inode.ts';
import type { ParsedPath } from './path.ts';
import { WALK } from './resolver.ts';
import { DIRECTORY_RIGHTS, fileRights, INHERITED_RIGHTS, RIGHT, streamRights } from './rights.ts';

/** WASI flags of `path_open`. */
export const OPEN_FLAG = { CREAT: 1, DIRECTORY: 2, EXCL: 4, TRUNC: 8 } as const;

const SYNCHRONOUS = FD_FLAG.DSYNC | FD_FLAG.RSYNC | FD_FLAG.SYNC;
const KNOWN_FD_FLAGS = FD_FLAG.APPEND | FD_FLAG.NONBLOCK | SYNCHRONOUS;
const KNOWN_OPEN_FLAGS = OPEN_FLAG.CREAT | OPEN_FLAG.DIRECTORY | OPEN_FLAG.EXCL | OPEN_FLAG.TRUNC;

/**
 * `openat`. The new descriptor, or a negated errno.
 *
 * Of the rights asked for, FD_READ and FD_WRITE say how a file is to be opened. The others come by themselves as far as
 * the kind of file has them and `at` may pass them on: today's toolchains ask for none or for all, and expect both to
 * work. What a descriptor may pass on is narrowed only by `fd_fdstat_set_rights`. Two things are there only for those
 * who ask, because programs rely on either answer: FD_ALLOCATE, and with FD_SYNC or FD_DATASYNC the flags for
 * synchronous writes, which mean nothing where there is no disk.
 */
export function openPath(
  fs: FileSystem,
  at: Descriptor,
  path: ParsedPath,
  follow: boolean,
  openFlags: number,
  rights: number,
  fdFlags: number,
): Fd | number {
  const directory = at.directory;
  if (directory === null) return -ERRNO.NOTDIR;
  const refused = checkFlags(at, openFlags, rights, fdFlags);
  if (refused !== 0) return -refused;
  if (!fs.descriptors.hasRoom()) return -ERRNO.MFILE;
  const errno = walkToOpen(fs, directory, path, follow, openFlags);
  if (errno !== 0) return -errno;
  const write = (rights & RIGHT.FD_WRITE) !== 0;
  let node = fs.resolver.node;
  if (node === null) {
    if ((openFlags & OPEN_FLAG.CREAT) === 0) return -ERRNO.NOENT;
    if (!fs.quota.takeFile()) return -ERRNO.NOSPC;
    const parent = fs.resolver.directory;
    const name = fs.resolver.name;
    const file = fs.createFile(parent, name);
    parent.link(name, file, file.changedMs);
    node = file;
  } else {
    const unfit = checkExisting(node, openFlags, write) || node.prepareOpen(write);
    if (unfit !== 0) return -unfit;
    if ((openFlags & OPEN_FLAG.TRUNC) !== 0 && node instanceof FileNode) {
      const cut = truncate(fs, node);
      if (cut !== 0) return -cut;
    }
  }
  return fs.descriptors.add(new Descriptor(node, rightsOf(node, at, rights), at.inheriting, fdFlags));
}

function walkToOpen(
  fs: FileSystem,
  directory: DirectoryNode,
  path: ParsedPath,
  follow: boolean,
  openFlags: number,
): Errno {
  const create = (openFlags & OPEN_FLAG.CREAT) !== 0;
  const exclusive = create && (openFlags & OPEN_FLAG.EXCL) !== 0;
  return fs.resolver.walk(directory, path, (follow && !exclusive ? WALK.FOLLOW : 0) | (create ? WALK.CREATE_FILE : 0));
}

function checkFlags(at: Descriptor, openFlags: number, rights: number, fdFlags: number): Errno {
  if ((openFlags & ~KNOWN_OPEN_FLAGS) !== 0 || (fdFlags & ~KNOWN_FD_FLAGS) !== 0) return ERRNO.INVAL;
  const mayBeSynchronous = (rights & (RIGHT.FD_SYNC | RIGHT.FD_DATASYNC)) !== 0;
  if ((fdFlags & SYNCHRONOUS) !== 0 && !mayBeSynchronous) return ERRNO.NOTSUP;
  const create = (openFlags & OPEN_FLAG.CREAT) !== 0;
  if (create && (openFlags & OPEN_FLAG.DIRECTORY) !== 0) return ERRNO.INVAL;
  let needed: number = RIGHT.PATH_OPEN;
  if (create) needed |= RIGHT.PATH_CREATE_FILE;
  if ((openFlags & OPEN_FLAG.TRUNC) !== 0) needed |= RIGHT.PATH_FILESTAT_SET_SIZE;
  const access = rights & (RIGHT.FD_READ | RIGHT.FD_WRITE);
  return (at.rights & needed) === needed && (at.inheriting & access) === access ? 0 : ERRNO.NOTCAPABLE;
}

function checkExisting(node: Inode, openFlags: number, write: boolean): Errno {
  const create = (openFlags & OPEN_FLAG.CREAT) !== 0;
  if (create && (openFlags & OPEN_FLAG.EXCL) !== 0) return ERRNO.EXIST;
  if (node instanceof SymlinkNode) return (openFlags & OPEN_FLAG.DIRECTORY) !== 0 ? ERRNO.NOTDIR : ERRNO.LOOP;
  const truncated = (openFlags & OPEN_FLAG.TRUNC) !== 0;
  if (node instanceof DirectoryNode) return write || create || truncated ? ERRNO.ISDIR : 0;
  if ((openFlags & OPEN_FLAG.DIRECTORY) !== 0) return ERRNO.NOTDIR;
  if (node instanceof FileNode && node.readonly && (write || truncated)) return ERRNO.ROFS;
  return 0;
}

/** Empties a file. 0 or an errno. */
function truncate(fs: FileSystem, file: FileNode): Errno {
  if (file.size === 0) return 0;
  const result = file.storage.resize(0);
  if (result < 0) return -result;
  file.written = true;
  file.modifiedAt(fs.now());
  return 0;
}

function rightsOf(node: Inode, at: Descriptor, asked: number): number {
  const read = (asked & RIGHT.FD_READ) !== 0;
  const write = (asked & RIGHT.FD_WRITE) !== 0;
  if (node instanceof DirectoryNode) return DIRECTORY_RIGHTS & at.inheriting;
  if (node instanceof StreamNode) return streamRights(read, write) & at.inheriting;
  return (fileRights(read, write) | (write ? asked & RIGHT.FD_ALLOCATE : 0)) & at.inheriting;
}

/** A descriptor for a directory that is there from the beginning, under `name`. */
export function preopen(directory: DirectoryNode, name: string): Descriptor {
  return new Descriptor(directory, DIRECTORY_RIGHTS, INHERITED_RIGHTS, 0, name);
}

/** A descriptor for stdin, stdout or stderr. They have no times. */
export function openStream(node: StreamNode, read: boolean, write: boolean): Descriptor {
  node.modifiedAt(0);
  node.accessedMs = 0;
  return new Descriptor(node, streamRights(read, write), 0, write ? FD_FLAG.APPEND : 0);
}
