/** Examples hand on as slices what stands in a content as it is: nothing of it is copied, however large it is. */
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { exampleModule, Job } from '../job/job.ts';

const MiB = 1_048_576;
const LARGE = 3000 * MiB;

/** The header of a file in a TAR, as of old: name, mode, owner, size and checksum. */
function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(512);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(name, 0, 'latin1');
  header.write(octal(0o644, 7), 100, 'latin1');
  header.write(octal(0, 7), 108, 'latin1');
  header.write(octal(0, 7), 116, 'latin1');
  header.write(octal(size, 11), 124, 'latin1');
  header.fill(' ', 148, 156);
  header.write(
    octal(
      header.reduce((total, byte) => total + byte, 0),
      6,
    ),
    148,
    'latin1',
  );
  return header;
}

/** A small file, and one of LARGE bytes, which a hole will be. */
function archiveWithLargeFile(): Uint8Array {
  const small = Buffer.alloc(512);
  small.write('small');
  return Buffer.concat([tarHeader('small.txt', 5), small, tarHeader('large.bin', LARGE)]);
}

const modules = { 'byte-counter': exampleModule('byte-counter'), 'go-tar-gzip': exampleModule('go-tar-gzip') };

test('a file in a TAR is a slice of it: 3 GB take no memory and no temporary file', async () => {
  const archive = archiveWithLargeFile();
  using job = new Job(modules, { 'archive.tar': archive });
  truncateSync(join(job.input, 'archive.tar'), archive.length + LARGE);
  const summary = await job.run({ memoryBudget: MiB, maxMemory: 64 * MiB });
  expect(job.errors()).toEqual({ 'archive.tar': null, 'small.txt': null, 'large.bin': null });
  expect(job.rows('SELECT size_bytes FROM file_sizes ORDER BY 1')).toEqual([[5], [LARGE], [archive.length + LARGE]]);
  expect(summary.spilledBytes).toBe(0);
});

test('what is packed has to be copied, and goes to a temporary file past the budget', async () => {
  using job = new Job(modules, { 'zeros.gz': gzipSync(Buffer.alloc(20 * MiB)) });
  const summary = await job.run({ memoryBudget: MiB });
  expect(job.column('SELECT max(size_bytes) FROM file_sizes')).toEqual([20 * MiB]);
  expect(summary.spilledBytes).toBeGreaterThan(0);
});
