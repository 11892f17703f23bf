// Builds one project as `wadup build` does, in a process of its own because that is asynchronous: `node
// build-project.mjs LANGUAGE DIRECTORY OUTPUT`. For a Node that runs TypeScript.
import { realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LANGUAGES } from '../../packages/builder/src/languages/index.ts';

const [name, directory, output] = process.argv.slice(2);
try {
  const language = LANGUAGES.find((one) => one.name === name);
  if (language === undefined) throw new Error(`there is no language '${name}'`);
  const module = await language.build({
    directory: realpathSync(directory),
    shipped: fileURLToPath(new URL('../../', import.meta.url)),
    environment: process.env,
    signal: new AbortController().signal,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  writeFileSync(output, module);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
