import { describe, expect, it } from 'vitest';
import type { SqlValue } from '../stages.ts';
import { read } from './fixtures/collected.ts';

/** One table `t` with one column of this type, and these values as they stand. */
function readValues(type: string, ...values: string[]): { problem: string | null; values: SqlValue[] } {
  const rows = values.map((value) => `{"table_name":"t","values":[${value}]}`).join(',');
  const { problem, sink } = read(
    `{"tables":[{"name":"t","columns":[{"name":"c","data_type":"${type}"}]}],"rows":[${rows}]}`,
  );
  return { problem, values: (sink.tables.get('t')?.values ?? []).filter((_, position) => position % 2 === 1) };
}

describe('values', () => {
  it('of type Int64 are exact over the whole range', () => {
    const numbers = [
      '0',
      '-0',
      '1',
      '-1',
      '999999999999999',
      '9007199254740991',
      '9007199254740992',
      '-9007199254740993',
    ];
    const limits = ['9223372036854775807', '-9223372036854775808'];
    const { problem, values } = readValues('Int64', ...[...numbers, ...limits].map((number) => `{"Int64":${number}}`));
    expect(problem).toBeNull();
    expect(values).toEqual([
      0,
      0,
      1,
      -1,
      999999999999999,
      9007199254740991,
      9007199254740992n,
      -9007199254740993n,
      9223372036854775807n,
      -9223372036854775808n,
    ]);
    expect(Object.is(values[1], 0)).toBe(true);
  });

  it.each([
    '9223372036854775808',
    '-9223372036854775809',
    '1'.repeat(400),
    '1.0',
    '1e3',
    '01',
    '-',
    '"1"',
    'true',
    '1.5',
    '',
  ])('of type Int64 cannot be %s', (number) => {
    expect(readValues('Int64', `{"Int64":${number}}`).problem).not.toBeNull();
  });

  it('of type Float64 are what JSON.parse makes of them', () => {
    const numbers = [
      '0',
      '-0',
      '1',
      '-1.5',
      '0.1',
      '123456789.123',
      '1e3',
      '1E+3',
      '1e-7',
      '5e-324',
      '1e-400',
      '2.2250738585072011e-308',
    ];
    const more = [
      '9007199254740993',
      '123456789012345678901234567890',
      '0.30000000000000004',
      '1.7976931348623157e308',
      '0.000000000000001',
    ];
    const all = [...numbers, ...more];
    const { problem, values } = readValues('Float64', ...all.map((number) => `{"Float64":${number}}`));
    expect(problem).toBeNull();
    expect(values).toEqual(all.map((number) => JSON.parse(number)));
    expect(Object.is(values[1], -0)).toBe(true);
  });

  it('of type Float64 that JSON cannot say are strings', () => {
    expect(
      readValues('Float64', '{"Float64":"NaN"}', '{"Float64":"Infinity"}', '{"Float64":"-\\u0049nfinity"}'),
    ).toEqual({
      problem: null,
      values: [Number.NaN, Infinity, -Infinity],
    });
  });

  it.each(['1e309', '-1e309', '.5', '1.', '1e', '+1', '00', 'NaN', '"nan"', '"1"', '"+Infinity"', '[]', 'nul'])(
    'of type Float64 cannot be %s',
    (number) => {
      expect(readValues('Float64', `{"Float64":${number}}`).problem).not.toBeNull();
    },
  );

  it('of type String keep every character', () => {
    const texts = [
      '',
      'a',
      'ab',
      'abc',
      'abcd',
      'a\u0000b',
      'ä€😀',
      '"\\/\b\f\n\r\t',
      '\u2028\ufeff',
      'x'.repeat(100_000),
    ];
    const { problem, values } = readValues('String', ...texts.map((text) => JSON.stringify({ String: text })));
    expect(problem).toBeNull();
    expect(values).toEqual(texts);
  });

  it('of type String may be escaped in any way', () => {
    const json = String.raw`"\u0041\u00e4\u20ac\ud83d\ude00\/\" \ud800x\udc00\ud800\ud83d\ude00"`;
    expect(readValues('String', `{"String":${json}}`).values).toEqual(['Aä€😀/" \ufffdx\ufffd\ufffd😀']);
  });

  it('are null with and without a tag, whatever the column', () => {
    expect(readValues('Int64', 'null', '{"Int64":null}', '{ "String" : null }').values).toEqual([null, null]);
  });

  it('may have an escaped tag', () => {
    expect(readValues('Int64', '{"Int\\u00364":1}').values).toEqual([1]);
  });
});

describe('the order of keys', () => {
  it('makes no difference anywhere', () => {
    const { problem, sink } = read(
      '{"x":[{"y":1e999}],"rows":[{"values":[{"Int64":1}],"z":{},"table_name":"t"},{"q":null,"table_name":"t","values":[{"Int64":2}]}],' +
        '"tables":[{"columns":[{"data_type":"Int64","w":[true,false],"name":"c"}],"name":"t","v":"v"}],"u":0}',
    );
    expect(problem).toBeNull();
    expect(sink.tables.get('t')).toEqual({
      definition: { name: 't', columns: [{ name: 'c', type: 'Int64' }] },
      values: ['u', 1, 'u', 2],
    });
  });

  it('may be escaped, too', () => {
    const { problem, sink } = read(
      '{"t\\u0061bles":[{"n\\u0061me":"t","columns":[]}],"rows":[{"table_name":"\\u0074","values":[]}]}',
    );
    expect(problem).toBeNull();
    expect(sink.tables.get('t')?.values).toEqual(['u']);
  });
});

describe('a file', () => {
  it.each([
    '',
    ' \n',
    '{}',
    ' { } ',
    '\ufeff{}',
    '\ufeff',
    '{"tables":null,"rows":null}',
    '{"rows":[],"tables":[]}',
    '{"tables":[{"name":"t","columns":null}]}',
  ])('may say nothing: %j', (json) => {
    expect(read(json)).toMatchObject({ problem: null, sink: { rows: 0 } });
  });

  const golden: readonly (readonly [string, string])[] = [
    ['[]', "byte 0 (line 1, column 1): expected '{' at the start of a metadata file, found '['"],
    ['{} x', "byte 3 (line 1, column 4): expected the end, found 'x'"],
    ['{"tables":[', "byte 11 (line 1, column 12): expected '{' and a table, found the end"],
    ['{"tables":{}}', "byte 10 (line 1, column 11): expected '[' and a list of tables, found '{'"],
    [
      '{\n "tables": [\n  {"name": "ä", "columns": [{"name": "n" "data_type": "Int64"}]}]}',
      "byte 57 (line 3, column 42): expected ',' or '}' in a column, found '\"'",
    ],
    ['{"tables":[{"name":"t"}]}', 'byte 11 (line 1, column 12): a table needs "columns"'],
    ['{"tables":[{"columns":[]}]}', 'byte 11 (line 1, column 12): a table needs "name"'],
    ['{"tables":[{"name":"t","columns":[{"name":"c"}]}]}', 'byte 34 (line 1, column 35): a column needs "data_type"'],
    [
      '{"tables":[{"name":"t","columns":[{"data_type":"Int64"}]}]}',
      'byte 34 (line 1, column 35): a column needs "name"',
    ],
    [
      '{"tables":[{"name":"t","columns":[{"name":"c","data_type":"int"}]}]}',
      'byte 58 (line 1, column 59): the type must be "Int64", "Float64" or "String"',
    ],
    ['{"tables":[],"tables":[]}', 'byte 13 (line 1, column 14): "tables" is there twice'],
    ['{"rows":[],"tables":[],"rows":[]}', 'byte 23 (line 1, column 24): "rows" is there twice'],
    ['{"rows":[{}]}', 'byte 10 (line 1, column 11): a row needs "table_name" and "values"'],
    ['{"rows":[{"values":[]}]}', 'byte 9 (line 1, column 10): a row needs "table_name"'],
    ['{"rows":[{"table_name":"t"}]}', 'byte 9 (line 1, column 10): a row needs "values"'],
    [
      '{"rows":[{"table_name":1}]}',
      "byte 23 (line 1, column 24): expected the table's name in double quotes, found '1'",
    ],
    [
      '{"rows":[{"table_name":"t","values":[42]}]}',
      `byte 37 (line 1, column 38): expected a value with its type, such as {"Int64": 42}, or null, found '4'`,
    ],
    [
      '{"rows":[{"table_name":"t","values":[{"Bool":1}]}]}',
      'byte 38 (line 1, column 39): the type must be "Int64", "Float64" or "String"',
    ],
    [
      '{"rows":[{"table_name":"t","values":[{"Int64":1,"Float64":1}]}]}',
      "byte 47 (line 1, column 48): expected '}' after a value (one type only), found ','",
    ],
    [
      '{"rows":[{"table_name":"t","values":[{}]}]}',
      "byte 38 (line 1, column 39): expected a key in double quotes, found '}'",
    ],
    [
      '{"rows":[{"table_name":"t","values":[{"Int64":1.5}]}]}',
      'byte 46 (line 1, column 47): an Int64 must be written without fraction and exponent',
    ],
    [
      '{"rows":[{"table_name":"t","values":[{"Int64":9223372036854775808}]}]}',
      'byte 46 (line 1, column 47): the number does not fit into an Int64',
    ],
    [
      '{"rows":[{"table_name":"t","values":[{"Float64":1e999}]}]}',
      'byte 48 (line 1, column 49): the number does not fit into a Float64; write "Infinity" if that is meant',
    ],
    ['{"rows":[{"table_name":"t","values":[null,]}]}', "byte 42 (line 1, column 43): expected a value, found ']'"],
    ['{"a":"x\ty"}', 'byte 7 (line 1, column 8): control character 0x09 in a string must be escaped'],
    ['{"a":"x\\q"}', "byte 8 (line 1, column 9): expected an escape that JSON knows, found 'q'"],
    ['{"a":"\\u12g4"}', "byte 10 (line 1, column 11): expected four hexadecimal digits after \\u, found 'g'"],
    ['{"a":"x', 'byte 5 (line 1, column 6): a string is not closed'],
    ['{"a":tru}', "byte 5 (line 1, column 6): expected a value, found 't'"],
    ['{"a" 1}', "byte 5 (line 1, column 6): expected ':' after a key, found '1'"],
    ['{"a":1,}', "byte 7 (line 1, column 8): expected a key in double quotes, found '}'"],
    ["{'a':1}", "byte 1 (line 1, column 2): expected a key in double quotes, found '''"],
    [`{"a":${'['.repeat(65)}${']'.repeat(65)}}`, 'byte 69 (line 1, column 70): nested more than 64 levels deep'],
    ['{\u0000}', 'byte 1 (line 1, column 2): expected a key in double quotes, found byte 0x00'],
  ];

  it.each(golden)('with an error says where and what: %j', (json, problem) => {
    expect(read(json).problem).toBe(problem);
  });

  it.each([
    [0xff],
    [0xc0, 0x80],
    [0xc3],
    [0xe0, 0x9f, 0xbf],
    [0xed, 0xa0, 0x80],
    [0xf0, 0x8f, 0xbf, 0xbf],
    [0xf4, 0x90, 0x80, 0x80],
    [0xe2, 0x82],
    [0x80],
  ])('must be valid UTF-8: %j %j %j %j is not', (...bytes) => {
    const json = Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.from(bytes.filter((byte) => byte !== undefined)),
      Buffer.from('"}'),
    ]);
    expect(read(json).problem).toContain('byte 6 (line 1, column 7): invalid UTF-8');
  });

  it('of 100,000 rows is read in one go', () => {
    const rows = Array.from({ length: 100_000 }, (_, n) => `{"table_name":"t","values":[{"Int64":${n}}]}`).join(',');
    const { problem, sink } = read(
      `{"tables":[{"name":"t","columns":[{"name":"c","data_type":"Int64"}]}],"rows":[${rows}]}`,
    );
    expect(problem).toBeNull();
    expect(sink.tables.get('t')?.values.length).toBe(200_000);
    expect(sink.tables.get('t')?.values.at(-1)).toBe(99_999);
  });
});
