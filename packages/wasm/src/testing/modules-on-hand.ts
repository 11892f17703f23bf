import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
const PLACES: readonly string[] = ['examples', 'tests/fixtures', 'bench', 'demo', 'guest', 'runtime'];
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'target', 'dist', '.git']);

/** Every wasm file of the repository, with its path from there. */
export function modulesOnHand(): { readonly path: string; readonly bytes: Uint8Array }[] {
  return PLACES.flatMap((place) => wasmFiles(place)).map((path) => {
    return { path, bytes: new Uint8Array(readFileSync(join(REPOSITORY, path))) };
  });
}

function wasmFiles(directory: string): string[] {
  let entries;
  try {
    entries = readdirSync(join(REPOSITORY, directory), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : wasmFiles(path);
    return entry.isFile() && entry.name.endsWith('.wasm') ? [path] : [];
  });
}
