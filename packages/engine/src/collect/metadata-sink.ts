/** Between the reader of metadata files and whoever takes what is read. */
import type { Column, ColumnType, SqlValue, TableDefinition } from '../stages.ts';
import { printable } from '../store/printable.ts';
import { describeColumns } from '../store/table-agreement.ts';

/** Where the rows of one table go. */
export interface RowTarget {
  readonly definition: TableDefinition;
  /** content_uuid and the columns' values; one row after the other. */
  readonly values: SqlValue[];
}

/** Who takes what is read. */
export interface MetadataSink {
  /** First value of every row. */
  readonly uuid: string;
  /** A table is defined. Whether it was accepted. */
  define(table: TableDefinition): boolean;
  /** Where rows of this table go; `null` when they cannot be taken. */
  target(name: string): RowTarget | null;
  /** As `target`, for a table that was accepted before. */
  targetOf(definition: TableDefinition): RowTarget;
  /** One more row was given. `false`: that is too many, reading stops. */
  countRow(values: number): boolean;
  /** Whether reasons for refusals are read by anybody. */
  readonly explains: boolean;
  /** A row disagrees with its table and was not taken. */
  refuseRow(reason: string): void;
}

/** A value is of another type than its column. */
export function wrongType(table: TableDefinition, column: Column, tag: ColumnType): string {
  return `${describeTable(table)}: column '${printable(column.name)}' is ${column.type}, the value is ${tag}`;
}

/** A row has more or fewer values than its table has columns. */
export function wrongCount(table: TableDefinition, count: number): string {
  const { length } = table.columns;
  return `${describeTable(table)} has ${length} ${length === 1 ? 'column' : 'columns'}, the row has ${count} ${count === 1 ? 'value' : 'values'}`;
}

function describeTable(table: TableDefinition): string {
  return `table '${printable(table.name)}' ${describeColumns(table.columns)}`;
}
