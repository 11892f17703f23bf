/**
 * What every guest library does alike, as data: scripts, and the rows that they must give. A module in each language
 * knows the script language of README.md, beside this file; tests/job/guest-libraries.test.ts runs all of this with
 * every one of them. Nothing here knows a language: where languages must differ, `Habits` says how.
 */

export type Cell = string | number | bigint | null;

/** A file of `size` bytes, which takes no room on the disk: a script, a hole, and the last byte. */
export interface LargeInput {
  readonly script: string;
  readonly size: number;
  readonly lastByte: string;
}

export interface Expectation {
  readonly query: string;
  /** Each row as an array; whole numbers past 2^53 as bigint. */
  readonly rows: readonly (readonly Cell[])[];
}

/** `null`: success. Else the content failed, and its error message has all these pieces. */
export type ContentOutcome = null | readonly string[];

export interface Limits {
  /** Units; as many as the language's runtime needs to be far from it. */
  readonly fuel?: 'ample';
  /** Bytes; as many as the language's runtime needs to be far from it. */
  readonly maxMemory?: 'ample';
  /** Seconds. */
  readonly timeout?: number;
}

export interface Behaviour {
  /** What "a module in …" does. */
  readonly title: string;
  /** Contents by their names, processed in this order, on one instance as long as none of them ends it. */
  readonly inputs: Readonly<Record<string, string | LargeInput>>;
  /** What became of every content, sub-contents included, by name. */
  readonly outcomes: (habits: Habits) => Readonly<Record<string, ContentOutcome>>;
  readonly tables: readonly Expectation[];
  readonly limits?: Limits;
}

/** Where languages differ by their nature. */
export interface Habits {
  /** How a program that fails badly (`panic`) ends: the instance traps, or `process` fails with the reason printed. */
  readonly panicEnds: readonly string[];
  /** How endless recursion ends: the host's sentence, or the language's own error. */
  readonly recursionEnds: readonly string[];
  /** How a program that gets no more memory ends. */
  readonly memoryEnds: readonly string[];
}

/** A language in which such things are the host's business: a trap, or a limit that the host names. */
export const COMPILED: Habits = {
  panicEnds: ["trap: it executed 'unreachable'"],
  recursionEnds: ['stack overflow: it recursed too deeply (--max-stack)'],
  memoryEnds: ['memory limit: it needed more than', '(--max-memory)'],
};

const EXTREME_ROWS = [
  [9223372036854775807n, null, 'quote " backslash \\ line\n tab\t nul\0 bell\u0007'],
  [-9223372036854775808n, Infinity, 'ž 京 🐎 \u2028 \ufffd'],
  [9007199254740993n, -Infinity, ''],
  [0, 5e-324, 'x'.repeat(100_000)],
  [null, null, null],
] as const;

const UNICODE = 'žluťoučký кот 京 🐎 e\u0301 \u202ertl\u202c "\'\\';

const AMPLE: Limits = { fuel: 'ample', maxMemory: 'ample' };

export const BEHAVIOURS: readonly Behaviour[] = [
  {
    title: 'carries every type of value at its extremes',
    inputs: { extremes: 'library-extremes' },
    outcomes: () => ({ extremes: null }),
    tables: [
      { query: 'SELECT whole, float, text FROM "extreme ""values""" ORDER BY rowid', rows: EXTREME_ROWS },
      {
        query: 'SELECT typeof(whole), typeof(float), typeof(text) FROM "extreme ""values""" WHERE whole = 0',
        rows: [['integer', 'real', 'text']],
      },
    ],
  },
  {
    title: 'carries NULL in columns of every type',
    inputs: { extremes: 'library-extremes' },
    outcomes: () => ({ extremes: null }),
    tables: [
      {
        // A NaN is NULL to SQLite, too.
        query: 'SELECT whole IS NULL, text IS NULL FROM "extreme ""values""" WHERE float IS NULL ORDER BY rowid',
        rows: [
          [0, 0],
          [1, 1],
        ],
      },
    ],
  },
  {
    title: 'carries Unicode in text, in names of tables and columns, and in names of contents',
    inputs: { a: `text ${UNICODE}\nlibrary-unicode\nchild ž京🐎 ok\nslice 1 4 кот-京` },
    outcomes: () => ({ a: null, 'ž京🐎': null, 'кот-京': null }),
    tables: [
      { query: 'SELECT text FROM texts', rows: [[UNICODE]] },
      { query: 'SELECT "sloupec 京" FROM "tabulka ž 🐎"', rows: [['ž 京 🐎']] },
    ],
  },
  {
    title: 'is called for empty content, reads nothing of it, and goes on',
    inputs: { a: 'on-empty tail\non-empty read 0 10\nchild empty ' },
    outcomes: () => ({ a: null, empty: null }),
    tables: [
      { query: 'SELECT size, last_byte FROM tails', rows: [[0, null]] },
      { query: 'SELECT offset, text FROM pieces', rows: [[0, '']] },
    ],
  },
  {
    title: 'reads the last bytes of 5 GB, and past the end gets nothing',
    inputs: {
      large: {
        script: 'tail\nread 4999999998 10\nread 4294967296 1\nread 5000000000 1\nread 9000000000000 1\n',
        size: 5e9,
        lastByte: 'Z',
      },
    },
    outcomes: () => ({ large: null }),
    tables: [
      { query: 'SELECT size, last_byte FROM tails', rows: [[5e9, 90]] },
      {
        query: 'SELECT offset, text FROM pieces ORDER BY rowid',
        rows: [
          [4999999998, '\0Z'],
          [4294967296, '\0'],
          [5e9, ''],
          [9e12, ''],
        ],
      },
    ],
  },
  {
    title: 'hands on slices, also empty ones, and one that is outside of the content is recorded',
    inputs: { script: 'slice 6 5 first\nslice 0 0 nothing', wrong: 'slice 5 100 past', far: 'slice 5000000000 1 past' },
    outcomes: () => ({
      script: null,
      first: null,
      nothing: null,
      wrong: ['offset 5 and length 100 do not lie within the 16 bytes of its parent'],
      far: ['offset 5000000000 and length 1 do not lie within the 23 bytes of its parent'],
    }),
    tables: [
      {
        query:
          'SELECT c.filename, p.filename FROM __wadup_content c JOIN __wadup_content p ON p.uuid = c.parent_uuid ORDER BY 1',
        rows: [
          ['first', 'script'],
          ['nothing', 'script'],
        ],
      },
    ],
  },
  {
    title: 'hands on bytes, also none',
    inputs: { script: 'child bytes read 0 11\nchild none ' },
    outcomes: () => ({ script: null, bytes: null, none: null }),
    tables: [{ query: 'SELECT offset, text FROM pieces', rows: [[0, 'read 0 11']] }],
  },
  {
    title: 'is called for what it handed on, level by level',
    inputs: { outer: 'child middle slice 17 8 inner\\nread 0 9\nok' },
    outcomes: () => ({ outer: null, middle: null, inner: null }),
    tables: [
      {
        query:
          'SELECT c.filename, p.filename FROM __wadup_content c JOIN __wadup_content p ON p.uuid = c.parent_uuid ORDER BY 1',
        rows: [
          ['inner', 'middle'],
          ['middle', 'outer'],
        ],
      },
      {
        query: 'SELECT filename, text FROM pieces JOIN __wadup_content ON uuid = content_uuid ORDER BY 1',
        rows: [
          ['inner', 'read 0 9'],
          ['middle', 'slice 17 '],
        ],
      },
    ],
  },
  {
    title: 'has its rows handed over in order without a flush',
    inputs: { a: 'library-rows 3', b: '', c: 'library-rows 5000' },
    outcomes: () => ({ a: null, b: null, c: null }),
    tables: [
      {
        query: `SELECT filename, count(*), sum(n = place) FROM (
            SELECT content_uuid, n, row_number() OVER (PARTITION BY content_uuid ORDER BY numbers.rowid) - 1 AS place FROM numbers
          ) JOIN __wadup_content ON uuid = content_uuid GROUP BY filename ORDER BY filename`,
        rows: [
          ['a', 3, 3],
          ['c', 5000, 5000],
        ],
      },
    ],
  },
  {
    title: 'fails with a code and a reason, and its rows and sub-contents are kept',
    inputs: {
      a: 'library-rows 3\nchild kept ok\nstderr not what was announced\nreturn 7',
      b: 'return -2',
      c: 'return 0',
    },
    outcomes: () => ({
      a: ['process returned 7: not what was announced'],
      kept: null,
      b: ['process returned -2'],
      c: null,
    }),
    tables: [{ query: 'SELECT n FROM numbers ORDER BY rowid', rows: [[0], [1], [2]] }],
  },
  {
    title: 'fails badly with a message, and what was flushed before is kept',
    inputs: { a: 'count', b: 'library-rows 2\nlibrary-flush\npanic the very reason', c: 'library-rows 1' },
    outcomes: ({ panicEnds }) => ({ a: null, b: [...panicEnds, 'the very reason'], c: null }),
    tables: [
      {
        query: 'SELECT filename, n FROM numbers JOIN __wadup_content ON uuid = content_uuid ORDER BY filename, n',
        rows: [
          ['b', 0],
          ['b', 1],
          ['c', 0],
        ],
      },
    ],
  },
  {
    title: 'keeps its state from content to content, also after it returned a failure',
    inputs: { a: 'count', b: 'count\nreturn 1', c: 'count' },
    outcomes: () => ({ a: null, b: ['process returned 1'], c: null }),
    tables: [
      { query: 'SELECT call_number - min(call_number) OVER () FROM calls ORDER BY rowid', rows: [[0], [1], [2]] },
    ],
  },
  {
    title: 'has what it printed without an end of line in the output of that content',
    inputs: { a: 'stdout of a', b: 'stderr of b', c: 'stdout c\nstderr and c' },
    outcomes: () => ({ a: null, b: null, c: null }),
    tables: [
      {
        query:
          'SELECT filename, stdout, stderr FROM __wadup_module_output JOIN __wadup_content ON uuid = content_uuid ORDER BY 1',
        rows: [
          ['a', 'of a', null],
          ['b', null, 'of b'],
          ['c', 'c', 'and c'],
        ],
      },
    ],
  },
  // The same limits, hit in every language, give the same clear messages; contents before and after are processed.
  {
    title: 'runs out of fuel',
    inputs: { a: 'library-rows 1', b: 'library-rows 1\nlibrary-flush\nloop', c: 'library-rows 1' },
    limits: AMPLE,
    outcomes: () => ({ a: null, b: ['fuel exhausted: it needed more than', '(--fuel)'], c: null }),
    tables: [{ query: 'SELECT count(*) FROM numbers', rows: [[3]] }],
  },
  {
    title: 'runs out of time',
    inputs: { a: 'library-rows 1', b: 'library-rows 1\nlibrary-flush\nloop', c: 'library-rows 1' },
    limits: { timeout: 1 },
    outcomes: () => ({ a: null, b: ['timeout: it ran longer than 1 second (--timeout)'], c: null }),
    tables: [{ query: 'SELECT count(*) FROM numbers', rows: [[3]] }],
  },
  {
    title: 'gets no more memory',
    inputs: { a: 'library-rows 1', b: 'library-rows 1\nlibrary-flush\nhoard', c: 'library-rows 1' },
    limits: AMPLE,
    outcomes: ({ memoryEnds }) => ({ a: null, b: memoryEnds, c: null }),
    tables: [{ query: 'SELECT count(*) FROM numbers', rows: [[3]] }],
  },
  {
    title: 'recurses without end',
    inputs: { a: 'library-rows 1', b: 'library-rows 1\nlibrary-flush\nrecurse', c: 'library-rows 1' },
    outcomes: ({ recursionEnds }) => ({ a: null, b: recursionEnds, c: null }),
    tables: [{ query: 'SELECT count(*) FROM numbers', rows: [[3]] }],
  },
];
