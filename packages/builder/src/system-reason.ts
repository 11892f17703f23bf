/** What the system says about a file, in words. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'it is, or lies below, a file that is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file or folder of that name exists',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'its name is too long',
};

/** Without a full stop. */
export function systemReason(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException;
  return (code === undefined ? undefined : REASONS[code]) ?? message;
}
