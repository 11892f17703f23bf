// Modules written in C and C++: all sources in `src/`, and the header in guest/c.
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CLANG_VERSION, clang } from './clang.mjs';

const C = ['-std=c11'];
const CPLUSPLUS = ['-std=c++17', '-fno-exceptions', '-fno-rtti', '-Wpedantic'];

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
    inputs: [folder, 'guest/c/wadup.h'],
    toolchain: `@yowasp/clang ${CLANG_VERSION}`,
    build(root) {
      const output = join(root, 'target', 'examples', `${name}.wasm`);
      mkdirSync(join(root, 'target', 'examples'), { recursive: true });
      const files = readdirSync(join(root, folder, 'src')).sort();
      const sources = files.filter((file) => /\.(?:c|cpp)$/.test(file));
      const paths = [...files.map((file) => join(root, folder, 'src', file)), join(root, 'guest', 'c', 'wadup.h')];
      const warnings = ['-Wall', '-Wextra', '-Werror'];
      const options = [...flags, '-O2', ...warnings, '-mexec-model=reactor', '-s'];
      const args = [...options, '-o', basename(output), ...sources];
      clang(root, args, paths, output);
      return output;
    },
  };
}
