import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BuildError } from '../errors.ts';
import { type Cell, type ContentResult, parseExpectation, type ResultTable } from './expectation.ts';
import { formatExpectation } from './expectation-text.ts';

function parse(json: string): ContentResult {
  return parseExpectation(json, 'a.expected.json');
}

function tableOf(columns: readonly string[], ...rows: string[]): ResultTable | undefined {
  const json = `{"status":"success","tables":{"t":{"columns":${JSON.stringify(columns)},"rows":[${rows.join(',')}]}}}`;
  return parse(json).tables.get('t');
}

describe('parseExpectation', () => {
  it('reads whole numbers exactly over all 64 bits', () => {
    const rows = tableOf(['n Int64'], '[9223372036854775807]', '[-9223372036854775808]', '[9007199254740993]')?.rows;
    expect(rows).toEqual([[9223372036854775807n], [-9223372036854775808n], [9007199254740993n]]);
  });

  it('reads a NaN as what a database makes of it, and infinities as they are', () => {
    expect(tableOf(['x Float64'], '["NaN"]', '[null]', '["-Infinity"]', '[1]', '[-0.0]')?.rows).toEqual([
      [null],
      [null],
      [-Infinity],
      [1],
      [-0],
    ]);
  });

  it('leaves words alone where text is expected', () => {
    expect(tableOf(['a b String'], '["NaN"]')).toEqual({ columns: [{ name: 'a b', type: 'String' }], rows: [['NaN']] });
  });

  it.each([
    ['{', /^a\.expected\.json is no JSON: /],
    ['[]', 'a.expected.json: it must be an object.'],
    ['{}', 'a.expected.json: status must be a string.'],
    ['{"status":"ok"}', "a.expected.json: status must be 'success' or 'failed'."],
    ['{"status":"success","row":[]}', /^a\.expected\.json: row is unknown; there are status, error_message, /],
    [
      '{"status":"success","tables":{"t":{"columns":["a"],"rows":[]}}}',
      /: tables\.t\.columns\[0\] must be a name and a type/,
    ],
    [
      '{"status":"success","tables":{"t":{"columns":["a Int64"],"rows":[[1,2]]}}}',
      /: tables\.t\.rows\[0\] has 2 values/,
    ],
    [
      '{"status":"success","tables":{"t":{"columns":["a Int64"],"rows":[[1.5]]}}}',
      /: tables\.t\.rows\[0\]\[0\] is no Int64: 1\.5/,
    ],
    [
      '{"status":"success","tables":{"t":{"columns":["a Int64"],"rows":[[9223372036854775808]]}}}',
      /needs more than 64 bits/,
    ],
    ['{"status":"success","tables":{"t":{"columns":["a Float64"],"rows":[["nan"]]}}}', /must be a number, 'NaN'/],
    ['{"status":"success","subcontents":[{"status":"success"}]}', /: subcontents\[0\]\.filename must be a string/],
  ])('says what is wrong with %s', (json, problem) => {
    expect(() => parse(json)).toThrow(BuildError);
    expect(() => parse(json)).toThrow(problem);
  });

  it('refuses nesting that has no end', () => {
    const nested = (levels: number): string =>
      `${'{"status":"success","filename":"a","subcontents":['.repeat(levels)}${']}'.repeat(levels)}`;
    expect(() => parse(nested(300).replace('"filename":"a",', ''))).toThrow(/nested too deeply/);
    expect(() => parse(nested(100_000))).toThrow(BuildError);
  });
});

const table = fc
  .record({
    types: fc.array(fc.constantFrom('Int64', 'Float64', 'String'), { minLength: 1, maxLength: 4 }),
    count: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ types, count }) => {
    const cells: Readonly<Record<string, fc.Arbitrary<Cell>>> = {
      Int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      Float64: fc.double({ noNaN: true }),
      String: fc.string({ unit: 'grapheme' }),
    };
    const row = fc.tuple(...types.map((type) => fc.option(cells[type]!, { nil: null })));
    return fc.record({
      columns: fc.constant(types.map((type, at) => ({ name: `column ${at}`, type: type as 'Int64' }))),
      rows: fc.array(row, { minLength: count, maxLength: count }),
    });
  });

const leaf = {
  status: fc.constantFrom('success', 'failed'),
  errorMessage: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
  stdout: fc.constant(undefined),
  stderr: fc.option(fc.string({ unit: 'binary-ascii' }), { nil: undefined }),
  tables: fc
    .uniqueArray(fc.tuple(fc.string(), table), { selector: ([name]) => name, maxLength: 3 })
    .map((entries) => new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))),
};
const subcontent = fc.record({
  ...leaf,
  filename: fc.string(),
  size: fc.option(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), { nil: undefined }),
  sha256: fc.option(fc.string(), { nil: undefined }),
  subcontents: fc.constant([]),
});

it('reads what it writes as the same, whatever it is', () => {
  fc.assert(
    fc.property(fc.record({ ...leaf, subcontents: fc.array(subcontent, { maxLength: 2 }) }), (result) => {
      const text = formatExpectation(result);
      expect(parse(text)).toEqual(result);
      expect(formatExpectation(parse(text))).toBe(text);
    }),
    { numRuns: 300, seed: 20_261_122 },
  );
});
