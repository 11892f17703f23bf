/** What is measured: each work is a corpus, a kind of module, and what must come out. */
import type { DatabaseSync } from 'node:sqlite';
import { CORPORA, type Corpus, type Scale } from './corpora.ts';
import type { Facts } from './corpus/facts.ts';
import { busyShares } from './busy-share.ts';
import type { ModuleRole } from './modules.ts';

/** A query whose first row must be exactly this. */
export interface Check {
  readonly sql: string;
  readonly want: readonly (number | bigint)[];
}

/**
 * What bench/floor can do natively. `open` opens, reads and closes each file; `stat` only asks for its size, as a module
 * that needs no more allows a host to do.
 */
export type FloorTask = 'open' | 'stat' | 'read' | 'tables';

/** Figures that a work's own rows give, by name. Times in ms, shares in percent. */
export type Metrics = Readonly<Record<string, number>>;

export interface Work {
  readonly name: string;
  readonly title: string;
  readonly corpus: (scale: Scale) => Corpus;
  readonly role: ModuleRole;
  /** Thread counts that make sense; others that are asked for are left out. */
  readonly threads: 'any' | readonly number[];
  /** What the native floor can do of it. */
  readonly floor?: readonly FloorTask[];
  /** Only measured when named. */
  readonly onRequest?: true;
  readonly checks: (facts: Facts) => readonly Check[];
  readonly metrics?: (database: DatabaseSync, threads: number) => Metrics;
}

const CONTENTS = "SELECT count(*), count(*) FILTER (WHERE status <> 'success') FROM __wadup_content";
const PRIMES_TO_20_MILLION = 1_270_607;
const FIBONACCI_35 = 9_227_465;

function allSucceeded(contents: number): Check {
  return { sql: CONTENTS, want: [contents, 0] };
}

function fileSizes({ files, bytes }: Facts): readonly Check[] {
  return [
    allSucceeded(files!),
    {
      sql: 'SELECT count(*), count(DISTINCT content_uuid), sum(size_bytes) FROM file_sizes',
      want: [files!, files!, bytes!],
    },
  ];
}

function kernelTimes(database: DatabaseSync): Metrics {
  const rows = database.prepare('SELECT kernel, elapsed_ns FROM kernels ORDER BY kernel').all();
  return Object.fromEntries(rows.map(({ kernel, elapsed_ns }) => [`${String(kernel)} ms`, Number(elapsed_ns) / 1e6]));
}

export const WORKS: readonly Work[] = [
  {
    name: 'start-small',
    title: 'Cold start: one file of 4 KiB, a small module',
    corpus: CORPORA.oneFile,
    role: 'stat',
    threads: [1],
    floor: ['open', 'stat'],
    checks: fileSizes,
  },
  {
    name: 'start-large',
    title: 'Cold start: one file of 4 KiB, a module with SQLite in it',
    corpus: CORPORA.oneFile,
    role: 'tables',
    threads: [1],
    checks: ({ files }) => [{ sql: 'SELECT count(*) FROM __wadup_content', want: [files!] }],
  },
  {
    name: 'files-20k',
    title: '20,000 files of about 4 KiB: one stat and one row each',
    corpus: CORPORA.files20k,
    role: 'stat',
    threads: 'any',
    floor: ['open', 'stat'],
    checks: fileSizes,
  },
  {
    name: 'files-200k',
    title: '200,000 files of about 4 KiB: one stat and one row each',
    corpus: CORPORA.files200k,
    role: 'stat',
    threads: 'any',
    floor: ['open', 'stat'],
    checks: fileSizes,
  },
  {
    name: 'files-1m',
    title: '1,000,000 files of 16 to 128 bytes: one stat and one row each',
    corpus: CORPORA.files1m,
    role: 'stat',
    threads: 'any',
    floor: ['open', 'stat'],
    onRequest: true,
    checks: fileSizes,
  },
  {
    name: 'archives',
    title: '100 ZIPs with 100,000 entries in two levels: all extracted',
    corpus: CORPORA.archives,
    role: 'unzip',
    threads: 'any',
    checks: ({ contents, files }) => [
      allSucceeded(contents!),
      { sql: 'SELECT count(*) FROM __wadup_content WHERE parent_uuid IS NULL', want: [files!] },
    ],
  },
  {
    name: 'careless',
    title: '1,000 files of 85 kB: a seek and a 4-byte read per byte, 170 million calls',
    corpus: CORPORA.careless,
    role: 'careless',
    threads: 'any',
    checks: ({ files, positions }) => [
      allSucceeded(files!),
      { sql: 'SELECT sum(positions), sum(found) FROM careless', want: [positions!, 0] },
    ],
  },
  {
    name: 'databases',
    title: '3,000 SQLite databases of 50 KiB and three tables: rows of each table counted',
    corpus: CORPORA.databases,
    role: 'tables',
    threads: 'any',
    floor: ['tables'],
    checks: ({ files, tables, rows }) => [
      allSucceeded(files!),
      { sql: 'SELECT count(*), sum(row_count) FROM db_table_stats', want: [tables!, rows!] },
    ],
  },
  {
    name: 'kernels',
    title: "SHA-256, sieve and Fibonacci numbers, also by the module's own clock",
    corpus: CORPORA.kernels,
    role: 'kernels',
    threads: [1],
    checks: ({ files }) => [
      allSucceeded(files!),
      {
        sql:
          'SELECT count(*) FROM kernels WHERE ' +
          `(kernel, result) IN (('sieve', '${PRIMES_TO_20_MILLION}'), ('fib', '${FIBONACCI_35}')) ` +
          "OR (kernel = 'sha256' AND length(result) = 64)",
        want: [files!],
      },
    ],
    metrics: kernelTimes,
  },
  {
    name: 'big-file',
    title: 'One sparse file of 2 GiB, read through in pieces of 1 MiB',
    corpus: CORPORA.bigFile,
    role: 'read-through',
    threads: [1],
    floor: ['read'],
    checks: ({ files, bytes, checksumHigh, checksumLow }) => [
      allSucceeded(files!),
      {
        sql: 'SELECT bytes, checksum >> 32, checksum & 4294967295 FROM read_through',
        want: [bytes!, checksumHigh!, checksumLow!],
      },
    ],
  },
  {
    name: 'skewed',
    title: 'One content that computes for 5 s and emits 5,000 children, beside 2,000 ordinary files',
    corpus: CORPORA.skewed,
    role: 'skewed',
    threads: 'any',
    checks: ({ contents }) => [
      allSucceeded(contents!),
      { sql: 'SELECT count(*), count(DISTINCT content_uuid) FROM skewed', want: [contents!, contents!] },
    ],
    metrics: busyShares,
  },
];
