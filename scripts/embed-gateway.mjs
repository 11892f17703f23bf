// Assembles packages/engine/src/gateway/*.wat into binaries.ts beside them. A test compares the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const folder = new URL('../packages/engine/src/gateway/', import.meta.url);

/** The text of binaries.ts for the current sources. */
export async function renderBinaries() {
  const wabt = await loadWabt();
  const lines = ['/** Assembled from the .wat files beside this one by `node scripts/embed-gateway.mjs`. */'];
  for (const [constant, file] of [
    ['CONTENT_READ', 'content-read.wat'],
    ['CONTROL', 'control.wat'],
  ]) {
    const parsed = wabt.parseWat(file, readFileSync(new URL(file, folder), 'utf8'), {
      multi_memory: true,
      bulk_memory: true,
    });
    const { buffer } = parsed.toBinary({});
    lines.push(`export const ${constant}: string =`, `  '${Buffer.from(buffer).toString('base64')}';`);
    parsed.destroy();
  }
  return `${lines.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('binaries.ts', folder), await renderBinaries());
}
