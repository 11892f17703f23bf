// Copies into packages/cli what the published package carries for `wadup new` and `wadup build`: the guest libraries and
// the prebuilt runtimes, laid out as in the repository.
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root } from './toolchain.mjs';

const OUTPUT = join(root, 'packages/cli/shipped');

/** What is built from, by its path; of a runtime only what is loaded, not what it is made of. */
const CARRIED = [
  /^guest\/rust\/(?:Cargo\.toml|src\/.*\.rs)$/,
  /^guest\/go\/(?!.*_test\.go$).*(?:\.go|go\.mod)$/,
  /^guest\/c\/wadup\.h$/,
  /^guest\/typescript\/(?:package\.json|(?:src|types)\/.*\.ts)$/,
  /^guest\/python\/(?!(?:.*\/)?tests?\/)(?!.*\/__pycache__\/).*\.(?:json|py|typed)$/,
  /^runtime\/[^/]+\/[^/]+\.wasm(?:\.br|\.gz)?$/,
];

/** Paths relative to the repository, with slashes. */
export function shippedFiles() {
  return ['guest', 'runtime']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((path) => CARRIED.some((pattern) => pattern.test(path)) && !path.includes('/node_modules/'))
    .sort();
}

/** Gives the number of files. What was there before is gone. */
export function copyShipped() {
  rmSync(OUTPUT, { recursive: true, force: true });
  const files = shippedFiles();
  for (const path of files) cpSync(join(root, path), join(OUTPUT, path));
  return files.length;
}
