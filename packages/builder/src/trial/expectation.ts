/**
 * What a module is to make of one input, as a file beside it: JSON that people can write by hand. Whole numbers are exact
 * over all 64 bits, and columns say their types as everywhere in WADUP. What a database cannot tell apart is equal: a NaN
 * is stored as NULL.
 */
import { BuildError } from '../errors.ts';

export type ColumnType = 'Int64' | 'Float64' | 'String';
/** An Int64 is a bigint, a Float64 a number. */
export type Cell = null | bigint | number | string;

export interface ResultColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export interface ResultTable {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

/** `undefined`: not expected to be anything in particular. */
export interface ContentResult {
  readonly status: string;
  readonly errorMessage?: string | undefined;
  readonly stdout?: string | undefined;
  readonly stderr?: string | undefined;
  /** Tables that have rows, by name. */
  readonly tables: ReadonlyMap<string, ResultTable>;
  readonly subcontents: readonly SubcontentResult[];
}

export interface SubcontentResult extends ContentResult {
  readonly filename: string;
  readonly size?: bigint | undefined;
  readonly sha256?: string | undefined;
}

/** Deeper than runs go by default (--max-recursion-depth). */
const DEEPEST = 200;
const INT64 = /^-?\d{1,19}$/;
const NON_FINITE: Readonly<Record<string, Cell>> = { NaN: null, Infinity: Infinity, '-Infinity': -Infinity };
const KEYS = ['status', 'error_message', 'stdout', 'stderr', 'tables', 'subcontents'];
const SUBCONTENT_KEYS = [...KEYS, 'filename', 'size', 'sha256'];

/** A number of the text, digit for digit. */
class NumberText {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** @throws {BuildError} with what is wrong, after the file's name. */
export function parseExpectation(text: string, file: string): ContentResult {
  let json: unknown;
  try {
    json = JSON.parse(text, keepNumbers);
  } catch (thrown) {
    throw new BuildError(`${file} is no JSON: ${(thrown as Error).message}`);
  }
  return readContent(json, new Place(file, ''), KEYS, 0);
}

function keepNumbers(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value;
}

/** Where in a file something is, to complain about it. */
class Place {
  readonly #file: string;
  readonly #path: string;

  constructor(file: string, path: string) {
    this.#file = file;
    this.#path = path;
  }

  at(key: string | number): Place {
    return new Place(this.#file, typeof key === 'number' ? `${this.#path}[${key}]` : `${this.#path}.${key}`);
  }

  fail(problem: string): never {
    throw new BuildError(`${this.#file}: ${this.#path === '' ? 'it' : this.#path.replace(/^\./, '')} ${problem}.`);
  }

  object(value: unknown): Readonly<Record<string, unknown>> {
    const isObject =
      typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText);
    return isObject ? (value as Record<string, unknown>) : this.fail('must be an object');
  }

  array(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : this.fail('must be an array');
  }

  text(value: unknown): string {
    return typeof value === 'string' ? value : this.fail('must be a string');
  }
}

function readContent(json: unknown, place: Place, keys: readonly string[], depth: number): ContentResult {
  if (depth > DEEPEST) place.fail('is nested too deeply');
  const object = place.object(json);
  for (const key of Object.keys(object)) {
    if (!keys.includes(key)) place.at(key).fail(`is unknown; there are ${keys.join(', ')}`);
  }
  const optional = (key: string): string | undefined =>
    object[key] === undefined ? undefined : place.at(key).text(object[key]);
  const status = place.at('status').text(object['status']);
  if (status !== 'success' && status !== 'failed') place.at('status').fail("must be 'success' or 'failed'");
  const tables = place.at('tables');
  const subcontents = place.at('subcontents');
  return {
    status,
    errorMessage: optional('error_message'),
    stdout: optional('stdout'),
    stderr: optional('stderr'),
    tables: new Map(
      Object.entries(tables.object(object['tables'] ?? {}))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, table]) => [name, readTable(table, tables.at(name))]),
    ),
    subcontents: subcontents
      .array(object['subcontents'] ?? [])
      .map((one, index) => readSubcontent(one, subcontents.at(index), depth + 1)),
  };
}

function readSubcontent(json: unknown, place: Place, depth: number): SubcontentResult {
  const object = place.object(json);
  const content = readContent(json, place, SUBCONTENT_KEYS, depth);
  const { size, sha256 } = object;
  return {
    ...content,
    filename: place.at('filename').text(object['filename']),
    size: size === undefined ? undefined : (readCell(size, 'Int64', place.at('size')) as bigint),
    sha256: sha256 === undefined ? undefined : place.at('sha256').text(sha256),
  };
}

function readTable(json: unknown, place: Place): ResultTable {
  const object = place.object(json);
  for (const key of Object.keys(object)) {
    if (key !== 'columns' && key !== 'rows') place.at(key).fail('is unknown; there are columns, rows');
  }
  const columns = place
    .at('columns')
    .array(object['columns'])
    .map((column, index) => readColumn(column, place.at('columns').at(index)));
  const rows = place
    .at('rows')
    .array(object['rows'])
    .map((row, index) => readRow(row, columns, place.at('rows').at(index)));
  return { columns, rows };
}

/** `name Type`: a name may have spaces, a type has none. */
function readColumn(json: unknown, place: Place): ResultColumn {
  const [, name, type] = /^(.*) (Int64|Float64|String)$/s.exec(place.text(json)) ?? [];
  if (name === undefined) return place.fail("must be a name and a type, as in 'lines Int64' (Int64, Float64, String)");
  return { name, type: type as ColumnType };
}

function readRow(json: unknown, columns: readonly ResultColumn[], place: Place): readonly Cell[] {
  const values = place.array(json);
  if (values.length !== columns.length)
    place.fail(`has ${values.length} values, and there are ${columns.length} columns`);
  return columns.map(({ type }, index) => readCell(values[index], type, place.at(index)));
}

function readCell(json: unknown, type: ColumnType, place: Place): Cell {
  if (json === null) return null;
  if (type === 'String') return place.text(json);
  if (json instanceof NumberText) {
    if (type === 'Float64') return Number(json.source);
    const value = INT64.test(json.source) ? BigInt(json.source) : place.fail(`is no Int64: ${json.source}`);
    return BigInt.asIntN(64, value) === value
      ? value
      : place.fail(`is no Int64: ${json.source} needs more than 64 bits`);
  }
  const special = type === 'Float64' && typeof json === 'string' ? NON_FINITE[json] : undefined;
  if (special !== undefined) return special;
  return place.fail(type === 'Int64' ? 'must be a whole number' : "must be a number, 'NaN', 'Infinity' or '-Infinity'");
}
