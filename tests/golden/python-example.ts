/** Python examples are committed as sources: whoever has wadup builds them in a second, without any tool. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { python } from '../../packages/builder/src/languages/python.ts';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'target', 'cache');

export function isPythonExample(name: string): boolean {
  return existsSync(join(ROOT, 'examples', name, 'pyproject.toml'));
}

export async function buildPythonExample(name: string): Promise<Uint8Array> {
  return await buildPythonProject(join(ROOT, 'examples', name));
}

/** The module of a project in that folder; `shipped` has runtimes and guest libraries, by default this repository. */
export async function buildPythonProject(directory: string, shipped: string = ROOT): Promise<Uint8Array> {
  return await python.build({
    directory,
    shipped,
    environment: { ...process.env, XDG_CACHE_HOME: CACHE, LOCALAPPDATA: CACHE },
    signal: new AbortController().signal,
    say: () => {},
  });
}
