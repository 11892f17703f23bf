/** What the example c-hashes computes by itself, compared with Node's own implementations over every kind of length. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { exampleModule, Job } from '../job/job.ts';

const MODULE = 'c-hashes';
/** What the module reads at once. */
const READ_AT_ONCE = 262_144;

function hash(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

/** Bytes that differ from offset to offset, without a period that a block has. */
function bytesOfLength(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (Math.imul(index + length, 2_654_435_761) >>> 24) ^ (index >>> 11));
}

test('hashes and checksums are those of Node, for all lengths around the borders of blocks', async () => {
  const lengths = [...Array.from({ length: 200 }, (_, length) => length), 4095, 4096, 4097, 16_383, 16_385];
  for (const border of [READ_AT_ONCE, 2 * READ_AT_ONCE])
    lengths.push(border - 9, border - 1, border, border + 1, border + 64);
  const inputs = Object.fromEntries(lengths.map((length) => [String(length), bytesOfLength(length)]));
  using job = new Job({ [MODULE]: exampleModule(MODULE) }, inputs);
  const summary = await job.run();
  expect(summary.failed).toBe(0);
  const found = job.rows('SELECT size, md5, sha1, sha256, crc32 FROM content_hashes ORDER BY size');
  expect(found).toEqual(
    lengths.map((length) => {
      const bytes = bytesOfLength(length);
      const checksum = crc32(bytes).toString(16).padStart(8, '0');
      return [length, hash('md5', bytes), hash('sha1', bytes), hash('sha256', bytes), checksum];
    }),
  );
});

test('entropy is that of the definition, and the block with the most is found in any place', async () => {
  const blocks = [
    Buffer.alloc(4096),
    Buffer.from('ab'.repeat(2048)),
    bytesOfLength(4096),
    Buffer.alloc(70 * 4096, 'x'),
  ];
  const inputs = {
    last: Buffer.concat(blocks.toReversed()),
    first: Buffer.concat(blocks),
    even: Buffer.from('abcd'),
  };
  using job = new Job({ [MODULE]: exampleModule(MODULE) }, inputs);
  await job.run();
  const entropy = (bytes: Uint8Array): number => {
    const counts = new Map<number, number>();
    for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1);
    let bits = 0;
    for (const count of counts.values()) bits -= (count / bytes.length) * Math.log2(count / bytes.length);
    return bits;
  };
  const found = job.rows(
    `SELECT filename, entropy, highest_entropy, highest_entropy_offset
     FROM content_hashes JOIN __wadup_content ON uuid = content_uuid ORDER BY filename`,
  );
  const highest = entropy(bytesOfLength(4096));
  expect(found).toEqual([
    ['even', 2, 2, 0],
    ['first', expect.closeTo(entropy(inputs.first), 10), expect.closeTo(highest, 10), 2 * 4096],
    ['last', expect.closeTo(entropy(inputs.last), 10), expect.closeTo(highest, 10), 70 * 4096],
  ]);
});
