/** Rows: read from JSON, and written into SQLite. */
import { join } from 'node:path';
import { ContentCollector } from '../../packages/engine/src/collect/content-collector.ts';
import { resolveLimits } from '../../packages/engine/src/options.ts';
import type { PendingBatch, TableDefinition } from '../../packages/engine/src/stages.ts';
import { openDatabase } from '../../packages/engine/src/store/open.ts';
import { newBatch, SqliteWriter } from '../../packages/engine/src/store/writer.ts';
import { Mutex } from '../../packages/engine/src/sync/mutex.ts';
import { createUuidGenerator } from '../../packages/engine/src/worker/uuid.ts';
import { MemoryTables } from './memory-tables.ts';
import type { MicroBenchmark, MicroGroup } from './timing.ts';

const TABLE: TableDefinition = {
  name: 'facts',
  columns: [
    { name: 'bytes', type: 'Int64' },
    { name: 'share', type: 'Float64' },
    { name: 'note', type: 'String' },
  ],
};
const CONTENTS_PER_COMMIT = 512;
const ROWS_PER_CONTENT = [1, 10];

function metadataFile(rows: number): Buffer {
  const columns = TABLE.columns.map(({ name, type }) => ({ name, data_type: type }));
  const values = [{ Int64: 123_456 }, { Float64: 0.125 }, { String: 'a short note' }];
  const row = () => ({ table_name: TABLE.name, values });
  return Buffer.from(
    JSON.stringify({ tables: [{ name: TABLE.name, columns }], rows: Array.from({ length: rows }, row) }),
  );
}

function readRows(rows: number): MicroBenchmark {
  const batch = newBatch();
  const collector = new ContentCollector({ tables: new MemoryTables(), batch, limits: resolveLimits({}) });
  const file = metadataFile(rows);
  const readFile = (): void => {
    collector.beginContent('01900000-0000-7000-8000-000000000000');
    collector.beginModule('module');
    const refusal = collector.metadata('/metadata/rows.json', file, file.length);
    if (refusal !== null) throw new Error(refusal);
    collector.discardContent();
  };
  return {
    name: `a row of three values from JSON, ${rows} to a file`,
    bytes: file.length / rows,
    step: rows,
    run: (times) => {
      for (let done = 0; done < times; done += rows) readFile();
    },
  };
}

function fill(batch: PendingBatch, contents: number, rows: number, nextUuid: () => string): void {
  const values = [];
  for (let content = 0; content < contents; content++) {
    const uuid = nextUuid();
    const record = { uuid, filename: `${content}.bin`, parentUuid: null, processedAt: 1_700_000_000 };
    batch.contents.push({ ...record, errorMessage: null, children: 0, inputIndex: 0 });
    for (let row = 0; row < rows; row++) values.push(uuid, content, 0.125, 'a short note');
  }
  batch.rows.set(TABLE, values);
}

function writeRows(rows: number, scratch: string): MicroBenchmark {
  const path = join(scratch, `rows-${rows}.db`);
  openDatabase(path).close();
  const mutex = new Mutex(new Int32Array(new SharedArrayBuffer(4)), 0);
  const writer = new SqliteWriter({ path, mutex, maxTables: 10 });
  const refusal = writer.tables.define(TABLE, 'bench');
  if (refusal !== null) throw new Error(refusal);
  const batch = newBatch();
  const generate = createUuidGenerator();
  const nextUuid = (): string => generate(Date.now());
  return {
    name: `a content with ${rows} row${rows === 1 ? '' : 's'} into SQLite, ${CONTENTS_PER_COMMIT} to a commit`,
    step: CONTENTS_PER_COMMIT,
    run: (times) => {
      for (let done = 0; done < times; done += CONTENTS_PER_COMMIT) {
        fill(batch, CONTENTS_PER_COMMIT, rows, nextUuid);
        writer.commit(batch);
      }
    },
  };
}

export const rows: MicroGroup = {
  name: 'rows',
  make: async (scratch) => [...[1, 1000].map(readRows), ...ROWS_PER_CONTENT.map((count) => writeRows(count, scratch))],
};
