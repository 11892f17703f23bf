/**
 * What a metadata file begins with. A module's files mostly repeat, byte for byte, the definitions of its tables and the
 * start of the first row; having read that once, comparing it is enough.
 */
import type { TableDefinition } from '../stages.ts';

/** Longer beginnings are read again each time. */
const MAX_LENGTH = 4096;

/** Of one module. Valid for good: a table, once accepted, stays what it is. */
export interface Prologue {
  /** The first bytes of a file, up to the values of its first row. */
  bytes: Uint8Array;
  /** Where its tables end; 0: nothing is remembered. */
  tablesEnd: number;
  /** Where the values of its first row begin; the length of `bytes`. */
  valuesAt: number;
  /** The table of its first row, and where the name stands. */
  definition: TableDefinition | null;
  nameStart: number;
  nameLength: number;
}

export function newPrologue(): Prologue {
  return { bytes: new Uint8Array(0), tablesEnd: 0, valuesAt: 0, definition: null, nameStart: 0, nameLength: 0 };
}

export function rememberPrologue(
  prologue: Prologue,
  bytes: Uint8Array,
  tablesEnd: number,
  valuesAt: number,
  definition: TableDefinition,
  nameStart: number,
  nameLength: number,
): void {
  if (valuesAt > MAX_LENGTH) return;
  prologue.bytes = Uint8Array.prototype.slice.call(bytes, 0, valuesAt);
  prologue.tablesEnd = tablesEnd;
  prologue.valuesAt = valuesAt;
  prologue.definition = definition;
  prologue.nameStart = nameStart;
  prologue.nameLength = nameLength;
}

/** How much of it the file begins with. 2: all of it. 1: the tables only. 0: less. */
export function prologueMatch(prologue: Prologue, bytes: Uint8Array, length: number): 0 | 1 | 2 {
  const { valuesAt, tablesEnd } = prologue;
  if (tablesEnd === 0) return 0;
  const equal = equalBytes(prologue.bytes, bytes, Math.min(valuesAt, length));
  if (equal === valuesAt) return 2;
  return equal >= tablesEnd ? 1 : 0;
}

/** How many of the first bytes are equal. */
function equalBytes(left: Uint8Array, right: Uint8Array, length: number): number {
  let at = 0;
  while (at < length && left[at] === right[at]) at++;
  return at;
}
