import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from './facts.ts';
import type { Random } from '../random.ts';

/** Files per directory where they are not all in one. */
const SHARD = 500;
const POOL = 1 << 20;

/** Small files without a pattern, of evenly spread sizes in bytes. Facts: files, bytes. */
export function makeFiles(
  directory: string,
  random: Random,
  { files, smallest, largest, flat }: { files: number; smallest: number; largest: number; flat: boolean },
): Facts {
  // Cut from one pool: random bytes for each file would take longer than writing it.
  const pool = random.bytes(POOL);
  let bytes = 0;
  let home = directory;
  for (let index = 0; index < files; index++) {
    if (!flat && index % SHARD === 0) {
      home = join(directory, String(index / SHARD).padStart(5, '0'));
      mkdirSync(home);
    }
    const size = random.between(smallest, largest);
    const start = random.between(0, POOL - size);
    writeFileSync(join(home, `${String(index).padStart(7, '0')}.bin`), pool.subarray(start, start + size));
    bytes += size;
  }
  return { files, bytes };
}
