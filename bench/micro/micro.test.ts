import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GROUPS } from './main.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'wadup-micro-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

test.each(GROUPS)('every micro-benchmark of $name does what it times', async ({ make }) => {
  const benchmarks = await make(scratch);
  expect(benchmarks.length).toBeGreaterThan(0);
  for (const { run, step } of benchmarks) run(step ?? 1);
});
