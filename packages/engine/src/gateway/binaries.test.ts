import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderBinaries } from '../../../../scripts/embed-gateway.mjs';

test('the assembled functions are those of the sources beside them', async () => {
  const committed = readFileSync(new URL('./binaries.ts', import.meta.url), 'utf8');
  expect(await renderBinaries()).toBe(committed);
});
