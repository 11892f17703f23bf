import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { BEHAVE, Job } from './job.ts';

test('the next run into the same output removes the temporary files of one that was killed', async () => {
  using job = new Job({ behave: BEHAVE }, { a: 'ok' });
  const name = createHash('sha256').update(resolve(job.folder, 'out.db')).digest('hex').slice(0, 16);
  const left = join(job.folder, `.wadup-spill-${name}`);
  mkdirSync(left);
  writeFileSync(join(left, 'queue'), 'what a killed run left');
  const foreign = join(job.folder, '.wadup-spill-0000000000000000');
  mkdirSync(foreign);
  await job.run();
  // That of another output, whose run may be alive, stays.
  expect(readdirSync(job.folder).filter((entry) => entry.startsWith('.wadup'))).toEqual([
    '.wadup-spill-0000000000000000',
  ]);
});
