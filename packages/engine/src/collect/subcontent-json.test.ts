import { describe, expect, it } from 'vitest';
import { SubcontentReader } from './subcontent-json.ts';

function read(json: string): unknown {
  const bytes = Buffer.from(json);
  return new SubcontentReader().read(bytes, bytes.length);
}

describe('the metadata of a sub-content', () => {
  it('names bytes or a slice', () => {
    expect(read('{"filename":"a/b\\u00e4.txt"}')).toEqual({ filename: 'a/bä.txt', range: null });
    expect(read(' {"length": 0, "x": [1], "offset": 9007199254740991, "filename": ""} ')).toEqual({
      filename: '',
      range: { offset: 9007199254740991, length: 0 },
    });
    expect(read('{"filename":"n","offset":null,"length":null}')).toEqual({ filename: 'n', range: null });
  });

  it.each([
    ['', "byte 0 (line 1, column 1): expected '{' at the start, found the end"],
    ['{}', 'byte 0 (line 1, column 1): "filename" is missing'],
    ['{"filename":1}', "byte 12 (line 1, column 13): expected the filename in double quotes, found '1'"],
    ['{"filename":null}', "byte 12 (line 1, column 13): expected the filename in double quotes, found 'n'"],
    ['{"filename":"a","filename":"b"}', 'byte 16 (line 1, column 17): "filename" is there twice'],
    ['{"filename":"a","offset":1}', 'byte 0 (line 1, column 1): "offset" and "length" must be given together'],
    ['{"filename":"a","length":1,"length":1}', 'byte 27 (line 1, column 28): "length" is there twice'],
    ['{"filename":"a","offset":-1,"length":1}', 'byte 25 (line 1, column 26): it must not be negative'],
    ['{"filename":"a","offset":"1","length":1}', `byte 25 (line 1, column 26): expected a whole number, found '"'`],
    [
      '{"filename":"a","offset":1.5,"length":1}',
      'byte 25 (line 1, column 26): an Int64 must be written without fraction and exponent',
    ],
    [
      '{"filename":"a","offset":1e400,"length":1}',
      'byte 25 (line 1, column 26): an Int64 must be written without fraction and exponent',
    ],
    [
      '{"filename":"a","offset":9223372036854775807,"length":1}',
      'byte 25 (line 1, column 26): it is larger than any content',
    ],
    ['{"filename":"a"} {}', "byte 17 (line 1, column 18): expected the end, found '{'"],
    [`{"filename":"${'x'.repeat(4097)}"}`, 'byte 0 (line 1, column 1): the filename is longer than 4096 bytes'],
  ])('is refused in words: %j', (json, sentence) => {
    expect(read(json)).toBe(sentence);
  });
});
