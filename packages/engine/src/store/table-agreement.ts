/** Whether two definitions of one table agree, and how they differ, in words. Any store needs this, not only SQLite. */
import type { Column, TableDefinition } from '../stages.ts';
import { printable } from './printable.ts';

const COLUMNS_SHOWN = 12;

/** `(a Int64, b String)`. */
export function describeColumns(columns: readonly Column[]): string {
  const shown = columns.slice(0, COLUMNS_SHOWN).map((column) => `${printable(column.name, 40)} ${column.type}`);
  if (columns.length > COLUMNS_SHOWN) shown.push(`and ${columns.length - COLUMNS_SHOWN} more`);
  return `(${shown.join(', ')})`;
}

/** Whether both agree exactly in names, types and order. */
export function agree(existing: TableDefinition, wanted: TableDefinition): boolean {
  if (existing.name !== wanted.name || existing.columns.length !== wanted.columns.length) return false;
  for (const [i, column] of existing.columns.entries()) {
    const other = wanted.columns[i]!;
    if (column.name !== other.name || column.type !== other.type) return false;
  }
  return true;
}

/** `null` when both agree exactly in names, types and order; else a sentence with the first difference and both schemas. */
export function describeDisagreement(existing: TableDefinition, wanted: TableDefinition): string | null {
  if (agree(existing, wanted)) return null;
  return (
    `table '${printable(wanted.name)}': ${firstDifference(existing, wanted)}; ` +
    `defined before as ${describeColumns(existing.columns)}, here as ${describeColumns(wanted.columns)}`
  );
}

function firstDifference(existing: TableDefinition, wanted: TableDefinition): string {
  if (existing.name !== wanted.name) {
    return `it exists as '${printable(existing.name)}', and names that differ only in case are the same table`;
  }
  const before = existing.columns;
  const here = wanted.columns;
  const common = Math.min(before.length, here.length);
  for (let i = 0; i < common; i++) {
    const old = before[i]!;
    const now = here[i]!;
    if (old.name !== now.name) {
      return (
        `column ${i + 1} was defined as '${printable(old.name)}' ${old.type}, ` +
        `here it is '${printable(now.name)}' ${now.type}${isReordered(before, here) ? ' (another order)' : ''}`
      );
    }
    if (old.type !== now.type) {
      return `column '${printable(now.name)}' was defined as ${old.type}, here it is ${now.type}`;
    }
  }
  const extra = (before.length > here.length ? before : here)[common]!;
  return (
    `it was defined with ${columnCount(before.length)}, here it has ${columnCount(here.length)} ` +
    `(${before.length > here.length ? 'missing' : 'additional'}: '${printable(extra.name)}' ${extra.type})`
  );
}

function columnCount(count: number): string {
  return count === 1 ? '1 column' : `${count} columns`;
}

function isReordered(before: readonly Column[], here: readonly Column[]): boolean {
  return before.length === here.length && sortedColumns(before) === sortedColumns(here);
}

function sortedColumns(columns: readonly Column[]): string {
  return JSON.stringify(columns.map((column) => `${column.type} ${column.name}`).toSorted());
}
