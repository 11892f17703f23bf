// Builds one Python project: `node scripts/examples/build-python.mjs FOLDER MODULE`.
import { realpathSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { python } from '../../packages/builder/src/languages/python.ts';

const [folder, output] = process.argv.slice(2);
try {
  const module = await python.build({
    directory: realpathSync(folder),
    shipped: dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
    environment: process.env,
    signal: new AbortController().signal,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  writeFileSync(output, module);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
