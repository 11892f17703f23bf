/**
 * WASI preview1 error numbers. Functions of the filesystem return one of these, or 0; where a result is a count they
 * return it negated.
 */

/** By name, in the order of the specification. */
export const ERRNO = {
  SUCCESS: 0,
  TOOBIG: 1,
  ACCES: 2,
  AGAIN: 6,
  BADF: 8,
  BUSY: 10,
  EXIST: 20,
  FAULT: 21,
  FBIG: 22,
  INTR: 27,
  INVAL: 28,
  IO: 29,
  ISDIR: 31,
  LOOP: 32,
  MFILE: 33,
  MLINK: 34,
  NAMETOOLONG: 37,
  NFILE: 41,
  NODEV: 43,
  NOENT: 44,
  NOMEM: 48,
  NOSPC: 51,
  NOSYS: 52,
  NOTDIR: 54,
  NOTEMPTY: 55,
  NOTSOCK: 57,
  NOTSUP: 58,
  NXIO: 60,
  OVERFLOW: 61,
  PERM: 63,
  PIPE: 64,
  RANGE: 68,
  ROFS: 69,
  SPIPE: 70,
  STALE: 72,
  XDEV: 75,
  NOTCAPABLE: 76,
} as const;

/** 0 (success) or an error number. */
export type Errno = number;

const BY_SYSTEM_CODE: ReadonlyMap<string, Errno> = new Map<string, Errno>([
  ['E2BIG', ERRNO.TOOBIG],
  ['EACCES', ERRNO.ACCES],
  ['EAGAIN', ERRNO.AGAIN],
  ['EBADF', ERRNO.BADF],
  ['EBUSY', ERRNO.BUSY],
  ['EEXIST', ERRNO.EXIST],
  ['EFBIG', ERRNO.FBIG],
  ['EINTR', ERRNO.INTR],
  ['EINVAL', ERRNO.INVAL],
  ['EISDIR', ERRNO.ISDIR],
  ['ELOOP', ERRNO.LOOP],
  ['EMFILE', ERRNO.MFILE],
  ['ENAMETOOLONG', ERRNO.NAMETOOLONG],
  ['ENFILE', ERRNO.NFILE],
  ['ENODEV', ERRNO.NODEV],
  ['ENOENT', ERRNO.NOENT],
  ['ENOMEM', ERRNO.NOMEM],
  ['ENOSPC', ERRNO.NOSPC],
  ['ENOSYS', ERRNO.NOSYS],
  ['ENOTDIR', ERRNO.NOTDIR],
  ['ENOTEMPTY', ERRNO.NOTEMPTY],
  ['ENOTSUP', ERRNO.NOTSUP],
  ['ENXIO', ERRNO.NXIO],
  ['EOVERFLOW', ERRNO.OVERFLOW],
  ['EPERM', ERRNO.PERM],
  ['EPIPE', ERRNO.PIPE],
  ['EROFS', ERRNO.ROFS],
  ['ESPIPE', ERRNO.SPIPE],
  ['ESTALE', ERRNO.STALE],
  ['EXDEV', ERRNO.XDEV],
]);

/** The error number of a system error code such as `ENOENT`; IO for one that WASI has no name for. */
export function errnoOfSystemCode(code: string): Errno {
  return BY_SYSTEM_CODE.get(code) ?? ERRNO.IO;
}
