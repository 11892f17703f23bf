/** Python's own tests, run inside the sandbox: tests/*.py here, and those of the library for authors. */
import { expect, it } from 'vitest';
import { rehearse } from '../../packages/engine/src/rehearsal/index.ts';
import { filesBelow, pythonModule } from './sandbox.ts';

const CONTENT = Uint8Array.from({ length: 2560 }, (_, index) => index % 256);

async function runTests(names: readonly string[]): Promise<string> {
  const module = pythonModule('run_tests', {
    ...filesBelow('tests'),
    ...filesBelow('tests/bundle'),
    ...filesBelow('../../guest/python/tests'),
  });
  const files = new Map([
    ['/data.bin', CONTENT],
    ['/tests.txt', Buffer.from(names.join(' '))],
  ]);
  const calls = ['_initialize', 'process'];
  const seed = Buffer.of(1);
  const { outcome, stdout, stderr } = await rehearse({ module, calls, files, seed, timeout: 60, maxMemory: 2 ** 29 });
  return outcome.kind === 'ok' ? stdout : `${JSON.stringify(outcome)}\n${stderr}`;
}

it.each([['test_modules'], ['test_bundle'], ['test_rows'], ['test_content']])('%s passes', async (name) => {
  expect(await runTests([name])).toMatch(/^[1-9]\d* tests\n$/);
});
