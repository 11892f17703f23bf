/** Metadata JSON at random, well-formed and broken: it is taken or refused with a place, and never half of a file. */
import { expect, test } from 'vitest';
import { ContentCollector } from '../../packages/engine/src/collect/content-collector.ts';
import { SubcontentReader } from '../../packages/engine/src/collect/subcontent-json.ts';
import type { PendingBatch, TableDefinition } from '../../packages/engine/src/stages.ts';
import { newBatch } from '../../packages/engine/src/store/writer.ts';
import { below, pick, type Random } from '../seed.ts';
import { FUZZ_TIMEOUT, forSeeds } from './seeds.ts';

const FILES = 40;
const TYPES = ['Int64', 'Float64', 'String', 'int64', ''];
const NAMES = ['t', 'u', 'file_sizes', '__wadup_x', 'sqlite_y', 'T', ' ', '\\u0000', '\\ud800', '\u00e9', 'a"b', ''];
const NUMBERS = [
  '0',
  '-0',
  '1',
  '42',
  '-1',
  '1.5',
  '1e400',
  '9223372036854775807',
  '9223372036854775808',
  '01',
  '-',
  '1e',
  '.5',
];
const STRINGS = [
  '""',
  '"x"',
  '"\\n"',
  '"\\u12"',
  '"\\ud83d\\ude00"',
  '"\\q"',
  '"\u0001"',
  '"NaN"',
  '"-Infinity"',
  '"unclosed',
];
const OTHERS = ['null', 'true', 'false', 'nul', '[]', '{}', '[[[[]]]]', ''];

test('metadata is taken or refused as a whole, and nothing is thrown', { timeout: FUZZ_TIMEOUT }, () => {
  forSeeds('metadata', 400, (random) => {
    const tables = new Map<string, TableDefinition>();
    const batch = newBatch();
    const collector = new ContentCollector({
      tables: {
        find: (name) => tables.get(name),
        define: (table) => {
          if (!tables.has(table.name)) tables.set(table.name, table);
          return null;
        },
      },
      batch,
      limits: { maxRows: 50, maxRowBytes: 1_000_000 },
    });
    collector.beginContent('uuid');
    collector.beginModule('module');
    for (let n = 0; n < FILES; n++) checkFile(random, collector, batch);
    collector.endContent({ filename: 'f', parentUuid: null, processedAt: 0, children: 0, inputIndex: 0 });
    for (const [table, values] of batch.rows) {
      expect(values.length % (table.columns.length + 1)).toBe(0);
      for (let at = 0; at < values.length; at += table.columns.length + 1) expect(values[at]).toBe('uuid');
    }
  });
});

test('what describes a sub-content is understood or refused with a place', { timeout: FUZZ_TIMEOUT }, () => {
  forSeeds('sub-content JSON', 2000, (random) => {
    const reader = new SubcontentReader();
    for (let n = 0; n < 20; n++) {
      const bytes = mutated(random, Buffer.from(subcontent(random)));
      const request = reader.read(bytes, bytes.length);
      if (typeof request === 'string') expect(request).not.toBe('');
      else {
        expect(typeof request.filename).toBe('string');
        if (request.range !== null) expect(request.range.offset >= 0 && request.range.length >= 0).toBe(true);
      }
    }
  });
});

function checkFile(random: Random, collector: ContentCollector, batch: PendingBatch): void {
  const bytes = mutated(random, Buffer.from(file(random)));
  const before = countValues(batch);
  const kind = random();
  let refusal: string | null;
  if (kind < 0.8) refusal = collector.metadata('/metadata/x.json', bytes, bytes.length);
  else if (kind < 0.9) refusal = collector.defineTable(Buffer.from(pick(random, NAMES)), bytes);
  else refusal = collector.insertRow(Buffer.from(pick(random, NAMES)), bytes);
  if (refusal !== null) expect(refusal.length).toBeGreaterThan(10);
  if (isJson(bytes)) return;
  // What nobody else takes for JSON gives no row, whatever it begins with.
  expect(refusal, bytes.toString('latin1')).not.toBeNull();
  expect(countValues(batch)).toBe(before);
}

/** An empty file and a byte-order mark count as JSON here. */
function isJson(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.trim() !== '') JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function countValues(batch: PendingBatch): number {
  let values = 0;
  for (const cells of batch.rows.values()) values += cells.length;
  return values;
}

function file(random: Random): string {
  const parts: string[] = [];
  if (random() < 0.7) parts.push(`"tables":${list(random, tableJson)}`);
  if (random() < 0.8) parts.push(`"rows":${list(random, rowJson)}`);
  if (random() < 0.1) parts.push(`"more":${value(random)}`);
  if (random() < 0.05) parts.push(...parts);
  return `${random() < 0.03 ? '\ufeff' : ''}{${space(random)}${parts.join(`,${space(random)}`)}}`;
}

function tableJson(random: Random): string {
  const columns = list(random, () => `{"name":"${pick(random, NAMES)}","data_type":"${pick(random, TYPES)}"}`);
  return `{"name":"${pick(random, NAMES)}","columns":${columns}}`;
}

function rowJson(random: Random): string {
  return `{"table_name":"${pick(random, NAMES)}","values":${list(random, value)}}`;
}

function value(random: Random): string {
  const kind = random();
  if (kind < 0.3) return `{"Int64":${pick(random, NUMBERS)}}`;
  if (kind < 0.5) return `{"Float64":${pick(random, random() < 0.5 ? NUMBERS : STRINGS)}}`;
  if (kind < 0.7) return `{"String":${pick(random, STRINGS)}}`;
  return pick(random, OTHERS);
}

function subcontent(random: Random): string {
  const parts = [`"filename":${pick(random, STRINGS)}`];
  if (random() < 0.5) parts.push(`"offset":${pick(random, NUMBERS)}`, `"length":${pick(random, NUMBERS)}`);
  if (random() < 0.1) parts.push(`"offset":${pick(random, OTHERS)}`);
  return `{${parts.join(',')}}`;
}

function list(random: Random, item: (random: Random) => string): string {
  if (random() < 0.05) return pick(random, OTHERS);
  return `[${Array.from({ length: below(random, 4) }, () => item(random)).join(`${space(random)},`)}]`;
}

function space(random: Random): string {
  return random() < 0.8 ? '' : pick(random, [' ', '\n', '\t', '\r\n', '\u00a0', '\0']);
}

/** Mostly as it was; else cut off, with bytes changed, or with a part of it twice. */
function mutated(random: Random, bytes: Buffer): Buffer {
  const kind = random();
  if (kind < 0.6 || bytes.length === 0) return bytes;
  if (kind < 0.7) return bytes.subarray(0, below(random, bytes.length));
  if (kind < 0.9) {
    for (let n = 0; n <= below(random, 3); n++) bytes[below(random, bytes.length)] = below(random, 256);
    return bytes;
  }
  const from = below(random, bytes.length);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(below(random, from + 1))]);
}
