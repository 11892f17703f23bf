import type { Fd } from '../vfs/descriptors.ts';
import { ERRNO, type Errno } from '../vfs/errno.ts';
import { type DirectoryNode, SymlinkNode } from '../vfs/inode.ts';
import { openPath } from '../vfs/open.ts';
import type { ParsedPath } from '../vfs/path.ts';
import { RIGHT } from '../vfs/rights.ts';
import type { WasiContext } from './context.ts';
import { writeName } from './fd.ts';
import type { HostFunctions } from './signatures.ts';

const FOLLOW = 1;

/** Making, opening, removing and renaming files by their paths. */
export function pathFunctions(context: WasiContext): HostFunctions {
  return { ...openFunctions(context), ...oneNameFunctions(context), ...twoNameFunctions(context) };
}

/** A directory and a path below it: the first two things that all these functions are given. */
class PathArgument {
  directory: DirectoryNode | null = null;
  path: ParsedPath | null = null;
  readonly #context: WasiContext;

  constructor(context: WasiContext) {
    this.#context = context;
  }

  /** 0 or an errno. */
  read(fd: number, pathPtr: number, pathLength: number, right: number): Errno {
    const context = this.#context;
    const descriptor = context.descriptors.get(fd as Fd);
    if (descriptor === undefined) return ERRNO.BADF;
    if (descriptor.directory === null) return ERRNO.NOTDIR;
    if ((descriptor.rights & right) === 0) return ERRNO.NOTCAPABLE;
    const errno = context.memory.check(pathPtr >>> 0, pathLength >>> 0);
    if (errno !== 0) return errno;
    this.directory = descriptor.directory;
    this.path = context.path(pathPtr >>> 0, pathLength >>> 0);
    return 0;
  }
}

function openFunctions(context: WasiContext): HostFunctions {
  const { memory, descriptors, fs } = context;
  return {
    /** `openat` */
    path_open(
      fd,
      lookup,
      pathPtr,
      pathLength,
      openFlags,
      rightsLow,
      _rightsHigh,
      _inheritingLow,
      _inheritingHigh,
      fdFlags,
      resultPtr,
    ) {
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined) return ERRNO.BADF;
      const pointer = pathPtr! >>> 0;
      const length = pathLength! >>> 0;
      const result = resultPtr! >>> 0;
      const errno = memory.check(pointer, length) || memory.check(result, 4);
      if (errno !== 0) return errno;
      if ((lookup! & ~FOLLOW) !== 0) return ERRNO.INVAL;
      const follow = (lookup! & FOLLOW) !== 0;
      const path = context.path(pointer, length);
      const opened = openPath(fs, descriptor, path, follow, openFlags!, rightsLow!, fdFlags!);
      context.chargeWalk();
      if (opened < 0) return -opened;
      memory.setUint32(result, opened);
      return 0;
    },
  };
}

function oneNameFunctions(context: WasiContext): HostFunctions {
  const { memory, fs } = context;
  const argument = new PathArgument(context);
  return {
    /** `mkdirat` */
    path_create_directory(fd, pathPtr, pathLength) {
      const errno = argument.read(fd!, pathPtr!, pathLength!, RIGHT.PATH_CREATE_DIRECTORY);
      if (errno !== 0) return errno;
      const result = fs.createDirectory(argument.directory!, argument.path!);
      context.chargeWalk();
      return result;
    },

    /** `unlinkat` with `AT_REMOVEDIR` */
    path_remove_directory(fd, pathPtr, pathLength) {
      const errno = argument.read(fd!, pathPtr!, pathLength!, RIGHT.PATH_REMOVE_DIRECTORY);
      if (errno !== 0) return errno;
      const result = fs.removeDirectory(argument.directory!, argument.path!);
      context.chargeWalk();
      return result;
    },

    /** `unlinkat` */
    path_unlink_file(fd, pathPtr, pathLength) {
      const errno = argument.read(fd!, pathPtr!, pathLength!, RIGHT.PATH_UNLINK_FILE);
      if (errno !== 0) return errno;
      const result = fs.unlinkFile(argument.directory!, argument.path!);
      context.chargeWalk();
      return result;
    },

    /** `readlinkat`: as much of it as there is room for. */
    path_readlink(fd, pathPtr, pathLength, bufferPtr, bufferLength, usedPtr) {
      const errno = argument.read(fd!, pathPtr!, pathLength!, RIGHT.PATH_READLINK) || memory.check(usedPtr! >>> 0, 4);
      if (errno !== 0) return errno;
      const walked = fs.resolver.walk(argument.directory!, argument.path!, 0);
      context.chargeWalk();
      if (walked !== 0) return walked;
      const node = fs.resolver.node;
      if (node === null) return ERRNO.NOENT;
      if (!(node instanceof SymlinkNode)) return ERRNO.INVAL;
      const length = Math.min(node.target.length, bufferLength! >>> 0);
      const fault = writeName(context, node.target, bufferPtr! >>> 0, length);
      if (fault === 0) memory.setUint32(usedPtr! >>> 0, length);
      return fault;
    },

    /** `symlinkat` */
    path_symlink(targetPtr, targetLength, fd, pathPtr, pathLength) {
      const pointer = targetPtr! >>> 0;
      const length = targetLength! >>> 0;
      const errno = argument.read(fd!, pathPtr!, pathLength!, RIGHT.PATH_SYMLINK) || memory.check(pointer, length);
      if (errno !== 0) return errno;
      context.chargePath(length);
      const result = fs.symlink(memory.bytes, pointer, length, argument.directory!, argument.path!);
      context.chargeWalk();
      return result;
    },
  };
}

function twoNameFunctions(context: WasiContext): HostFunctions {
  const { fs } = context;
  const from = new PathArgument(context);
  const to = new PathArgument(context);
  return {
    /** `linkat`. Following a link at the end of the old path is not supported. */
    path_link(fd, lookup, pathPtr, pathLength, newFd, newPathPtr, newPathLength) {
      const errno =
        from.read(fd!, pathPtr!, pathLength!, RIGHT.PATH_LINK_SOURCE) ||
        to.read(newFd!, newPathPtr!, newPathLength!, RIGHT.PATH_LINK_TARGET);
      if (errno !== 0) return errno;
      if (lookup !== 0) return ERRNO.INVAL;
      const result = fs.link(from.directory!, from.path!, to.directory!, to.path!);
      context.chargeWalk();
      return result;
    },

    /** `renameat` */
    path_rename(fd, pathPtr, pathLength, newFd, newPathPtr, newPathLength) {
      const errno =
        from.read(fd!, pathPtr!, pathLength!, RIGHT.PATH_RENAME_SOURCE) ||
        to.read(newFd!, newPathPtr!, newPathLength!, RIGHT.PATH_RENAME_TARGET);
      if (errno !== 0) return errno;
      const result = fs.rename(from.directory!, from.path!, to.directory!, to.path!);
      context.chargeWalk();
      return result;
    },
  };
}
