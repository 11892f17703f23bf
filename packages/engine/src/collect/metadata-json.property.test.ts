import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SqlValue } from '../stages.ts';
import { Collected, read } from './fixtures/collected.ts';
import { MetadataReader } from './metadata-json.ts';
import { newPrologue } from './prologue.ts';

// What JSON.parse understands, read through it.
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '\u0000', '"\\', '\ud83d\ude00'),
);
const value = fc.oneof(
  fc.constant(null),
  fc.record({ Int64: fc.maxSafeInteger() }),
  fc.record({ Float64: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
  fc.record({ String: anyText }),
);
const names = fc.constantFrom('t', 'ta', 'ünï', 'a"b');
const TYPES = ['Int64', 'Float64', 'String'] as const;
const file = fc.record(
  {
    extra: fc.jsonValue({ maxDepth: 3 }),
    rows: fc.array(
      fc.record({ table_name: names, values: fc.array(value, { maxLength: 3 }), other: fc.jsonValue({ maxDepth: 1 }) }),
    ),
    tables: fc.uniqueArray(
      fc.record({
        name: names,
        columns: fc.array(fc.record({ name: anyText, data_type: fc.constantFrom(...TYPES) }), { maxLength: 3 }),
      }),
      { selector: (table) => table.name },
    ),
  },
  { requiredKeys: [] },
);

/** The same by way of JSON.parse. */
function expected(json: string): Map<string, SqlValue[]> {
  const parsed = JSON.parse(json) as {
    tables?: { name: string; columns: { data_type: string }[] }[];
    rows?: { table_name: string; values: (Record<string, SqlValue> | null)[] }[];
  };
  const rows = new Map((parsed.tables ?? []).map((table) => [table.name, [] as SqlValue[]]));
  for (const { table_name, values } of parsed.rows ?? []) {
    const table = parsed.tables?.find(({ name }) => name === table_name);
    const fits = table?.columns.length === values.length;
    const agrees = values.every((tagged, i) => {
      const tag = tagged === null ? null : Object.keys(tagged)[0];
      const type = table?.columns[i]?.data_type;
      return tag === null || tag === type || (tag === 'Int64' && type === 'Float64');
    });
    if (fits && agrees)
      rows.get(table_name)?.push('u', ...values.map((tagged) => (tagged === null ? null : Object.values(tagged)[0]!)));
  }
  return rows;
}

describe('any file', () => {
  it('that JSON.stringify writes is read as JSON.parse reads it, in any key order and layout', () => {
    fc.assert(
      fc.property(file, fc.constantFrom(undefined, 1, '\t'), fc.boolean(), (content, space, reverse) => {
        const turned = reverse ? Object.fromEntries(Object.entries(content).toReversed()) : content;
        const json = JSON.stringify(turned, null, space);
        const { problem, sink } = read(json);
        expect(problem).toBeNull();
        const rows = new Map([...sink.tables].map(([name, { values }]) => [name, values]));
        expect(rows).toEqual(expected(json));
      }),
      { numRuns: 300 },
    );
  });

  it('that JSON.parse refuses is refused, and none is read past its end', () => {
    fc.assert(
      fc.property(file, fc.nat(), fc.integer({ min: 0, max: 255 }), (content, where, byte) => {
        const bytes = Buffer.from(JSON.stringify(content));
        bytes[where % bytes.length] = byte;
        const { problem } = read(bytes);
        let valid = true;
        try {
          JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
        } catch {
          valid = false;
        }
        if (!valid) expect(problem).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same with what is remembered of the files before it as without', () => {
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 4 }), fc.nat({ max: 60 }), (contents, cut) => {
        const one = new Collected();
        const other = new Collected();
        const reader = new MetadataReader(one);
        const plain = new MetadataReader(other);
        const prologue = newPrologue();
        for (const content of [...contents, ...contents]) {
          for (const json of [JSON.stringify(content), JSON.stringify(content).slice(0, -cut || undefined)]) {
            const bytes = Buffer.from(json);
            expect(reader.readFile(bytes, bytes.length, prologue)).toBe(plain.readFile(bytes, bytes.length, null));
          }
        }
        expect(one.tables).toEqual(other.tables);
        expect(one.refused).toEqual(other.refused);
        expect(one.rows).toBe(other.rows);
      }),
      { numRuns: 200 },
    );
  });
});
