/** What is attached to the runtime: everything of a module that is not the runtime itself. */
import { BuildError } from '../errors.ts';
import { START } from './prelude.ts';
import type { PythonProject } from './project.ts';
import { SOURCE_FOLDER } from './sources.ts';
import { zipStored } from './zip.ts';

/** Read by the runtime. */
const SETTINGS = 'wadup.json';

/**
 * A ZIP archive; equal files give equal bytes.
 * @throws {BuildError} when the author's files and those of a dependency have the same name.
 */
export function makeBundle(
  project: PythonProject,
  own: ReadonlyMap<string, Uint8Array>,
  packages: ReadonlyMap<string, Uint8Array>,
  prelude: ReadonlyMap<string, Uint8Array>,
): Uint8Array {
  const files = new Map([...packages, ...prelude]);
  for (const [path, bytes] of own) {
    if (files.has(path) || path === SETTINGS) {
      const owner = path === SETTINGS || prelude.has(path) ? 'wadup itself' : 'a dependency';
      throw new BuildError(`${SOURCE_FOLDER}/${path.replace(/c$/, '')} has the name of a file of ${owner}: rename it.`);
    }
    files.set(path, bytes);
  }
  const { name, version } = project;
  const info = `${name.replaceAll(/[-_.]+/g, '_')}-${version}.dist-info`;
  files.set(`${info}/METADATA`, Buffer.from(`Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`));
  files.set(SETTINGS, Buffer.from(JSON.stringify({ entryPoint: START })));
  return zipStored(files);
}
