import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes the folder and those above it that are missing, one after the other: Node's own way (`recursive`) never ends where
 * a system refuses folders as if those above were missing (/proc).
 * @param mode of each folder that is made.
 * @throws what the system reports.
 */
export function makeFolder(folder: string, mode: number = 0o777): void {
  const missing: string[] = [];
  for (let path = folder; !existsSync(path); path = dirname(path)) missing.push(path);
  for (const path of missing.toReversed()) {
    try {
      mkdirSync(path, { mode });
    } catch (thrown) {
      // Somebody else has made it meanwhile.
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    }
  }
}
