// Builds one TypeScript project, in a process of its own because that is asynchronous: `node typescript-process.mjs
// DIRECTORY OUTPUT`. For a Node that runs TypeScript.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);
const [directory, output] = process.argv.slice(2);
const { typescript } = await import(new URL('packages/builder/src/languages/typescript.ts', ROOT).href);
try {
  const module = await typescript.build({
    directory,
    shipped: fileURLToPath(ROOT),
    environment: process.env,
    signal: new AbortController().signal,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  writeFileSync(output, module);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
