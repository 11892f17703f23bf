import { beforeEach, describe, expect, it } from 'vitest';
import type { PendingBatch, Refusal, SqlValue, TableDefinition, TableRegistry } from '../stages.ts';
import { describeDisagreement } from '../store/table-agreement.ts';
import { newBatch } from '../store/writer.ts';
import { ContentCollector } from './content-collector.ts';

const FACTS = { filename: 'f', parentUuid: null, processedAt: 1, children: 0, inputIndex: 0 };

/** A registry in memory. */
class MemoryTables implements TableRegistry {
  readonly tables = new Map<string, TableDefinition>();
  /** Thrown by the next call, as an exhausted stack would. */
  overflow = false;
  definitions = 0;

  find(name: string): TableDefinition | undefined {
    if (this.overflow) throw new RangeError('Maximum call stack size exceeded');
    return this.tables.get(name);
  }

  define(wanted: TableDefinition): Refusal {
    this.definitions++;
    const known = this.tables.get(wanted.name);
    if (known !== undefined) return describeDisagreement(known, wanted);
    this.tables.set(wanted.name, wanted);
    return null;
  }
}

let tables: MemoryTables;
let batch: PendingBatch;
let collector: ContentCollector;
let uuids = 0;

function newCollector(limits: { maxRows?: number; maxRowBytes?: number } = {}): ContentCollector {
  return new ContentCollector({ tables, batch, limits: { maxRows: 1e6, maxRowBytes: 1e9, ...limits } });
}

function begin(module = 'm'): void {
  collector.beginContent(`u${++uuids}`);
  collector.beginModule(module);
}

function metadata(json: unknown, name = 'a.json'): Refusal {
  const bytes = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
  return collector.metadata(name, bytes, bytes.length);
}

/** Ends the content. @returns its error message. */
function end(): string | null {
  collector.endContent(FACTS);
  return batch.contents.at(-1)?.errorMessage ?? null;
}

function rows(table: string): SqlValue[] {
  for (const [definition, values] of batch.rows) if (definition.name === table) return values;
  return [];
}

const table = (name: string, ...columns: [string, string][]) => ({
  name,
  columns: columns.map(([column, type]) => ({ name: column, data_type: type })),
});
const row = (name: string, ...values: unknown[]) => ({ table_name: name, values });
const T = table('t', ['n', 'Int64']);

beforeEach(() => {
  tables = new MemoryTables();
  batch = newBatch();
  collector = newCollector();
  uuids = 0;
});

describe('rows of a content', () => {
  it('carry the uuid of their content, file after file and content after content', () => {
    for (let content = 0; content < 3; content++) {
      begin();
      expect(metadata({ tables: [T], rows: [row('t', { Int64: content })] })).toBeNull();
      expect(metadata({ tables: [T], rows: [row('t', { Int64: content + 10 })] })).toBeNull();
      expect(end()).toBeNull();
    }
    expect(rows('t')).toEqual(['u1', 0, 'u1', 10, 'u2', 1, 'u2', 11, 'u3', 2, 'u3', 12]);
    // Repeated definitions are recognised by their bytes.
    expect(tables.definitions).toBe(1);
  });

  it('may come in 100,000 files', () => {
    begin();
    const file = Buffer.from(JSON.stringify({ tables: [T], rows: [row('t', { Int64: 7 })] }));
    for (let i = 0; i < 100_000; i++) collector.metadata(`${i}.json`, file, file.length);
    expect(end()).toBeNull();
    expect(rows('t').length).toBe(200_000);
  });

  it('go into the arrays of the next batch once the writer has emptied this one', () => {
    begin();
    metadata({ tables: [T], rows: [row('t', { Int64: 1 })] });
    end();
    batch.rows.clear();
    begin();
    metadata({ tables: [T], rows: [row('t', { Int64: 2 })] });
    end();
    expect(rows('t')).toEqual(['u2', 2]);
  });

  it('are recognised when a file begins like the one before but differs later', () => {
    begin();
    metadata({ tables: [T, table('s', ['n', 'Int64'])], rows: [row('t', { Int64: 1 })] });
    metadata({ tables: [T, table('s', ['n', 'Int64'])], rows: [row('s', { Int64: 2 }), row('t', { Int64: 3 })] });
    metadata({ tables: [T, table('r', ['n', 'Int64'])], rows: [row('r', { Int64: 4 })] });
    expect(end()).toBeNull();
    expect(rows('t')).toEqual(['u1', 1, 'u1', 3]);
    expect(rows('s')).toEqual(['u1', 2]);
    expect(rows('r')).toEqual(['u1', 4]);
  });

  it('are taken for tables that another module defined', () => {
    begin('a');
    metadata({ tables: [T] });
    collector.beginModule('b');
    metadata({ rows: [row('t', { Int64: 7 })] });
    expect(end()).toBeNull();
    expect(rows('t')).toEqual(['u1', 7]);
  });

  it('of a file with wrong JSON are not kept, those of other files are', () => {
    begin();
    metadata({ tables: [T], rows: [row('t', { Int64: 1 })] }, '1.json');
    const file = `${JSON.stringify({ tables: [T], rows: [row('t', { Int64: 2 })] }).slice(0, -2)},\n{"table_name":"t"]}`;
    const place = "2.json: byte 138 (line 2, column 18): expected ',' or '}' in a row, found ']'";
    expect(metadata(file, '2.json')).toBe(place);
    metadata({ rows: [row('t', { Int64: 3 })] }, '3.json');
    expect(end()).toBe(`module 'm': ${place}`);
    expect(rows('t')).toEqual(['u1', 1, 'u1', 3]);
  });

  it('of a discarded content are removed, and only these', () => {
    begin();
    metadata({ tables: [T], rows: [row('t', { Int64: 1 })] });
    collector.output({ stdout: 'x', stderr: null, stdoutTruncated: false, stderrTruncated: false });
    end();
    begin();
    metadata({ tables: [T, table('s')], rows: [row('t', { Int64: 2 }), row('s'), row('t', { Int64: 3 })] });
    collector.output({ stdout: 'y', stderr: null, stdoutTruncated: false, stderrTruncated: false });
    collector.problem('p');
    collector.discardContent();
    expect(rows('t')).toEqual(['u1', 1]);
    expect(rows('s')).toEqual([]);
    expect(batch.outputs).toEqual(['u1', 'm', 'x', null, 0, 0]);
    begin();
    expect(end()).toBeNull();
  });
});

describe('disagreements', () => {
  it('between a row and its table drop the row, keep the others, and show both sides', () => {
    begin();
    metadata({
      tables: [table('t', ['n', 'Int64'], ['s', 'String'])],
      rows: [
        row('t', { Int64: 1 }, { String: 'a' }),
        row('t', { String: 'x' }, { String: 'b' }),
        row('t', { Int64: 3 }),
        row('t', { Int64: 4 }, { String: 'd' }, { String: 'e' }),
        row('t', null, null),
      ],
    });
    expect(rows('t')).toEqual(['u1', 1, 'a', 'u1', null, null]);
    expect(end()).toBe(
      "module 'm': a.json: table 't' (n Int64, s String): column 'n' is Int64, the value is String; " +
        "a.json: table 't' (n Int64, s String) has 2 columns, the row has 1 value; " +
        "a.json: table 't' (n Int64, s String) has 2 columns, the row has 3 values",
    );
  });

  it('do not include whole numbers for a Float64 column, as long as these are exact', () => {
    begin();
    const file = { tables: [table('f', ['x', 'Float64'])], rows: [row('f', { Int64: 3 }), row('f', { Float64: 0.5 })] };
    expect(metadata(file)).toBeNull();
    expect(metadata('{"rows":[{"table_name":"f","values":[{"Int64":9007199254740993}]}]}')).toContain(
      "'x' is Float64, the value is Int64",
    );
    expect(metadata({ rows: [row('f', { String: '3' })] })).toContain("'x' is Float64, the value is String");
    expect(rows('f')).toEqual(['u1', 3, 'u1', 0.5]);
  });

  it('between two definitions drop the rows of that table only, also those of later files and contents', () => {
    begin('a');
    metadata({ tables: [T] });
    end();
    begin('b');
    metadata({
      tables: [table('t', ['m', 'Int64']), table('s', ['n', 'Int64'])],
      rows: [row('t', { Int64: 1 }), row('s', { Int64: 2 })],
    });
    metadata({ rows: [row('t', { Int64: 3 })] });
    expect(end()).toContain("table 't': column 1 was defined as 'n' Int64, here it is 'm' Int64");
    begin('b');
    metadata({ rows: [row('t', { Int64: 4 }), row('s', { Int64: 5 })] });
    expect(end()).toContain("table 't'");
    expect(rows('t')).toEqual([]);
    expect(rows('s')).toEqual(['u2', 2, 'u3', 5]);
  });

  it('end when the module defines the table as it is', () => {
    begin('a');
    metadata({ tables: [T] });
    collector.beginModule('b');
    metadata({ tables: [T], rows: [row('t', { Int64: 0 })] });
    metadata({ tables: [table('t', ['m', 'Int64'])], rows: [row('t', { Int64: 1 })] });
    metadata({ tables: [T], rows: [row('t', { Int64: 2 })] });
    expect(end()).toContain("module 'b'");
    expect(rows('t')).toEqual(['u1', 0, 'u1', 2]);
  });

  it('within one file are found as well', () => {
    begin();
    metadata({ tables: [T, table('t', ['n', 'String'])], rows: [row('t', { Int64: 1 })] });
    expect(end()).toContain("column 'n' was defined as Int64, here it is String");
    expect(rows('t')).toEqual([]);
  });

  it('with no table at all are named', () => {
    begin();
    metadata({ rows: [row('nobody\u0007', { Int64: 1 })] });
    expect(end()).toBe("module 'm': a.json: a row for table 'nobody\\u{7}', which is not defined");
  });

  it.each(['__wadup_content', '__WADUP_x', 'sqlite_master', '', 'a\u0000b', 'x'.repeat(129), ' '])(
    'with the rules for names refuse the table %j',
    (name) => {
      begin();
      metadata({ tables: [table(name, ['n', 'Int64'])], rows: [row(name, { Int64: 1 })] });
      expect(end()).not.toBeNull();
      expect(tables.tables.size).toBe(0);
    },
  );
});

describe('limits', () => {
  it('keep as many rows as are allowed, and take none from other modules and contents', () => {
    collector = newCollector({ maxRows: 3 });
    begin('a');
    metadata({ tables: [T], rows: [row('t', { Int64: 1 }), row('t', { Int64: 2 })] });
    expect(metadata({ rows: [row('t', { Int64: 3 }), row('t', { Int64: 4 }), row('t', { Int64: 5 })] })).toContain(
      '--max-rows',
    );
    expect(metadata({ rows: [row('t', { Int64: 6 })] })).toContain('--max-rows');
    collector.beginModule('b');
    expect(metadata({ rows: [row('t', { Int64: 8 })] })).toBeNull();
    expect(end()).toContain('more rows than 3 of one content');
    expect(rows('t')).toEqual(['u1', 1, 'u1', 2, 'u1', 3, 'u1', 8]);
    begin();
    metadata({ rows: [row('t', { Int64: 7 })] });
    expect(end()).toBeNull();
  });

  it('count rows that are dropped, too', () => {
    collector = newCollector({ maxRows: 3 });
    begin();
    expect(metadata({ rows: Array.from({ length: 4 }, () => row('none')) })).not.toBeNull();
    expect(end()).toContain('--max-rows');
  });

  it('refuse the file that has too many bytes, and those after it', () => {
    collector = newCollector({ maxRowBytes: 150 });
    begin();
    expect(metadata({ tables: [T], rows: [row('t', { Int64: 1 })] })).toBeNull();
    expect(metadata({ rows: [row('t', { Int64: 2 })] })).toContain('more than 150 bytes of metadata of one content');
    expect(metadata('{}')).toContain('--max-row-bytes');
    end();
    expect(rows('t')).toEqual(['u1', 1]);
  });

  it('bound what all modules together add to the batch, by file and by row, and what is in it stays', () => {
    collector = new ContentCollector({
      tables,
      batch,
      limits: { maxRows: 1e6, maxRowBytes: 1e9 },
      maxBatchBytes: 2000,
    });
    begin('greedy');
    const many = Array.from({ length: 100 }, (_, n) => row('t', { Int64: n }));
    expect(metadata({ tables: [T], rows: many.slice(0, 10) })).toBeNull();
    expect(collector.insertRow(Buffer.from('t'), Buffer.from(`[${' '.repeat(1500)}null]`))).toContain(
      'do not fit into 0 MB',
    );
    collector.beginModule('other');
    expect(metadata({ rows: many })).toContain('of all modules together');
    expect(end()).toContain("module 'other': a.json: the rows of one content");
    expect(rows('t')).toHaveLength(20);
    Object.assign(batch, newBatch());
    begin('other');
    expect(metadata({ rows: many.slice(0, 10) })).toBeNull();
    expect(end()).toBeNull();
  });

  it('stop in the middle of a file whose rows take more room than its bytes', () => {
    collector = new ContentCollector({
      tables,
      batch,
      limits: { maxRows: 1e6, maxRowBytes: 1e9 },
      maxBatchBytes: 5000,
    });
    begin();
    const file = { tables: [T], rows: Array.from({ length: 50 }, () => row('t', null)) };
    expect(JSON.stringify(file).length).toBeLessThan(2500);
    expect(metadata(file)).toContain('of all modules together');
    expect(rows('t').length).toBeLessThan(100);
  });

  it('keep the error message short whatever a module does wrong', () => {
    for (let module = 0; module < 20; module++) {
      collector.beginModule(`module-${module}`);
      for (let file = 0; file < 50; file++) metadata('x'.repeat(300), `${'n'.repeat(300)}${file}`);
    }
    begin();
    const message = end() ?? '';
    expect(message.length).toBeLessThan(1100);
    expect(message.split('\n').length).toBeLessThanOrEqual(6);
  });
});

describe('what a module that failed leaves', () => {
  it('is kept, and the outcome is named first', () => {
    begin('good');
    metadata({ tables: [T], rows: [row('t', { Int64: 1 })] });
    collector.outcome({ kind: 'ok' });
    collector.beginModule('bad');
    metadata({ rows: [row('t', { Int64: 2 })] });
    metadata('[', 'b.json');
    collector.outcome({ kind: 'outOfFuel', limit: 1000 });
    collector.output({ stdout: null, stderr: 'panic', stdoutTruncated: false, stderrTruncated: true });
    expect(end()).toBe(
      "module 'bad': fuel exhausted: it needed more than 1000 units (--fuel); " +
        "b.json: byte 0 (line 1, column 1): expected '{' at the start of a metadata file, found '['",
    );
    expect(rows('t')).toEqual(['u1', 1, 'u1', 2]);
    expect(batch.outputs).toEqual(['u1', 'bad', null, 'panic', 0, 1]);
  });

  it('in a file that was cut off by an exhausted stack is not kept, and the next file is', () => {
    begin();
    metadata({ tables: [T], rows: [row('t', { Int64: 1 })] });
    tables.overflow = true;
    // The first row needs no registry, its table is known from the beginning of the file before; the second does.
    const file = { tables: [T], rows: [row('t', { Int64: 2 }), row('s', { Int64: 2 })] };
    expect(() => metadata(file, 'cut.json')).toThrow(RangeError);
    expect(rows('t')).toEqual(['u1', 1, 'u1', 2]);
    tables.overflow = false;
    metadata({ rows: [row('t', { Int64: 3 })] });
    expect(end()).toBe("module 'm': cut.json: it was not read to its end: the stack was used up");
    expect(rows('t')).toEqual(['u1', 1, 'u1', 3]);
  });

  it('is told apart from what is wrong with the content itself', () => {
    begin();
    collector.problem('odd');
    collector.contentProblem('it shrank while it was read');
    collector.contentProblem('and it vanished');
    expect(end()).toBe("it shrank while it was read; and it vanished\nmodule 'm': odd");
  });
});

const values = (json: string): Refusal => collector.insertRow(Buffer.from('t'), Buffer.from(json));

describe('the env bindings', () => {
  const columns = Buffer.from('[{"name":"n","data_type":"Int64"}]');

  it('define tables and insert rows', () => {
    begin();
    expect(collector.defineTable(Buffer.from('t'), columns)).toBeNull();
    expect(values('[{"Int64":1}]')).toBeNull();
    expect(values('[null]')).toBeNull();
    expect(end()).toBeNull();
    expect(rows('t')).toEqual(['u1', 1, 'u1', null]);
  });

  it('refuse what is wrong, each by itself', () => {
    begin();
    collector.defineTable(Buffer.from('t'), columns);
    expect(values('[{"Int64":1}')).toContain('insert_row: values: byte 12');
    expect(values('[{"Int64":1}] x')).toContain('expected the end');
    expect(values('[{"String":"x"}]')).toContain("column 'n' is Int64");
    expect(values('[]')).not.toBeNull();
    expect(collector.insertRow(Buffer.from('none'), Buffer.from('[]'))).not.toBeNull();
    expect(collector.insertRow(Buffer.from([0xff]), Buffer.from('[]'))).not.toBeNull();
    expect(collector.defineTable(Buffer.from([0xff]), columns)).not.toBeNull();
    expect(collector.defineTable(Buffer.from('s'), Buffer.from('[{"name":"n"}]'))).not.toBeNull();
    expect(collector.defineTable(Buffer.from('sqlite_x'), columns)).not.toBeNull();
    expect(values('[{"Int64":2}]')).toBeNull();
    expect(end()).toContain('and 6 more');
    expect(rows('t')).toEqual(['u1', 2]);
  });
});
