import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BuildError } from '../errors.ts';
import { locateShipped } from '../shipped.ts';
import { attachBundle, readRuntime } from './runtime.ts';

const SHIPPED = locateShipped(import.meta.dirname);
const NO_POSITIONS = { positions: new Uint32Array(0), sources: [] };

it('is the one whose checksum is committed', () => {
  const [checksum] = readFileSync(join(SHIPPED, 'runtime/quickjs/quickjs.wasm.sha256'), 'utf8').split(' ');
  expect(createHash('sha256').update(readRuntime(SHIPPED)).digest('hex')).toBe(checksum);
});

it('makes the same module of the same bundle', async () => {
  const { signal } = new AbortController();
  const text = 'export const process = () => new Map([[1, /x/v]]).size;';
  const [first, second] = await Promise.all(
    [1, 2].map(() => attachBundle(readRuntime(SHIPPED), text, NO_POSITIONS, signal)),
  );
  expect(first).toEqual(second);
});

it('says what is wrong with a text that is no JavaScript', async () => {
  const { signal } = new AbortController();
  const made = attachBundle(readRuntime(SHIPPED), 'const x = ;', NO_POSITIONS, signal);
  await expect(made).rejects.toThrow(BuildError);
  await expect(made).rejects.toThrow(/cannot be compiled: .*bundle\.js:1:11[^]*SyntaxError/);
});

it('names the file of a runtime that is not there', () => {
  expect(() => readRuntime(join(SHIPPED, 'nowhere'))).toThrow(
    /runtime that comes with wadup cannot be read: there is no such file or folder\.$/,
  );
});
