// Modules written in Python: the code in `src/`, attached to the runtime in runtime/python. Made in target/, not
// committed: each has the whole runtime in it, and making one takes a second.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectEnvironment, projectNode, root as ROOT } from '../toolchain.mjs';
import { run } from './command.mjs';

const BUILD = fileURLToPath(new URL('./build-project.mjs', import.meta.url));
const EXAMPLES = join(ROOT, 'examples');
const NAMES = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'pyproject.toml')));

/** @type {import('../build-examples.mjs').Example[]} */
export const pythonExamples = NAMES.map((name) => ({
  name,
  fixture: false,
  output: `target/examples/python/${name}.wasm`,
  inputs: [`examples/${name}`, 'runtime/python', 'packages/builder/src/python', 'packages/wasm/src/passes'],
  toolchain: 'runtime/python',
  build: (root) => buildPython(root, name),
}));

/** Gives the path of the module. */
function buildPython(root, name) {
  const folder = join(root, 'target', 'examples', 'python', 'built');
  mkdirSync(folder, { recursive: true });
  const output = join(folder, `${name}.wasm`);
  run([projectNode(), BUILD, 'python', join(root, 'examples', name), output], { env: projectEnvironment() });
  return output;
}
