import type { Fd } from '../vfs/descriptors.ts';
import { ERRNO, type Errno } from '../vfs/errno.ts';
import { FileNode, type Inode } from '../vfs/inode.ts';
import { WALK } from '../vfs/resolver.ts';
import { RIGHT } from '../vfs/rights.ts';
import { CHARGE, type WasiContext } from './context.ts';
import { bigint64, type GuestMemory, unsigned64 } from './memory.ts';
import type { HostFunctions } from './signatures.ts';

const FILESTAT_SIZE = 64;
/** All files are on one device. */
const DEVICE = 1;
const TIME_FLAG = { ATIM: 1, ATIM_NOW: 2, MTIM: 4, MTIM_NOW: 8 } as const;
const KNOWN_TIME_FLAGS = 15;
const FOLLOW = 1;

/** Sizes, times and kinds of files. */
export function fileStatFunctions(context: WasiContext): HostFunctions {
  return { ...descriptorStat(context), ...pathStat(context) };
}

function descriptorStat(context: WasiContext): HostFunctions {
  const { memory, descriptors } = context;
  return {
    /** `fstat` */
    fd_filestat_get(fd, resultPtr) {
      context.pendingFuel += CHARGE.call;
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined) return ERRNO.BADF;
      if ((descriptor.rights & RIGHT.FD_FILESTAT_GET) === 0) return ERRNO.NOTCAPABLE;
      return writeFileStat(memory, descriptor.node, resultPtr! >>> 0);
    },

    /** `ftruncate` */
    fd_filestat_set_size(fd, sizeLow, sizeHigh) {
      context.pendingFuel += CHARGE.call;
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined || descriptor.directory !== null) return ERRNO.BADF;
      const { file } = descriptor;
      if (file === null || (descriptor.rights & RIGHT.FD_WRITE) === 0) return ERRNO.INVAL;
      if ((descriptor.rights & RIGHT.FD_FILESTAT_SET_SIZE) === 0) return ERRNO.NOTCAPABLE;
      const size = unsigned64(sizeLow!, sizeHigh!);
      if (size > Number.MAX_SAFE_INTEGER) return size >= 2 ** 63 ? ERRNO.INVAL : ERRNO.FBIG;
      const result = file.storage.resize(size);
      if (result < 0) return -result;
      context.chargeBytes(Math.min(size, 0xffff_ffff));
      file.written = true;
      file.modifiedAt(context.fs.now());
      return 0;
    },

    /** `futimens` */
    fd_filestat_set_times(fd, accessedLow, accessedHigh, modifiedLow, modifiedHigh, flags) {
      context.pendingFuel += CHARGE.call;
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined) return ERRNO.BADF;
      if ((descriptor.rights & RIGHT.FD_FILESTAT_SET_TIMES) === 0) return ERRNO.NOTCAPABLE;
      const accessed = bigint64(accessedLow!, accessedHigh!);
      return setTimes(context, descriptor.node, accessed, bigint64(modifiedLow!, modifiedHigh!), flags!);
    },
  };
}

function pathStat(context: WasiContext): HostFunctions {
  const { memory, descriptors, fs } = context;
  const find = (fd: number, lookup: number, pathPtr: number, pathLength: number, right: number): Errno => {
    const descriptor = descriptors.get(fd as Fd);
    if (descriptor === undefined) return ERRNO.BADF;
    if (descriptor.directory === null) return ERRNO.NOTDIR;
    if ((descriptor.rights & right) === 0) return ERRNO.NOTCAPABLE;
    if ((lookup & ~FOLLOW) !== 0) return ERRNO.INVAL;
    const fault = memory.check(pathPtr, pathLength);
    if (fault !== 0) return fault;
    const path = context.path(pathPtr, pathLength);
    const errno = fs.resolver.walk(descriptor.directory, path, (lookup & FOLLOW) !== 0 ? WALK.FOLLOW : 0);
    context.chargeWalk();
    if (errno !== 0) return errno;
    return fs.resolver.node === null ? ERRNO.NOENT : 0;
  };
  return {
    /** `fstatat` */
    path_filestat_get(fd, lookup, pathPtr, pathLength, resultPtr) {
      const errno = find(fd!, lookup!, pathPtr! >>> 0, pathLength! >>> 0, RIGHT.PATH_FILESTAT_GET);
      if (errno !== 0) return errno;
      return writeFileStat(memory, fs.resolver.node!, resultPtr! >>> 0);
    },

    /** `utimensat` */
    path_filestat_set_times(
      fd,
      lookup,
      pathPtr,
      pathLength,
      accessedLow,
      accessedHigh,
      modifiedLow,
      modifiedHigh,
      flags,
    ) {
      const errno = find(fd!, lookup!, pathPtr! >>> 0, pathLength! >>> 0, RIGHT.PATH_FILESTAT_SET_TIMES);
      if (errno !== 0) return errno;
      const accessed = bigint64(accessedLow!, accessedHigh!);
      return setTimes(context, fs.resolver.node!, accessed, bigint64(modifiedLow!, modifiedHigh!), flags!);
    },
  };
}

function writeFileStat(memory: GuestMemory, node: Inode, result: number): Errno {
  const errno = memory.check(result, FILESTAT_SIZE) || node.describe();
  if (errno !== 0) return errno;
  const size = node.size;
  if (size < 0) return -size;
  memory.setSize(result, DEVICE);
  memory.setSize(result + 8, node.number);
  memory.setSize(result + 16, node.fileType);
  memory.setSize(result + 24, node.links);
  memory.setSize(result + 32, size);
  writeTime(memory, result + 40, node.accessedNs, node.accessedMs);
  writeTime(memory, result + 48, node.modifiedNs, node.modifiedMs);
  writeTime(memory, result + 56, null, node.changedMs);
  return 0;
}

function writeTime(memory: GuestMemory, result: number, exact: bigint | null, milliseconds: number): void {
  if (exact === null) memory.setMilliseconds(result, milliseconds);
  else memory.setBigint(result, exact);
}

function setTimes(context: WasiContext, node: Inode, accessed: bigint, modified: bigint, flags: number): Errno {
  const both = (first: number, second: number): boolean => (flags & first) !== 0 && (flags & second) !== 0;
  if ((flags & ~KNOWN_TIME_FLAGS) !== 0) return ERRNO.INVAL;
  if (both(TIME_FLAG.ATIM, TIME_FLAG.ATIM_NOW) || both(TIME_FLAG.MTIM, TIME_FLAG.MTIM_NOW)) return ERRNO.INVAL;
  if (node instanceof FileNode && node.readonly) return ERRNO.ROFS;
  const errno = node.describe();
  if (errno !== 0) return errno;
  const now = context.fs.now();
  if ((flags & TIME_FLAG.ATIM) !== 0) node.accessedNs = accessed;
  if ((flags & TIME_FLAG.ATIM_NOW) !== 0) {
    node.accessedMs = now;
    node.accessedNs = null;
  }
  if ((flags & TIME_FLAG.MTIM) !== 0) node.modifiedNs = modified;
  if ((flags & TIME_FLAG.MTIM_NOW) !== 0) {
    node.modifiedMs = now;
    node.modifiedNs = null;
  }
  node.changedMs = now;
  return 0;
}
