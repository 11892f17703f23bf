import { createHash } from 'node:crypto';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { deflateRaw } from './sample-data/deflate.mjs';
import { sampleFiles } from './sample-data.mjs';

test('the sample data are the same bytes on every machine and every Node', () => {
  const hash = createHash('sha256');
  for (const [path, bytes] of sampleFiles()) hash.update(path).update('\0').update(bytes);
  expect(hash.digest('hex')).toBe('923955a14c900fba954bbbab67547aaf0c56b9550155e76a81f2c0a2f167e866');
});

test('the sample data are small and have one of each kind', () => {
  const files = sampleFiles();
  const total = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  expect(total).toBeLessThan(2 * 1024 * 1024);
  expect(files.get('empty.dat')).toHaveLength(0);
  expect(gunzipSync(files.get('logs/server.log.gz')!).toString()).toContain('GET /admin');
});

test('what the deflate of the samples packs, zlib unpacks', () => {
  const noise = Uint8Array.from({ length: 70_000 }, (_, index) => Math.imul(index, 2_654_435_761) >>> 24);
  const farApart = new Uint8Array(40_000);
  farApart.set([1, 2, 3, 4, 5], 0);
  farApart.set([1, 2, 3, 4, 5], 32_768);
  farApart.set([1, 2, 3, 4, 5], 39_995);
  const runs = new Uint8Array(1000).fill(7);
  for (const bytes of [new Uint8Array(0), Uint8Array.of(1), Uint8Array.of(1, 1), runs, farApart, noise]) {
    expect(Buffer.compare(inflateRawSync(deflateRaw(bytes)), bytes)).toBe(0);
  }
  expect(deflateRaw(runs).length).toBeLessThan(20);
});
