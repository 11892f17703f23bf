/** What every guest library does alike: the behaviours of guest/interface, run with a module in each language. */
import { closeSync, mkdirSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Behaviour,
  BEHAVIOURS,
  type Cell,
  type ContentOutcome,
  type LargeInput,
  type Limits,
} from '../../guest/interface/behaviours.ts';
import { GUEST_LANGUAGES, type GuestLanguage } from './guest-languages.ts';
import { Job, readRows } from './job.ts';

/** Behaviours under equal limits share a run: starting one costs more than what it does. */
const GROUPS = [...Map.groupBy(BEHAVIOURS, ({ limits }) => JSON.stringify(limits ?? {}))].map(([limits, group]) => ({
  limits,
  group,
}));

describe.each(GUEST_LANGUAGES)('a module in $language', (language) => {
  describe.each(GROUPS)('under limits $limits', ({ group }) => {
    let results: Results | undefined;
    beforeAll(async () => {
      results = await Results.of(language, group);
    });
    afterAll(() => results?.close());

    test.each(group)('$title', (behaviour) => {
      results!.showOnly(group.indexOf(behaviour));
      expect(results!.errors()).toEqual(expectedErrors(behaviour.outcomes(language.habits)));
      for (const { query, rows } of behaviour.tables) expect(results!.rows(query), query).toEqual(rows);
    });
  });
});

describe.each(GUEST_LANGUAGES.filter(({ language }) => language.startsWith('Go')))('in $language', ({ module }) => {
  test('goroutines live from call to call, and sleep', async () => {
    const inputs = { a: 'background', b: 'background\nbackground', c: 'background' };
    using job = new Job({ behave: await module() }, inputs);
    await job.run();
    expect(job.errors()).toEqual({ a: null, b: null, c: null });
    expect(job.column('SELECT tick FROM ticks ORDER BY rowid')).toEqual([1, 2, 3, 4]);
  });

  test('goroutines wait for each other, read the content through one io.ReaderAt, and insert rows', async () => {
    const script = `parallel\n${'0123456789'.repeat(10_000)}`;
    using job = new Job({ behave: await module() }, { script });
    await job.run();
    expect(job.errors()).toEqual({ script: null });
    expect(job.column('SELECT text FROM pieces ORDER BY offset').join('')).toBe(script);
  });
});

/** The database of one run over the inputs of several behaviours. */
class Results {
  readonly #job: Job;
  readonly #database: DatabaseSync;
  /** Numbers of the first and last input of each behaviour. */
  readonly #ranges: readonly (readonly [number, number])[];

  static async of({ module, fuel, maxMemory }: GuestLanguage, behaviours: readonly Behaviour[]): Promise<Results> {
    const job = new Job({ behave: await module() });
    const inputs = behaviours.map((behaviour, number) =>
      writeInputs(join(job.input, String(number)), behaviour.inputs),
    );
    const limits: Limits = behaviours[0]?.limits ?? {};
    await job.run({
      input: inputs.flat(),
      ...(limits.fuel === undefined ? {} : { fuel }),
      ...(limits.maxMemory === undefined ? {} : { maxMemory }),
      ...(limits.timeout === undefined ? {} : { timeout: limits.timeout }),
    });
    return new Results(
      job,
      inputs.map((paths) => paths.length),
    );
  }

  private constructor(job: Job, counts: readonly number[]) {
    this.#job = job;
    let next = 0;
    this.#ranges = counts.map((count) => {
      next += count;
      return [next - count, next - 1];
    });
    this.#database = new DatabaseSync(job.output, { readOnly: true });
    this.#database.exec(`
      CREATE TEMP TABLE origin AS WITH RECURSIVE tree (uuid, input) AS (
        SELECT uuid, coalesce(input_index, 0) FROM __wadup_content LEFT JOIN __wadup_input ON content_uuid = uuid
          WHERE parent_uuid IS NULL
        UNION ALL SELECT child.uuid, input FROM __wadup_content AS child JOIN tree ON parent_uuid = tree.uuid
      ) SELECT uuid, input FROM tree`);
  }

  /** From now on, tables seem to hold only what comes from the inputs of this behaviour. */
  showOnly(behaviour: number): void {
    const [first, last] = this.#ranges[behaviour]!;
    const tables = this.#database
      .prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name }) => `"${String(name).replaceAll('"', '""')}"`);
    for (const table of tables) {
      const uuid = table === '"__wadup_content"' ? 'uuid' : 'content_uuid';
      const columns = this.#database.prepare(`SELECT * FROM main.${table}`).columns();
      this.#database.exec(`DROP VIEW IF EXISTS temp.${table}`);
      if (!columns.some(({ name }) => name === uuid)) continue;
      // A view that is called as the table hides it.
      this.#database.exec(`CREATE TEMP VIEW ${table} AS SELECT rowid, * FROM main.${table}
        WHERE ${uuid} IN (SELECT origin.uuid FROM temp.origin WHERE input BETWEEN ${first} AND ${last})`);
    }
  }

  rows(query: string): Cell[][] {
    return readRows(this.#database, query);
  }

  /** The error message of every content, `null` for success. */
  errors(): Record<string, Cell> {
    return Object.fromEntries(
      this.rows('SELECT filename, error_message FROM __wadup_content').map(([name, error]) => [String(name), error!]),
    );
  }

  close(): void {
    this.#database.close();
    this.#job[Symbol.dispose]();
  }
}

/** Paths of the inputs in the order in which they are to be processed. */
function writeInputs(folder: string, inputs: Behaviour['inputs']): string[] {
  mkdirSync(folder);
  return Object.entries(inputs).map(([name, input]) => {
    const path = join(folder, name);
    if (typeof input === 'string') writeFileSync(path, input);
    else writeLargeInput(path, input);
    return path;
  });
}

function writeLargeInput(path: string, { script, size, lastByte }: LargeInput): void {
  writeFileSync(path, script);
  truncateSync(path, size);
  const file = openSync(path, 'r+');
  writeSync(file, lastByte, size - 1);
  closeSync(file);
}

function expectedErrors(outcomes: Readonly<Record<string, ContentOutcome>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(outcomes).map(([name, pieces]) => [
      name,
      pieces === null
        ? null
        : expect.toSatisfy((message) => contains(message, pieces), `to contain ${pieces.join(' … ')}`),
    ]),
  );
}

function contains(message: unknown, pieces: readonly string[]): boolean {
  return typeof message === 'string' && pieces.every((piece) => message.includes(piece));
}
