/** Python examples are committed as sources: whoever has wadup builds them in a second, without any tool. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { python } from '../../packages/builder/src/languages/python.ts';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'target', 'cache');

export function isPythonExample(name: string): boolean {
  return existsSync(join(ROOT, 'examples', name, 'pyproject.toml'));
}

/** The module, built with the runtime of this repository. */
export async function buildPythonExample(name: string): Promise<Uint8Array> {
  return await python.build({
    directory: join(ROOT, 'examples', name),
    shipped: ROOT,
    environment: { ...process.env, XDG_CACHE_HOME: CACHE, LOCALAPPDATA: CACHE },
    signal: new AbortController().signal,
    say: () => {},
  });
}
