import { describe, expect, it } from 'vitest';
import type { Column } from '../stages.ts';
import { checkDefinition } from './table-definition.ts';

const columns = (...names: string[]): Column[] => names.map((name) => ({ name, type: 'Int64' }));

describe('names of tables', () => {
  it.each(['t', 'Größe', 'select', 'a"b', "a'b", 'a b', '1', 'x'.repeat(128), '_wadup', 'wadup_x', '[x]', '日本'])(
    'may be %j',
    (name) => {
      expect(checkDefinition({ name, columns: columns('c') })).toBeNull();
    },
  );

  it.each([
    ['', 'is empty'],
    ['x'.repeat(129), 'is longer than 128 bytes'],
    ['ä'.repeat(65), 'is longer than 128 bytes'],
    ['a\u0000', 'control characters'],
    ['a\nb', 'control characters'],
    ['a\u007f', 'control characters'],
    ['a\u0085', 'control characters'],
    ['a\u202eb', 'control characters'],
    ['a\u2028b', 'control characters'],
    ['a\ud800', 'invalid text'],
    ['a\ufffd', 'invalid text'],
    [' \u00a0', 'white space'],
    ['__wadup_x', 'reserved'],
    ['__WADUP_content', 'reserved'],
    ['SQLite_x', 'reserved'],
  ])('may not be %j', (name, reason) => {
    const refusal = checkDefinition({ name, columns: columns('c') }) ?? '';
    expect(refusal).toContain(reason);
    expect(refusal.isWellFormed()).toBe(true);
    expect(refusal).not.toMatch(/\p{Cc}/u);
    expect(refusal.length).toBeLessThan(250);
  });
});

describe('columns of a table', () => {
  it('may be none, and may be called like anything else', () => {
    expect(checkDefinition({ name: 't', columns: [] })).toBeNull();
    expect(
      checkDefinition({ name: 't', columns: columns('rowid', 'select', 'uuid', '__wadup_x', 'ä', 'Ä') }),
    ).toBeNull();
  });

  it('are told apart without regard to case', () => {
    expect(checkDefinition({ name: 't', columns: columns('a', 'b', 'A') })).toBe(
      "table 't': the column name 'A' is there twice (case makes no difference)",
    );
  });

  it.each(['content_uuid', 'Content_UUID'])('may not be called %s', (name) => {
    expect(checkDefinition({ name: 't', columns: columns('a', name) })).toContain('is reserved');
  });

  it('follow the rules of tables', () => {
    expect(checkDefinition({ name: 't', columns: columns('') })).toContain("table 't': the column name '' is empty");
    expect(checkDefinition({ name: 't', columns: columns('a\u0000') })).toContain('control characters');
  });
});
