/** Which names modules may give to tables and columns. */
import { FIXED_LIMITS } from '../options.ts';
import type { Refusal, TableDefinition } from '../stages.ts';
import { printable } from '../store/printable.ts';
import { foldName, isReservedTableName } from '../store/table-name.ts';

/** The first column of every table is ours. */
const OWN_COLUMN = 'content_uuid';

/**
 * Control characters, halves of surrogate pairs, U+FFFD (what invalid text was replaced with), and characters that
 * change the order or the lines of a listing.
 */
const REFUSED_CHARACTERS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffd\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** Why the names of a table cannot be used, in words; `null` when they can. No columns at all is fine. */
export function checkDefinition(table: TableDefinition): Refusal {
  const reason = nameReason(table.name, FIXED_LIMITS.tableNameBytes);
  if (reason !== null) return `the table name '${printable(table.name)}' ${reason}`;
  if (isReservedTableName(table.name)) {
    return `the table name '${printable(table.name)}' is reserved: it begins with '__wadup_' or 'sqlite_'`;
  }
  const seen = new Set([OWN_COLUMN]);
  for (const column of table.columns) {
    const columnReason = columnNameReason(column.name, seen);
    if (columnReason !== null) {
      return `table '${printable(table.name)}': the column name '${printable(column.name)}' ${columnReason}`;
    }
  }
  return null;
}

function columnNameReason(name: string, seen: Set<string>): string | null {
  const reason = nameReason(name, FIXED_LIMITS.columnNameBytes);
  if (reason !== null) return reason;
  const folded = foldName(name);
  if (folded === OWN_COLUMN) return 'is reserved: every table has a column of that name for the content';
  if (seen.has(folded)) return 'is there twice (case makes no difference)';
  seen.add(folded);
  return null;
}

function nameReason(name: string, maxBytes: number): string | null {
  if (name === '') return 'is empty';
  if (Buffer.byteLength(name) > maxBytes) return `is longer than ${maxBytes} bytes`;
  if (REFUSED_CHARACTERS.test(name)) return 'has control characters or invalid text in it';
  if (name.trim() === '') return 'is only white space';
  return null;
}
