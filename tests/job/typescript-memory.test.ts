/** The runtime's own memory management: what is kept stays what it was, however blocks come, go and grow around it. */
import { expect, test } from 'vitest';
import { Job } from './job.ts';
import { buildTypescript } from './typescript-project.ts';

const MiB = 1_048_576;

const SOURCE = `
import { crc32 } from 'node:zlib';
import { content, defineTable } from 'wadup-guest';

const checks = defineTable('checks', { blocks: 'Int64', grown: 'Int64', wrong: 'Int64' });
const MOST_BYTES = 12_000_000;

interface Block {
  bytes: Uint8Array;
  checksum: number;
}

const intact = ({ bytes, checksum }: Block): boolean => crc32(bytes) === checksum;

export function process() {
  let state = Number(content.text());
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const blocks: Block[] = [];
  let [made, grown, wrong, total] = [0, 0, 0, 0];
  const drop = (at: number): void => {
    const [block] = blocks.splice(at, 1);
    if (!intact(block!)) wrong += 1;
    total -= block!.bytes.length;
  };
  for (let step = 0; step < 1500; step++) {
    // Mostly small, sometimes large: each order of magnitude as often.
    const size = Math.floor(2 ** (random(200) / 10.5));
    while (blocks.length > 0 && (total + size > MOST_BYTES || random(4) === 0)) drop(random(blocks.length));
    const bytes = new Uint8Array(size).fill(made);
    blocks.push({ bytes, checksum: crc32(bytes) });
    total += size;
    made += 1;
    if (random(3) > 0) continue;
    // The block is resized where it is, or moves.
    const block = blocks[random(blocks.length)]!;
    const before = block.bytes.length;
    const after = Math.min(random(3) === 0 ? before >> 1 : before * 2 + random(64), before + 1_000_000);
    block.bytes = new Uint8Array(block.bytes.buffer.transfer(after));
    // As much of it as there was before is still there.
    if (after >= before && crc32(block.bytes.subarray(0, before)) !== block.checksum) wrong += 1;
    block.bytes.fill(step, before);
    block.checksum = crc32(block.bytes);
    total += after - before;
    grown += 1;
  }
  while (blocks.length > 0) drop(0);
  checks.insert({ blocks: made, grown, wrong });
}
`;

test('thousands of blocks of all sizes keep what is in them, within not much more memory than they take', async () => {
  using job = new Job({ memory: await buildTypescript({ 'src/index.ts': SOURCE }) }, { a: '1', b: '2' });
  await job.run({ maxMemory: 24 * MiB });
  expect(job.errors()).toEqual({ a: null, b: null });
  expect(job.rows('SELECT blocks, grown > 300, wrong FROM checks')).toEqual([
    [1500, 1, 0],
    [1500, 1, 0],
  ]);
});
