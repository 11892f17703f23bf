import { type Descriptor, FD_FLAG, type Fd } from '../vfs/descriptors.ts';
import { ERRNO, type Errno } from '../vfs/errno.ts';
import { DirectoryCursor } from '../vfs/readdir.ts';
import { RIGHT } from '../vfs/rights.ts';
import { CHARGE, type WasiContext } from './context.ts';
import { unsigned64 } from './memory.ts';
import type { HostFunctions } from './signatures.ts';

const FDSTAT_SIZE = 24;
const PRESTAT_SIZE = 8;
const DIRENT_SIZE = 24;
const PREOPEN_DIRECTORY = 0;
const LAST_ADVICE = 5;
const SYNCHRONOUS = FD_FLAG.DSYNC | FD_FLAG.RSYNC | FD_FLAG.SYNC;
const KNOWN_FLAGS = FD_FLAG.APPEND | FD_FLAG.NONBLOCK | SYNCHRONOUS;

/** Descriptors themselves, preopened directories, and reading directories. */
export function descriptorFunctions(context: WasiContext): HostFunctions {
  return {
    ...tableFunctions(context),
    ...flagFunctions(context),
    ...storageFunctions(context),
    ...directoryFunctions(context),
  };
}

function tableFunctions(context: WasiContext): HostFunctions {
  const { descriptors } = context;
  return {
    fd_close(fd) {
      context.pendingFuel += CHARGE.file;
      return descriptors.close(fd as Fd);
    },

    fd_renumber(from, to) {
      context.pendingFuel += CHARGE.file;
      return descriptors.renumber(from as Fd, to as Fd);
    },
  };
}

function flagFunctions(context: WasiContext): HostFunctions {
  const { memory, descriptors } = context;
  return {
    fd_fdstat_get(fd, resultPtr) {
      context.pendingFuel += CHARGE.call;
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined) return ERRNO.BADF;
      const result = resultPtr! >>> 0;
      const errno = memory.check(result, FDSTAT_SIZE);
      if (errno !== 0) return errno;
      memory.setUint32(result, descriptor.node.fileType);
      memory.view.setUint16(result + 2, descriptor.flags, true);
      memory.setUint32(result + 4, 0);
      memory.setSize(result + 8, descriptor.rights);
      memory.setSize(result + 16, descriptor.inheriting);
      return 0;
    },

    /** `fcntl(fd, F_SETFL, flags)` */
    fd_fdstat_set_flags(fd, flags) {
      context.pendingFuel += CHARGE.call;
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined || descriptor.directory !== null) return ERRNO.BADF;
      if ((descriptor.rights & RIGHT.FD_FDSTAT_SET_FLAGS) === 0) return ERRNO.NOTCAPABLE;
      if (((flags! ^ descriptor.flags) & SYNCHRONOUS) !== 0) return ERRNO.NOTSUP;
      if ((flags! & ~KNOWN_FLAGS) !== 0) return ERRNO.INVAL;
      descriptor.flags = flags!;
      return 0;
    },

    /** Rights can only be given up. */
    fd_fdstat_set_rights(fd, baseLow, baseHigh, inheritingLow, inheritingHigh) {
      context.pendingFuel += CHARGE.call;
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined) return ERRNO.BADF;
      const added = (baseLow! & ~descriptor.rights) | (inheritingLow! & ~descriptor.inheriting);
      if ((added | baseHigh! | inheritingHigh!) !== 0) return ERRNO.NOTCAPABLE;
      descriptor.rights = baseLow!;
      descriptor.inheriting = inheritingLow!;
      descriptors.rightsChanged(fd as Fd);
      return 0;
    },

    fd_prestat_get(fd, resultPtr) {
      context.pendingFuel += CHARGE.call;
      const name = descriptors.get(fd as Fd)?.preopenName ?? null;
      if (name === null) return ERRNO.BADF;
      const result = resultPtr! >>> 0;
      const errno = memory.check(result, PRESTAT_SIZE);
      if (errno !== 0) return errno;
      memory.setUint32(result, PREOPEN_DIRECTORY);
      memory.setUint32(result + 4, name.length);
      return 0;
    },

    fd_prestat_dir_name(fd, pathPtr, pathLength) {
      context.pendingFuel += CHARGE.call;
      const name = descriptors.get(fd as Fd)?.preopenName ?? null;
      if (name === null) return ERRNO.BADF;
      if (pathLength! >>> 0 < name.length) return ERRNO.NAMETOOLONG;
      return writeName(context, name, pathPtr! >>> 0, name.length);
    },
  };
}

/** What is asked of the bytes of a file; there is no disk behind them. */
function storageFunctions(context: WasiContext): HostFunctions {
  const { descriptors } = context;
  const checkFile = (fd: number | undefined, right: number): Errno => {
    context.pendingFuel += CHARGE.call;
    const descriptor = descriptors.get(fd as Fd);
    if (descriptor === undefined || descriptor.directory !== null) return ERRNO.BADF;
    if (descriptor.stream !== null) return 0;
    return (descriptor.rights & right) === 0 ? ERRNO.NOTCAPABLE : 0;
  };
  return {
    /** `posix_fadvise` */
    fd_advise(fd, offsetLow, offsetHigh, lengthLow, lengthHigh, advice) {
      const errno = checkFile(fd, RIGHT.FD_ADVISE);
      if (errno !== 0) return errno;
      if (descriptors.get(fd as Fd)?.stream !== null) return ERRNO.SPIPE;
      if (unsigned64(offsetLow!, offsetHigh!) >= 2 ** 63 || unsigned64(lengthLow!, lengthHigh!) >= 2 ** 63) {
        return ERRNO.INVAL;
      }
      return advice! >>> 0 > LAST_ADVICE ? ERRNO.INVAL : 0;
    },

    /** `posix_fallocate`: the file becomes at least `offset + length` bytes long. */
    fd_allocate(fd, offsetLow, offsetHigh, lengthLow, lengthHigh) {
      context.pendingFuel += CHARGE.call;
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined || descriptor.directory !== null) return ERRNO.BADF;
      if (descriptor.file === null) return ERRNO.SPIPE;
      if ((descriptor.rights & RIGHT.FD_WRITE) === 0) return ERRNO.BADF;
      if ((descriptor.rights & RIGHT.FD_ALLOCATE) === 0) return ERRNO.NOTSUP;
      const offset = unsigned64(offsetLow!, offsetHigh!);
      const length = unsigned64(lengthLow!, lengthHigh!);
      if (length === 0 || offset >= 2 ** 63 || length >= 2 ** 63) return ERRNO.INVAL;
      const end = offset + length;
      if (end > Number.MAX_SAFE_INTEGER) return ERRNO.FBIG;
      const file = descriptor.file;
      if (end <= file.size) return 0;
      const result = file.storage.resize(end);
      if (result < 0) return -result;
      context.chargeBytes(Math.min(end, 0xffff_ffff));
      file.written = true;
      file.modifiedAt(context.fs.now());
      return 0;
    },

    /** `fdatasync` */
    fd_datasync: (fd) => checkFile(fd, RIGHT.FD_DATASYNC | RIGHT.FD_SYNC),
    /** `fsync` */
    fd_sync: (fd) => checkFile(fd, RIGHT.FD_SYNC),
  };
}

function directoryFunctions(context: WasiContext): HostFunctions {
  const { memory, descriptors } = context;
  return {
    /**
     * Entries from `cookie` on, one after the other, the last one cut off where the buffer ends. A buffer that is not
     * filled means that there are no more.
     */
    fd_readdir(fd, bufferPtr, bufferLength, cookieLow, cookieHigh, usedPtr) {
      context.pendingFuel += CHARGE.call;
      const descriptor = descriptors.get(fd as Fd);
      if (descriptor === undefined) return ERRNO.BADF;
      const directory = descriptor.directory;
      if (directory === null) return ERRNO.NOTDIR;
      if ((descriptor.rights & RIGHT.FD_READDIR) === 0) return ERRNO.NOTCAPABLE;
      const buffer = bufferPtr! >>> 0;
      const end = buffer + (bufferLength! >>> 0);
      const used = usedPtr! >>> 0;
      const errno = memory.check(buffer, end - buffer) || memory.check(used, 4) || directory.load();
      if (errno !== 0) return errno;
      const position = fillEntries(context, descriptor, buffer, end, unsigned64(cookieLow!, cookieHigh!));
      context.chargeBytes(position - buffer);
      memory.setUint32(used, position - buffer);
      return 0;
    },
  };
}

/** Where the entries end. */
function fillEntries(context: WasiContext, descriptor: Descriptor, start: number, end: number, from: number): number {
  const { memory } = context;
  const cursor = (descriptor.cursor ??= new DirectoryCursor(descriptor.directory!));
  let position = start;
  let cookie = from;
  while (position < end && cursor.peek(cookie)) {
    const { name } = cursor;
    if (position + DIRENT_SIZE <= end) writeEntry(context, cursor, position);
    else writeCutEntry(context, cursor, position, end);
    const nameStart = Math.min(end, position + DIRENT_SIZE);
    const nameLength = Math.min(name.length, end - nameStart);
    for (let i = 0; i < nameLength; i++) memory.bytes[nameStart + i] = name.charCodeAt(i);
    position = nameStart + nameLength;
    if (nameLength < name.length) break;
    cursor.take();
    cookie = cursor.following;
  }
  context.pendingFuel += cursor.work * CHARGE.step;
  cursor.work = 0;
  return position;
}

function writeEntry(context: WasiContext, cursor: DirectoryCursor, position: number): void {
  const { memory } = context;
  memory.setSize(position, cursor.following);
  memory.setSize(position + 8, cursor.node.number);
  memory.setUint32(position + 16, cursor.name.length);
  memory.setUint32(position + 20, cursor.fileType);
}

/** An entry whose fixed part does not fit: written elsewhere, and copied as far as there is room. */
function writeCutEntry(context: WasiContext, cursor: DirectoryCursor, position: number, end: number): void {
  const bytes = new Uint8Array(DIRENT_SIZE);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(cursor.following), true);
  view.setBigUint64(8, BigInt(cursor.node.number), true);
  view.setUint32(16, cursor.name.length, true);
  view.setUint32(20, cursor.fileType, true);
  context.memory.bytes.set(bytes.subarray(0, end - position), position);
}

/** Copies the first `length` bytes of a name into the guest's memory. 0 or FAULT. */
export function writeName(context: WasiContext, name: string, pointer: number, length: number): Errno {
  const { memory } = context;
  const errno = memory.check(pointer, length);
  if (errno !== 0) return errno;
  for (let i = 0; i < length; i++) memory.bytes[pointer + i] = name.charCodeAt(i);
  return 0;
}
