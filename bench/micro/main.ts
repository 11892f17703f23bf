/** `npm run bench -- micro [NAME…]`: times the layers one by one, all or those whose group or name contains a NAME. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatNumber, markdownTable } from '../report.ts';
import { filesystem } from './filesystem.ts';
import { guestCalls } from './guest-calls.ts';
import { modules } from './modules.ts';
import { queue } from './queue.ts';
import { rows } from './rows.ts';
import { type MicroGroup, time } from './timing.ts';

export const GROUPS: readonly MicroGroup[] = [guestCalls, filesystem, rows, queue, modules];

async function timeGroup({ name: group, make }: MicroGroup, wanted: readonly string[]): Promise<string[][]> {
  const scratch = mkdtempSync(join(tmpdir(), 'wadup-micro-'));
  try {
    const chosen = (await make(scratch)).filter(
      ({ name }) => wanted.length === 0 || wanted.some((part) => `${group} ${name}`.includes(part)),
    );
    return chosen.map((benchmark) => {
      process.stderr.write(`${group}: ${benchmark.name}\n`);
      const { median, minimum } = time(benchmark);
      const speed = benchmark.bytes === undefined ? '' : formatNumber((benchmark.bytes / median) * 1e3);
      return [`${group}: ${benchmark.name}`, formatNumber(median), formatNumber(minimum), speed];
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const table: string[][] = [];
  for (const group of GROUPS) table.push(...(await timeGroup(group, process.argv.slice(2))));
  process.stdout.write(`${markdownTable(['ns per operation', 'median', 'minimum', 'MB/s'], table)}\n`);
}
