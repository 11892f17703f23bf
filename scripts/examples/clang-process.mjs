// Runs the clang of @yowasp/clang over the files of the current folder, in a process of its own because its functions
// are asynchronous: `node clang-process.mjs BUNDLE OUTPUT ARG...` writes OUTPUT.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [bundle, output, ...args] = process.argv.slice(2);
const { commands } = await import(pathToFileURL(bundle).href);
const files = Object.fromEntries(readdirSync('.').map((name) => [name, readFileSync(name)]));
const cplusplus = args.some((arg) => /\.(?:cc|cpp|cxx)$/.test(arg));
try {
  const made = await commands[cplusplus ? 'clang++' : 'clang'](args, files, { fetchProgress: () => {} });
  writeFileSync(output, made[output]);
} catch (error) {
  // What clang says is on stderr already; a program that failed is an error with its exit status.
  if (error.code === undefined) process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
}
