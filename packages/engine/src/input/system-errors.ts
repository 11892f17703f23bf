/** Errors of the operating system, in words. */

const IN_WORDS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'operation not permitted'],
  ['ENOENT', 'it does not exist (any more)'],
  ['ENOTDIR', 'a part of its path is not a directory'],
  ['EISDIR', 'it is a directory'],
  ['ELOOP', 'its symbolic links go round in a circle'],
  ['ENAMETOOLONG', 'its path is too long'],
  ['EIO', 'the device reports an input/output error'],
  ['EMFILE', 'too many files are open'],
  ['ENFILE', 'too many files are open in the system'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EFBIG', 'the file would become too large'],
  ['EROFS', 'the filesystem is read-only'],
  ['EEXIST', 'something of that name exists already'],
  ['ENXIO', 'there is no such device'],
  ['ESPIPE', 'it is not a regular file'],
  ['ESTALE', 'the file server has lost it'],
]);

/**
 * The code (`ENOENT`, …) of an error of the operating system.
 * Anything else, above all the RangeError of a stack that is used up, is thrown on.
 */
export function systemErrorCode(thrown: unknown): string {
  const error = thrown as { readonly code?: unknown; readonly syscall?: unknown } | null;
  if (typeof error?.code === 'string' && typeof error.syscall === 'string') return error.code;
  throw thrown;
}

/** `permission denied (EACCES)` */
export function systemErrorInWords(code: string): string {
  const words = IN_WORDS.get(code);
  return words === undefined ? code : `${words} (${code})`;
}
