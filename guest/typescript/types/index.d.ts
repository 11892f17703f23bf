/**
 * WADUP modules in TypeScript or JavaScript: export a function called `process`, which is called for each content.
 *
 * ```ts
 * import { content, defineTable } from 'wadup-guest';
 *
 * const sizes = defineTable('file_sizes', { size_bytes: 'Int64' });
 *
 * export function process() {
 *   sizes.insert({ size_bytes: content.size });
 * }
 * ```
 *
 * `process` may be async. A number that it returns, other than 0, is the code of a failure; so is whatever it throws,
 * which is then on stderr with its stack. What it has inserted and emitted until then is kept. Variables of the module
 * keep their values from content to content, on each thread by themselves.
 */

/** SQLite's INTEGER, REAL and TEXT. */
export type ColumnType = 'Int64' | 'Float64' | 'String';

/** Names and types of columns, in order (JavaScript puts names that are whole numbers first). */
export type Columns = Readonly<Record<string, ColumnType>>;

/**
 * What a column takes: `Int64` whole numbers, exact over 64 bits (past 2^53 only as a `bigint`); `Float64` numbers,
 * NaN and the infinities too; `String` text, in which half a pair of UTF-16 becomes U+FFFD.
 */
export type Value<Type extends ColumnType> = Type extends 'Int64'
  ? number | bigint
  : Type extends 'Float64'
    ? number
    : string;

/** A row: a property for each column. `null` and `undefined` are NULL. */
export type Row<Of extends Columns> = { readonly [Name in keyof Of]: Value<Of[Name]> | null | undefined };

export interface Table<Of extends Columns> {
  readonly name: string;
  readonly columns: Of;
  /**
   * Inserts a row. Rows are buffered and handed over by themselves, in order.
   * @throws {TypeError} when a value is not of its column's type, or there is no such column.
   */
  insert(row: Row<Of>): void;
}

/**
 * A table, which exists in the database from now on, also without rows. It may be defined at the top of the module, or
 * again in each call. Two definitions of one table must agree exactly, also between modules and runs.
 *
 * @param name Any characters; the prefixes `__wadup_` and `sqlite_` are refused.
 */
export function defineTable<const Of extends Columns>(name: string, columns: Of): Table<Of>;

/** The content that is being processed. */
export interface Content {
  /** A file that `node:fs` can open. */
  readonly path: '/data.bin';
  /** In bytes. */
  readonly size: number;
  /** Up to `length` bytes from `offset` on: fewer where the content ends, none past its end. Offsets may pass 4 GiB. */
  read(offset: number | bigint, length: number): Uint8Array<ArrayBuffer>;
  /** Reads into bytes that are there already, and gives how many were read. */
  readInto(offset: number | bigint, into: Uint8Array): number;
  /** The whole content. */
  bytes(): Uint8Array<ArrayBuffer>;
  /** The whole content as text: `utf-8` by default, or any encoding that `TextDecoder` knows. */
  text(encoding?: string): string;
  /** The whole content piece by piece, each of `size` bytes (64 KiB by default) and the last one of what is left. */
  pieces(size?: number): Generator<Uint8Array<ArrayBuffer>, void, undefined>;
}

export const content: Content;

/**
 * Emits bytes (or text, as UTF-8) that the module has found or made: every module is called for them as for a file.
 *
 * @param filename What the analyst will see.
 */
export function emitBytes(bytes: Uint8Array | ArrayBuffer | string, filename: string): void;

/**
 * Emits a part of the content as it is. Nothing is read or copied: prefer it where the bytes stand there as they are. A
 * range outside of the content is recorded as a failure of this content.
 */
export function emitSlice(offset: number | bigint, length: number | bigint, filename: string): void;

/** Hands all buffered rows over now. Rarely needed: that happens by itself, also when `process` fails. */
export function flush(): void;
