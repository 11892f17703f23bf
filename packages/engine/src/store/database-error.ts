/** What SQLite reports, as sentences for people. */
import { messageOf, WadupError } from '../errors.ts';
import { printable } from './printable.ts';

/** SQLite's primary result codes that a person can do something about. */
const PRIMARY = {
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  tooBig: 18,
  constraint: 19,
  notADatabase: 26,
} as const;

/** SQLite's primary result code of anything that was thrown, or 0. */
function sqliteCodeOf(thrown: unknown): number {
  const code = (thrown as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : 0;
}

/** What a file is that SQLite cannot read; the rest of a sentence that names it. */
export const NOT_A_DATABASE = 'is not a SQLite database. It was left as it is; name another file.';

/** A WadupError with code `database`: which file, what happened, what to do. One that is one already is kept. */
export function databaseError(path: string, thrown: unknown): WadupError {
  if (thrown instanceof WadupError) return thrown;
  return new WadupError('database', `The output '${printable(path, 400)}' ${causeOf(thrown)}`, { cause: thrown });
}

function causeOf(thrown: unknown): string {
  const detail = printable(messageOf(thrown), 200);
  switch (sqliteCodeOf(thrown)) {
    case PRIMARY.busy:
    case PRIMARY.locked:
      return 'is locked by another process. Close whatever is writing to it (or holds a transaction open) and try again.';
    case PRIMARY.readOnly:
      return `cannot be written: it is read-only (${detail}).`;
    case PRIMARY.ioError:
      return (
        `could not be read or written (${detail}). A full disk, a quota or a limit on file size are the usual ` +
        'causes; what was committed before is intact.'
      );
    case PRIMARY.full:
      return 'could not be written: the disk is full. What was committed before is intact; free some space and resume.';
    case PRIMARY.corrupt:
      return `is damaged (${detail}). Check it with "PRAGMA integrity_check", or write to another file.`;
    case PRIMARY.cannotOpen:
      return `cannot be opened (${detail}). Check that its directory exists and may be written to.`;
    case PRIMARY.notADatabase:
      return NOT_A_DATABASE;
    case PRIMARY.tooBig:
      return `refused a row that is larger than SQLite's limit (${detail}).`;
    case PRIMARY.constraint:
      return `refused a row because of a constraint that was added to one of its tables (${detail}).`;
    case PRIMARY.noMemory:
      return `could not be written: SQLite ran out of memory (${detail}).`;
    default:
      return `could not be written: ${detail.replace(/\.$/, '')}.`;
  }
}
