import type { RunSummary } from '@wadup/engine';
import { describe, expect, it } from 'vitest';
import { summarize, summarizeWork } from './summary.ts';

const SUMMARY: RunSummary = {
  status: 'completed',
  contents: 1234,
  failed: 12,
  inputs: 934,
  subcontents: 300,
  rows: 1540,
  skipped: 4,
  notices: ['a/b: it is a FIFO', 'a/c\nd: it is a socket'],
  elapsedMs: 3210,
  utilisation: [1, 0.953],
  spilledBytes: 2048,
  resumed: null,
  tables: [
    { name: 'file_sizes', rows: 1234 },
    { name: 'db_table_stats', rows: 306 },
    { name: 'empty', rows: 0 },
  ],
};

describe('summarize', () => {
  it('tells what was processed, what failed, what was stored and where', () => {
    expect(summarize(SUMMARY, { output: 'out.db' })).toBe(
      [
        'Skipped a/b: it is a FIFO.',
        'Skipped a/c\\x0ad: it is a socket.',
        '… and 2 more: SELECT path, reason FROM __wadup_skipped',
        'Processed 1,234 contents in 3.2 s: 12 failed, 300 extracted from others; 4 skipped.',
        'Stored 1,540 rows:',
        '  file_sizes      1,234',
        '  db_table_stats    306',
        '  empty               0',
        "Why they failed: SELECT filename, error_message FROM __wadup_content WHERE status = 'failed'",
        'Database: out.db',
      ].join('\n'),
    );
  });

  it('says that a run was interrupted', () => {
    const text = summarize(
      { ...SUMMARY, status: 'interrupted', failed: 0, skipped: 0, notices: [], tables: [], rows: 0 },
      { output: 'out.db' },
    );
    expect(text).toBe(
      [
        'Interrupted after 3.2 s, 1,234 contents processed: 0 failed, 300 extracted from others. Continue it with --resume.',
        'Stored 0 rows.',
        'Database: out.db',
      ].join('\n'),
    );
  });

  it('tells what a resumed run had done before', () => {
    const resumed = { inputsDone: 2000, contentsKept: 2345, contentsRemoved: 1 };
    const options = { output: 'out.db', resume: true };
    expect(summarize({ ...SUMMARY, resumed }, options)).toContain(
      '\nResumed: 2,000 inputs had been processed before; 1 content of unfinished ones done anew.\nProcessed ',
    );
    expect(summarize(SUMMARY, options)).toContain('\nThere was no run to resume: this was a new one.\n');
  });

  it('says that the input was empty', () => {
    const empty = { ...SUMMARY, contents: 0, failed: 0, subcontents: 0, rows: 0, skipped: 0, notices: [], tables: [] };
    expect(summarize(empty, { output: 'out.db' }).split('\n')[0]).toBe(
      'There was nothing to process: the input has no files.',
    );
    expect(summarize({ ...empty, skipped: 2 }, { output: 'out.db' })).toContain('the input has no files; 2 skipped.\n');
  });

  it('lists at most twenty skipped things', () => {
    const notices = Array.from({ length: 25 }, (_, index) => `f${index}: it is a FIFO`);
    const lines = summarize({ ...SUMMARY, notices, skipped: 1025 }, { output: 'out.db' }).split('\n');
    expect(lines.filter((line) => line.startsWith('Skipped f'))).toHaveLength(20);
    expect(lines[20]).toBe('… and 1,005 more: SELECT path, reason FROM __wadup_skipped');
  });

  it('lists at most twenty tables, those with the most rows', () => {
    const tables = Array.from({ length: 21 }, (_, index) => ({ name: `t${index}`, rows: index > 9 ? 5 : index % 2 }));
    const lines = summarize({ ...SUMMARY, tables }, { output: 'out.db' }).split('\n');
    const listed = lines.filter((line) => line.startsWith('  t'));
    expect(listed).toHaveLength(20);
    expect(listed[0]).toBe('  t10  5');
    expect(listed.at(-1)).toBe('  t6   0');
    expect(lines).toContain('  and 1 more table');
  });
});

describe('summarizeWork', () => {
  it('tells how busy the threads were', () => {
    expect(summarizeWork(SUMMARY)).toBe(
      '934 inputs; worker threads were busy for 100 %, 95 % of the time; 2,048 bytes of sub-content went to temporary files.',
    );
  });
});
