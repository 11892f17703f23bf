/** What runs before a module's own code, in its own process: what cannot work in the sandbox says so. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join('guest', 'python', 'prelude');

/** The module that the runtime imports; the author's takes its place. */
export const START = '_wadup_start';

/** Python files by their path in the module; `shipped` has wadup's guest libraries. */
export function preludeFiles(shipped: string, entryPoint: string): ReadonlyMap<string, Uint8Array> {
  const folder = join(shipped, FOLDER);
  const names = readdirSync(folder).filter((name) => name.endsWith('.py'));
  const files = new Map<string, Uint8Array>(names.map((name) => [name, readFileSync(join(folder, name))]));
  // Whoever imports a module gets what sys.modules has of that name when its code has run.
  const take = `import sys\n\nfrom _wadup_prelude import import_entry_point\n\nsys.modules[__name__] = import_entry_point('${entryPoint}')\n`;
  return files.set(`${START}.py`, Buffer.from(take));
}
