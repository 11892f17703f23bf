// Builds one C or C++ project by the clang from npm, in a process of its own because that is asynchronous: `node
// c-process.mjs DIRECTORY OUTPUT FLAG...`. For a Node that runs TypeScript.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const say = (line) => process.stderr.write(`${line}\n`);
const ROOT = new URL('../../', import.meta.url);
const CLANG = new URL('packages/builder/src/clang/', ROOT);
const [directory, output, ...flags] = process.argv.slice(2);
const { compile } = await import(new URL('compile.ts', CLANG).href);
const { openPackagedClang } = await import(new URL('packaged-clang.ts', CLANG).href);
const { readCSources } = await import(new URL('sources.ts', CLANG).href);
try {
  const { signal } = new AbortController();
  const sources = readCSources(directory);
  const request = { directory, shipped: fileURLToPath(ROOT), environment: {}, signal, say };
  const compiler = await openPackagedClang(request, sources.files);
  writeFileSync(output, await compile(compiler, { sources, flags, say }));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
