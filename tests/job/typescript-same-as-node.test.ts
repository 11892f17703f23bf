/** Globals and modules of Node that the guest library has: they do as Node's do. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { results } from '../fixtures/typescript/same-as-node/src/results.ts';
import { Job } from './job.ts';
import { buildTypescriptIn } from './typescript-project.ts';

const PROJECT = join(import.meta.dirname, '../fixtures/typescript/same-as-node');

test('URLs, text, Base64, clones, paths, buffers and timers are as in Node', async () => {
  using job = new Job({ module: await buildTypescriptIn(PROJECT) }, { content: '' });
  await job.run();
  expect(job.errors()).toEqual({ content: null });
  const found = Object.fromEntries(job.rows('SELECT name, result FROM results'));
  expect(found).toEqual(await results());
});
