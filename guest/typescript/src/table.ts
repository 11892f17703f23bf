import { defineTable as define, insertRow } from 'wadup:host';
import type { Columns, ColumnType, Row, Table } from '../types/index.d.ts';

const TYPES: Readonly<Record<ColumnType, number>> = { Int64: 1, Float64: 2, String: 3 };

/** Of this instance: a table may be defined again in each call, and is made once. */
const tables = new Map<string, Table<Columns>>();

export function defineTable<const Of extends Columns>(name: string, columns: Of): Table<Of> {
  const known = tables.get(name);
  if (known !== undefined) {
    const before = describe(known.columns);
    const now = describe(columns);
    if (before !== now) throw new TypeError(`table '${name}' is defined already, as ${before}, and now as ${now}`);
    return known as Table<Of>;
  }
  check(name, columns);
  const names = Object.keys(columns);
  const number = define(
    name,
    names,
    names.map((column) => TYPES[columns[column]!]),
  );
  const table: Table<Of> = {
    name,
    columns: Object.freeze({ ...columns }),
    insert: (row: Row<Of>) => insertRow(number, row),
  };
  tables.set(name, table as unknown as Table<Columns>);
  return table;
}

function check(name: string, columns: Columns): void {
  if (typeof name !== 'string' || name === '') throw new TypeError('a table needs a name');
  const entries = Object.entries(columns);
  if (entries.length === 0) throw new TypeError(`table '${name}' needs a column`);
  const seen = new Set<string>();
  for (const [column, type] of entries) {
    if (column === '') throw new TypeError(`a column of table '${name}' needs a name`);
    if (!Object.hasOwn(TYPES, type)) {
      throw new TypeError(`column '${column}' of table '${name}' is '${type}': Int64, Float64 or String is expected`);
    }
    // SQL compares names without regard to ASCII case.
    const folded = column.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
    if (seen.has(folded)) throw new TypeError(`table '${name}' has the column '${column}' twice`);
    seen.add(folded);
  }
}

function describe(columns: Columns): string {
  return Object.entries(columns)
    .map(([column, type]) => `${column} ${type}`)
    .join(', ');
}
