// Modules written in TypeScript, built the way `wadup build` does it: nothing but this repository's own packages.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectEnvironment, projectNode, readJson } from '../toolchain.mjs';
import { run } from './command.mjs';

const BUILD = fileURLToPath(new URL('./build-project.mjs', import.meta.url));

/** @type {import('../build-examples.mjs').Example[]} */
export const typescriptExamples = [
  typescriptExample('typescript-office'),
  typescriptExample('typescript-pdf'),
  typescriptExample('behave-typescript', { fixture: true, folder: 'tests/fixtures/modules/behave-typescript' }),
];

function typescriptExample(name, { fixture = false, folder = `examples/${name}` } = {}) {
  return {
    name,
    fixture,
    output: fixture ? `${folder}/${name}.wasm.gz` : `${folder}/${name}.wasm`,
    inputs: [
      folder,
      'guest/typescript/src',
      'runtime/quickjs/quickjs.wasm.br',
      'packages/builder/src/typescript',
      'packages/wasm/src/passes/payload.ts',
    ],
    toolchain: [`esbuild ${installedVersion('esbuild')}`, ...npmDependencies(folder)].join(', '),
    build(root) {
      const output = join(root, 'target', 'examples', `${name}.wasm`);
      mkdirSync(join(root, 'target', 'examples'), { recursive: true });
      run([projectNode(), BUILD, 'typescript', join(root, folder), output], { env: projectEnvironment() });
      return output;
    },
  };
}

/** What an example bundles; the repository has it among its own devDependencies. */
function npmDependencies(folder) {
  const path = fileURLToPath(new URL(`../../${folder}/package.json`, import.meta.url));
  if (!existsSync(path)) return [];
  return Object.keys(JSON.parse(readFileSync(path, 'utf8')).dependencies ?? {}).map(
    (dependency) => `${dependency} ${installedVersion(dependency)}`,
  );
}

function installedVersion(name) {
  return readJson('package-lock.json').packages[`node_modules/${name}`].version;
}
