import { describe, expect, it } from 'vitest';
import type { Column, ColumnType, TableDefinition } from '../stages.ts';
import { describeDisagreement } from './table-agreement.ts';

function table(name: string, columns: Readonly<Record<string, ColumnType>>): TableDefinition {
  return { name, columns: Object.entries(columns).map(([column, type]): Column => ({ name: column, type })) };
}

const EXISTING = table('t', { a: 'Int64', b: 'String' });

describe('two definitions of a table', () => {
  it('agree when names, types and order are the same', () => {
    expect(describeDisagreement(EXISTING, table('t', { a: 'Int64', b: 'String' }))).toBeNull();
  });

  it.each([
    [table('t', { a: 'Float64', b: 'String' }), "table 't': column 'a' was defined as Int64, here it is Float64"],
    [table('t', { a: 'Int64', c: 'String' }), "table 't': column 2 was defined as 'b' String, here it is 'c' String"],
    [table('t', { a: 'Int64', B: 'String' }), "table 't': column 2 was defined as 'b' String, here it is 'B' String"],
    [
      table('t', { b: 'String', a: 'Int64' }),
      "table 't': column 1 was defined as 'a' Int64, here it is 'b' String (another order)",
    ],
    [
      table('t', { a: 'Int64' }),
      "table 't': it was defined with 2 columns, here it has 1 column (missing: 'b' String)",
    ],
    [
      table('t', { a: 'Int64', b: 'String', c: 'Int64' }),
      "table 't': it was defined with 2 columns, here it has 3 columns (additional: 'c' Int64)",
    ],
    [
      table('T', { a: 'Int64', b: 'String' }),
      "table 'T': it exists as 't', and names that differ only in case are the same table",
    ],
  ])('are told apart in words: %#', (wanted, sentence) => {
    const schema = wanted.columns.map(({ name, type }) => `${name} ${type}`).join(', ');
    expect(describeDisagreement(EXISTING, wanted)).toBe(
      `${sentence}; defined before as (a Int64, b String), here as (${schema})`,
    );
  });

  it('of a thousand columns are described in a few lines', () => {
    const wide = {
      name: 't',
      columns: Array.from({ length: 1000 }, (_, i): Column => ({ name: `${'c'.repeat(120)}${i}`, type: 'Int64' })),
    };
    const sentence = describeDisagreement(EXISTING, wide) ?? '';
    expect(sentence).toContain('and 988 more');
    expect(sentence.length).toBeLessThan(1200);
  });
});
