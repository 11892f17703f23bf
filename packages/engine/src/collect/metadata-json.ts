/**
 * Reads `/metadata/*.json` and the JSON of the `env` bindings: tables and rows go straight to where they are kept.
 *
 * Decided where the format leaves room:
 * - Keys in any order; unknown keys of files, tables, columns and rows are skipped. A known key given twice is an error.
 * - `null` for a list is an empty list (an unset slice in Go). An empty file says nothing and is no error.
 * - A byte-order mark at the start is skipped.
 * - An Int64 has no fraction and no exponent, also none that would be whole. A value has exactly one tag.
 * - `{"Int64": null}` is NULL, as is `null`.
 * - A column takes values of its own type only; a Float64 column also an Int64 that is exact as a double (up to 2^53).
 * - A Float64 too large for a double is an error, not Infinity.
 * - `\ud800` without its other half, which no UTF-8 can say, becomes U+FFFD; invalid UTF-8 is an error.
 */
import type { Column, ColumnType, SqlValue } from '../stages.ts';
import { type MetadataSink, type RowTarget, wrongCount, wrongType } from './metadata-sink.ts';
import { type Prologue, prologueMatch, rememberPrologue } from './prologue.ts';
import { TableReader } from './table-json.ts';

const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const QUOTE = 0x22;

const TABLES = Buffer.from('tables');
const ROWS = Buffer.from('rows');
const TABLE_NAME = Buffer.from('table_name');
const VALUES = Buffer.from('values');
const NON_FINITE: readonly (readonly [Uint8Array, number])[] = [
  [Buffer.from('NaN'), Number.NaN],
  [Buffer.from('Infinity'), Number.POSITIVE_INFINITY],
  [Buffer.from('-Infinity'), Number.NEGATIVE_INFINITY],
];

export class MetadataReader extends TableReader {
  readonly #sink: MetadataSink;
  /** The tag of the value that was read last; `null` of an untagged null. */
  #tag: ColumnType | null = null;
  /** The table of the row before: most rows have the same. */
  #lastNameStart = 0;
  #lastNameLength = -1;
  #lastTarget: RowTarget | null = null;
  #stopped = false;
  #prologue: Prologue | null = null;
  /** Where `tables` ended, if nothing came before it; else -1. */
  #tablesEnd = -1;
  #allAccepted = true;

  constructor(sink: MetadataSink) {
    super();
    this.#sink = sink;
  }

  /**
   * Reads `bytes[0, length)` as a metadata file.
   * @param prologue what earlier files of the same module began with, or `null` to read all of it again.
   * @returns what is wrong with the JSON and where; `null` when nothing is.
   */
  readFile(bytes: Uint8Array, length: number, prologue: Prologue | null): string | null {
    this.#begin(bytes, length);
    this.#prologue = prologue;
    if (length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.at = 3;
    if (this.peek() !== -1) this.#readTop();
    this.#prologue = null;
    return this.#end();
  }

  /** Reads the columns of `define_table`; a sentence when they cannot be read. */
  readColumnsJson(bytes: Uint8Array): Column[] | string {
    this.#begin(bytes, bytes.length);
    const columns: Column[] = [];
    if (this.readColumns(columns)) this.expectEnd();
    return this.#end() ?? columns;
  }

  /** Reads the values of `insert_row` into `target`; a sentence when they cannot be read. */
  readValuesJson(bytes: Uint8Array, target: RowTarget): string | null {
    this.#begin(bytes, bytes.length);
    if (this.#readValues(target)) this.expectEnd();
    return this.#end();
  }

  #begin(bytes: Uint8Array, length: number): void {
    this.start(bytes, length);
    this.#lastNameLength = -1;
    this.#lastTarget = null;
    this.#stopped = false;
    this.#tablesEnd = -1;
    this.#allAccepted = true;
  }

  #end(): string | null {
    const problem = this.#stopped ? null : this.problem;
    this.#lastTarget = null;
    this.finish();
    return problem;
  }

  /** Ends reading without a problem in the JSON: the sink wants no more. Always `false`. */
  #stop(): false {
    this.#stopped = true;
    return false;
  }

  #readTop(): boolean {
    let seenTables = false;
    let seenRows = false;
    /** Rows that came before the tables they may need. */
    let rowsAt = -1;
    const known = this.#skipPrologue();
    if (known !== 0) {
      seenTables = true;
      this.#tablesEnd = this.at;
    } else {
      if (!this.expect(OPEN_OBJECT, "'{' at the start of a metadata file")) return false;
      if (this.peek() === CLOSE_OBJECT) {
        this.at++;
        return this.expectEnd();
      }
    }
    if (known === 2) {
      seenRows = true;
      if (!this.#readRows(true)) return false;
    }
    // In the middle of the object after a prologue, at its first key otherwise.
    for (let inside = known !== 0; ; inside = true) {
      if (inside) {
        const more = this.next(CLOSE_OBJECT, "',' or '}'");
        if (more < 0) return false;
        if (more === 0) break;
      }
      if (!this.readKey()) return false;
      if (this.stringEquals(TABLES)) {
        if (seenTables) return this.twice('tables');
        seenTables = true;
        if (!this.#readTables()) return false;
        if (!inside && this.#allAccepted) this.#tablesEnd = this.at;
      } else if (this.stringEquals(ROWS)) {
        if (seenRows) return this.twice('rows');
        seenRows = true;
        if (seenTables) {
          if (!this.#readRows(false)) return false;
        } else {
          this.peek();
          rowsAt = this.at;
          if (!this.skipValue()) return false;
        }
      } else if (!this.skipValue()) return false;
    }
    if (!this.expectEnd()) return false;
    if (rowsAt < 0) return true;
    this.at = rowsAt;
    return this.#readRows(false);
  }

  /** 2: at the values of the first row. 1: after the tables. 0: at the start, nothing is known. */
  #skipPrologue(): 0 | 1 | 2 {
    const prologue = this.#prologue;
    if (prologue === null || this.at !== 0) return 0;
    const match = prologueMatch(prologue, this.bytes, this.end);
    if (match === 2) {
      this.at = prologue.valuesAt;
      this.#lastNameStart = prologue.nameStart;
      this.#lastNameLength = prologue.nameLength;
      this.#lastTarget = this.#sink.targetOf(prologue.definition!);
    } else if (match === 1) {
      this.at = prologue.tablesEnd;
    }
    return match;
  }

  #readTables(): boolean {
    if (this.takeNull()) return true;
    if (this.problem !== null || !this.expect(OPEN_ARRAY, "'[' and a list of tables")) return false;
    if (this.peek() === CLOSE_ARRAY) {
      this.at++;
      return true;
    }
    for (;;) {
      const table = this.readTable();
      if (table === null) return false;
      if (!this.#sink.define(table)) this.#allAccepted = false;
      const more = this.next(CLOSE_ARRAY, "',' or ']' after a table");
      if (more <= 0) return more === 0;
    }
  }

  /** @param inFirstRow the prologue brought us to the values of the first row. */
  #readRows(inFirstRow: boolean): boolean {
    if (!inFirstRow) {
      if (this.takeNull()) return true;
      if (this.problem !== null || !this.expect(OPEN_ARRAY, "'[' and a list of rows")) return false;
      if (this.peek() === CLOSE_ARRAY) {
        this.at++;
        return true;
      }
    }
    for (let first = true; ; first = false) {
      if (!this.#readRow(first, first && inFirstRow)) return false;
      const more = this.next(CLOSE_ARRAY, "',' or ']' after a row");
      if (more <= 0) return more === 0;
    }
  }

  #readRow(first: boolean, atValues: boolean): boolean {
    let hasName = atValues;
    let hasValues = atValues;
    /** Values that came before the name of their table. */
    let valuesAt = -1;
    const start = this.at;
    if (atValues) {
      if (!this.#readValues(this.#lastTarget)) return false;
    } else {
      if (!this.expect(OPEN_OBJECT, "'{' and a row")) return false;
      if (this.peek() === CLOSE_OBJECT) return this.failWith('a row needs "table_name" and "values"', this.at);
    }
    for (let inside = atValues; ; inside = true) {
      if (inside) {
        const more = this.next(CLOSE_OBJECT, "',' or '}' in a row");
        if (more < 0) return false;
        if (more === 0) break;
      }
      if (!this.readKey()) return false;
      if (this.stringEquals(TABLE_NAME)) {
        if (hasName) return this.twice('table_name');
        hasName = true;
        if (!this.#readTableName()) return false;
      } else if (this.stringEquals(VALUES)) {
        if (hasValues) return this.twice('values');
        hasValues = true;
        this.peek();
        if (!hasName) {
          valuesAt = this.at;
          if (!this.skipValue()) return false;
        } else {
          if (first) this.#rememberPrologue();
          if (!this.#readValues(this.#lastTarget)) return false;
        }
      } else if (!this.skipValue()) return false;
    }
    if (!hasName) return this.failWith('a row needs "table_name"', start);
    if (!hasValues) return this.failWith('a row needs "values"', start);
    return valuesAt < 0 || this.#readValuesBefore(valuesAt);
  }

  #readValuesBefore(valuesAt: number): boolean {
    const at = this.at;
    this.at = valuesAt;
    if (!this.#readValues(this.#lastTarget)) return false;
    this.at = at;
    return true;
  }

  #rememberPrologue(): void {
    const target = this.#lastTarget;
    if (this.#prologue === null || target === null || this.#tablesEnd < 0) return;
    const { bytes } = this;
    rememberPrologue(
      this.#prologue,
      bytes,
      this.#tablesEnd,
      this.at,
      target.definition,
      this.#lastNameStart,
      this.#lastNameLength,
    );
  }

  #readTableName(): boolean {
    if (!this.readString("the table's name in double quotes")) return false;
    const start = this.stringStart;
    const length = this.stringEnd - start;
    if (this.#isLastName(start, length)) return true;
    this.#lastNameStart = start;
    this.#lastNameLength = length;
    this.#lastTarget = this.#sink.target(this.stringText());
    return true;
  }

  /** Equal bytes, escapes and all, are equal names. */
  #isLastName(start: number, length: number): boolean {
    if (length !== this.#lastNameLength) return false;
    const { bytes } = this;
    const last = this.#lastNameStart;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== bytes[last + i]) return false;
    return true;
  }

  /** @param target `null`: read and dropped. */
  #readValues(target: RowTarget | null): boolean {
    const isNull = this.takeNull();
    if (!isNull && (this.problem !== null || !this.expect(OPEN_ARRAY, "'[' and a list of values"))) return false;
    if (target === null) return this.#dropValues(isNull);
    const { values, definition } = target;
    const { columns } = definition;
    const mark = values.length;
    let count = 0;
    let disagreement: string | null = null;
    values.push(this.#sink.uuid);
    let more = 1;
    if (isNull) more = 0;
    else if (this.peek() === CLOSE_ARRAY) {
      this.at++;
      more = 0;
    }
    while (more === 1) {
      const value = this.#readValue();
      if (value === undefined) return false;
      const column = columns[count++];
      if (column !== undefined) {
        if (this.#tag !== column.type && this.#tag !== null && !this.#isWholeFloat(column.type, value)) {
          disagreement ??= this.#sink.explains ? wrongType(definition, column, this.#tag) : '';
        }
        values.push(value);
      }
      more = this.next(CLOSE_ARRAY, "',' or ']' after a value");
    }
    if (more < 0) return false;
    if (count !== columns.length) disagreement = this.#sink.explains ? wrongCount(definition, count) : '';
    if (disagreement !== null) {
      values.length = mark;
      this.#sink.refuseRow(disagreement);
    }
    if (this.#sink.countRow(count)) return true;
    values.length = mark;
    return this.#stop();
  }

  /** An Int64 for a Float64 column that loses nothing: languages with one kind of number write 3.0 as 3. */
  #isWholeFloat(type: ColumnType, value: SqlValue): boolean {
    return type === 'Float64' && this.#tag === 'Int64' && typeof value === 'number';
  }

  #dropValues(isNull: boolean): boolean {
    let more = 1;
    if (isNull) more = 0;
    else if (this.peek() === CLOSE_ARRAY) {
      this.at++;
      more = 0;
    }
    let count = 0;
    while (more === 1) {
      if (this.#readValue() === undefined) return false;
      count++;
      more = this.next(CLOSE_ARRAY, "',' or ']' after a value");
    }
    if (more < 0) return false;
    return this.#sink.countRow(count) || this.#stop();
  }

  /** `undefined` on a problem. */
  #readValue(): SqlValue | undefined {
    const byte = this.peek();
    if (byte === 0x6e) {
      this.#tag = null;
      return this.takeNull() ? null : undefined;
    }
    if (byte !== OPEN_OBJECT) {
      this.fail('a value with its type, such as {"Int64": 42}, or null');
      return undefined;
    }
    this.at++;
    if (!this.readKey()) return undefined;
    const tag = this.typeOfString();
    if (tag === undefined) {
      this.unknownType();
      return undefined;
    }
    this.#tag = tag;
    const value = this.#readTagged(tag);
    if (value === undefined || !this.expect(CLOSE_OBJECT, "'}' after a value (one type only)")) return undefined;
    return value;
  }

  #readTagged(tag: ColumnType): SqlValue | undefined {
    const byte = this.peek();
    if (byte === 0x6e) return this.takeNull() ? null : undefined;
    if (tag === 'Int64') return this.readInt64();
    if (tag === 'String') return this.readString('a string in double quotes') ? this.stringText() : undefined;
    if (byte !== QUOTE) return this.readDouble();
    if (!this.readString('a number')) return undefined;
    const found = NON_FINITE.find(([text]) => this.stringEquals(text));
    if (found === undefined)
      this.failWith('a Float64 is a number, or one of "NaN", "Infinity", "-Infinity"', this.stringStart - 1);
    return found?.[1];
  }
}
