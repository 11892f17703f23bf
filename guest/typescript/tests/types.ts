/**
 * What the types allow and what they do not: checked when types are checked, never run. A line below `@ts-expect-error`
 * that is no error is an error.
 */
import { content, defineTable, emitBytes, emitSlice, flush, type Row, type Table } from 'wadup-guest';
import * as library from '../src/index.ts';

/** The library has what the types promise, as they promise it. */
export const promised: typeof import('wadup-guest') = library;

const files = defineTable('files', { name: 'String', size: 'Int64', ratio: 'Float64' });

/** A row's type comes from the columns. */
type Same<First, Second> = (<T>() => T extends First ? 1 : 2) extends <T>() => T extends Second ? 1 : 2 ? true : false;
const inferred: Same<
  Row<{ readonly name: 'String'; readonly size: 'Int64' }>,
  {
    readonly name: string | null | undefined;
    readonly size: number | bigint | null | undefined;
  }
> = true;
const isTable: Same<
  typeof files,
  Table<{ readonly name: 'String'; readonly size: 'Int64'; readonly ratio: 'Float64' }>
> = true;
export const checked: boolean = inferred && isTable;

export function allowed(subject: string | undefined): void {
  files.insert({ name: 'a', size: 1, ratio: 0.5 });
  files.insert({ ratio: null, size: 2n ** 63n - 1n, name: subject });
  emitBytes(content.read(0, 10), 'part');
  emitBytes('text', 'note.txt');
  emitSlice(2n ** 40n, 10, 'far away');
  flush();
}

export function refused(wide: Record<string, 'String'>): void {
  // @ts-expect-error: a column is missing
  files.insert({ name: 'a', size: 1 });
  // @ts-expect-error: there is no such column
  files.insert({ name: 'a', size: 1, ratio: 1, sise: 1 });
  // @ts-expect-error: text in a column of whole numbers
  files.insert({ name: 'a', size: '1', ratio: 1 });
  // @ts-expect-error: a number in a column of text
  files.insert({ name: 1, size: 1, ratio: 1 });
  // @ts-expect-error: a bigint in a column of floating-point numbers
  files.insert({ name: 'a', size: 1, ratio: 1n });
  // @ts-expect-error: a boolean is no number
  files.insert({ name: 'a', size: true, ratio: 1 });
  // @ts-expect-error: there is no such type
  defineTable('dates', { when: 'Date' });
  // @ts-expect-error: names and types are not a list
  defineTable('list', [['name', 'String']]);
  // @ts-expect-error: the size is not to be changed
  content.size = 0;
  // @ts-expect-error: a slice has a name
  emitSlice(0, 1);
  // @ts-expect-error: there is no network
  void fetch('somewhere');
  // Columns that are only known when it runs are allowed, and then any of them may be given.
  defineTable('wide', wide).insert({ anything: 'x' });
}
