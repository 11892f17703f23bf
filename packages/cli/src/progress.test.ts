import type { RunProgress } from '@wadup/engine';
import { describe, expect, it } from 'vitest';
import { ProgressDisplay } from './progress.ts';
import { Terminal, type TextStream } from './terminal.ts';

const START: RunProgress = {
  contentsDone: 0,
  contentsSeen: 0,
  failed: 0,
  subcontents: 0,
  inputsSeen: 0,
  walkFinished: false,
  elapsedMs: 0,
  spilledBytes: 0,
  skipped: 0,
};

const HALF_WAY: RunProgress = {
  ...START,
  contentsDone: 1500,
  contentsSeen: 4500,
  failed: 12,
  subcontents: 300,
  inputsSeen: 4200,
  walkFinished: true,
  elapsedMs: 3000,
};

/** What a display wrote, one entry for each write. */
function record(columns: number, isTTY: boolean, progress: readonly RunProgress[], intervalMs?: number): string[] {
  const written: string[] = [];
  const stream: TextStream = { isTTY, columns, write: (text: string) => written.push(text) };
  const display = new ProgressDisplay(new Terminal(stream, { NO_COLOR: '1' }), intervalMs);
  for (const step of progress) display.update(step);
  return written;
}

function liveLine(columns: number, ...progress: readonly RunProgress[]): string {
  return (record(columns, true, progress).at(-1) ?? '').replace('\r\u001B[K', '');
}

describe('the live line', () => {
  it('shows done and seen, rate, failures, sub-contents, elapsed and remaining time', () => {
    expect(liveLine(200, START, HALF_WAY)).toBe(
      '1,500 of 4,500 contents  500/s  12 failed  300 extracted  3.0 s elapsed  about 6.0 s left',
    );
  });

  it('promises no end while the input is still being walked', () => {
    expect(liveLine(200, START, { ...HALF_WAY, walkFinished: false })).toBe(
      '1,500 of 4,500+ contents  500/s  12 failed  300 extracted  3.0 s elapsed',
    );
  });

  it('gives up the least important pieces on a narrow terminal, and never wraps', () => {
    expect(liveLine(70, START, HALF_WAY)).toBe('1,500 of 4,500 contents  500/s  12 failed  about 6.0 s left');
    expect(liveLine(40, START, HALF_WAY)).toBe('1,500 of 4,500 contents  12 failed');
    expect(liveLine(25, START, HALF_WAY)).toBe('1,500 of 4,500 contents');
    expect(liveLine(10, START, HALF_WAY)).toBe('1,500 of ');
    for (let columns = 1; columns < 120; columns += 1) {
      expect(liveLine(columns, START, HALF_WAY).length).toBeLessThan(columns);
    }
  });

  it('tells of bytes that went to disk', () => {
    expect(liveLine(200, { ...START, spilledBytes: 3 * 1024 ** 2 - 1 })).toContain('3 MiB spilled');
  });

  it('measures the rate over the last seconds, not over the whole run', () => {
    const steps = Array.from({ length: 61 }, (_, second) => ({
      ...START,
      contentsSeen: 10_000,
      // 100 a second for half a minute, then 10.
      contentsDone: second <= 30 ? second * 100 : 3000 + (second - 30) * 10,
      elapsedMs: second * 1000,
    }));
    expect(liveLine(200, ...steps)).toContain('  10/s  ');
  });

  it('shows a slow rate with a decimal', () => {
    expect(liveLine(200, START, { ...START, contentsDone: 3, contentsSeen: 9, elapsedMs: 4000 })).toContain(
      '  0.8/s  ',
    );
  });
});

describe('plain progress', () => {
  it('is a line every ten seconds', () => {
    const steps = Array.from({ length: 251 }, (_, tenth) => ({
      ...START,
      contentsDone: tenth,
      elapsedMs: tenth * 100,
    }));
    const lines = record(80, false, steps);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe('100 of 0+ contents, 10/s, 0 failed, 0 extracted, 10 s elapsed\n');
  });

  it('is not shown for a short run', () => {
    expect(record(80, false, [START, HALF_WAY])).toEqual([]);
  });
});
