/** Reads the definitions of tables in metadata files and in `define_table`. */
import { FIXED_LIMITS } from '../options.ts';
import type { Column, ColumnType, TableDefinition } from '../stages.ts';
import { JsonScanner } from './json-scanner.ts';

const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

const NAME = Buffer.from('name');
const COLUMNS = Buffer.from('columns');
const DATA_TYPE = Buffer.from('data_type');
const INT64 = Buffer.from('Int64');
const FLOAT64 = Buffer.from('Float64');
const STRING = Buffer.from('String');

export class TableReader extends JsonScanner {
  /** A known key for the second time. Always `false`. */
  protected twice(key: string): false {
    return this.failWith(`"${key}" is there twice`, this.stringStart - 1);
  }

  protected readTable(): TableDefinition | null {
    this.peek();
    const start = this.at;
    let name: string | undefined;
    let columns: Column[] | undefined;
    if (!this.expect(OPEN_OBJECT, "'{' and a table")) return null;
    for (let more = this.#isEmptyObject() ? 0 : 1; more !== 0; ) {
      if (!this.readKey()) return null;
      if (this.stringEquals(NAME)) {
        if (name !== undefined) return this.twice('name') || null;
        if (!this.readString("the table's name in double quotes")) return null;
        name = this.stringText();
      } else if (this.stringEquals(COLUMNS)) {
        if (columns !== undefined) return this.twice('columns') || null;
        columns = [];
        if (!this.readColumns(columns)) return null;
      } else if (!this.skipValue()) return null;
      more = this.next(CLOSE_OBJECT, "',' or '}' in a table");
      if (more < 0) return null;
    }
    if (name === undefined) return this.failWith('a table needs "name"', start) || null;
    if (columns === undefined) return this.failWith('a table needs "columns"', start) || null;
    return { name, columns };
  }

  #isEmptyObject(): boolean {
    if (this.peek() !== CLOSE_OBJECT) return false;
    this.at++;
    return true;
  }

  protected readColumns(columns: Column[]): boolean {
    if (this.takeNull()) return true;
    if (this.problem !== null || !this.expect(OPEN_ARRAY, "'[' and a list of columns")) return false;
    if (this.peek() === CLOSE_ARRAY) {
      this.at++;
      return true;
    }
    for (;;) {
      if (columns.length === FIXED_LIMITS.columns) {
        return this.failWith(`a table can have at most ${FIXED_LIMITS.columns} columns`, this.at);
      }
      const column = this.#readColumn();
      if (column === null) return false;
      columns.push(column);
      const more = this.next(CLOSE_ARRAY, "',' or ']' after a column");
      if (more <= 0) return more === 0;
    }
  }

  #readColumn(): Column | null {
    this.peek();
    const start = this.at;
    let name: string | undefined;
    let type: ColumnType | undefined;
    if (!this.expect(OPEN_OBJECT, "'{' and a column")) return null;
    for (let more = this.#isEmptyObject() ? 0 : 1; more !== 0; ) {
      if (!this.readKey()) return null;
      if (this.stringEquals(NAME)) {
        if (name !== undefined) return this.twice('name') || null;
        if (!this.readString("the column's name in double quotes")) return null;
        name = this.stringText();
      } else if (this.stringEquals(DATA_TYPE)) {
        if (type !== undefined) return this.twice('data_type') || null;
        if (!this.readString('"Int64", "Float64" or "String"')) return null;
        type = this.typeOfString();
        if (type === undefined) return this.unknownType() || null;
      } else if (!this.skipValue()) return null;
      more = this.next(CLOSE_OBJECT, "',' or '}' in a column");
      if (more < 0) return null;
    }
    if (name === undefined) return this.failWith('a column needs "name"', start) || null;
    if (type === undefined) return this.failWith('a column needs "data_type"', start) || null;
    return { name, type };
  }

  protected typeOfString(): ColumnType | undefined {
    if (this.stringEquals(INT64)) return 'Int64';
    if (this.stringEquals(FLOAT64)) return 'Float64';
    if (this.stringEquals(STRING)) return 'String';
    return undefined;
  }

  protected unknownType(): false {
    return this.failWith('the type must be "Int64", "Float64" or "String"', this.stringStart - 1);
  }
}
