/** What the files of a project look like just now, to notice that one has changed. */
import { type BigIntStats, type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Time of change and size of each file, by path relative to the folder. */
export type FileStates = ReadonlyMap<string, string>;

/** Far more than a project has: whoever watches a whole disk gets the first part of it. */
const MOST_FILES = 20_000;

/** `ignores` is asked for every file and folder, by its path with slashes. What cannot be read is not there. */
export function readFileStates(folder: string, ignores: (path: string) => boolean): FileStates {
  const states = new Map<string, string>();
  const waiting = [''];
  for (let path = waiting.pop(); path !== undefined && states.size < MOST_FILES; path = waiting.pop()) {
    for (const entry of entriesOf(join(folder, path))) {
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (ignores(child)) continue;
      if (entry.isDirectory()) waiting.push(child);
      else {
        // A folder behind a link is not entered: links may lead in circles.
        const stats = statsOf(join(folder, child));
        if (stats?.isFile() === true) states.set(child, `${stats.mtimeNs} ${stats.ctimeNs} ${stats.size}`);
      }
    }
  }
  return states;
}

/** A file that differs between the two; `null` when there is none. */
export function firstChange(before: FileStates, after: FileStates): string | null {
  for (const [path, state] of after) if (before.get(path) !== state) return path;
  for (const path of before.keys()) if (!after.has(path)) return path;
  return null;
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

function statsOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
