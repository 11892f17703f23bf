// Modules written in C and C++, built the way `wadup build` does it, by the clang from npm whatever else there is.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectEnvironment, projectNode, readJson } from '../toolchain.mjs';
import { run } from './command.mjs';

const CHILD = fileURLToPath(new URL('./c-process.mjs', import.meta.url));
const C = ['-std=c11'];
const CPLUSPLUS = ['-std=c++17', '-fno-rtti', '-Wpedantic'];

/** @type {import('../build-examples.mjs').Example[]} */
export const cExamples = [
  cExample('c-executables'),
  cExample('c-hashes'),
  cExample('c-strings'),
  cExample('behave-c', { fixture: true, folder: 'tests/fixtures/modules/behave-c' }),
  cExample('behave-cpp', { fixture: true, folder: 'tests/fixtures/modules/behave-cpp', flags: CPLUSPLUS }),
];

function cExample(name, { fixture = false, folder = `examples/${name}`, flags = C } = {}) {
  return {
    name,
    fixture,
    output: `${folder}/${name}.wasm`,
    inputs: [folder, 'guest/c/wadup.h', 'packages/builder/src/clang'],
    toolchain: `@yowasp/clang ${readJson('package-lock.json').packages['node_modules/@yowasp/clang'].version}`,
    build(root) {
      const output = join(root, 'target', 'examples', `${name}.wasm`);
      mkdirSync(join(root, 'target', 'examples'), { recursive: true });
      const options = [...flags, '-Wall', '-Wextra', '-Werror'];
      run([projectNode(), CHILD, join(root, folder), output, ...options], { env: projectEnvironment() });
      return output;
    },
  };
}
