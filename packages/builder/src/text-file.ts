/** Text of a project's files. */
import { readFileSync, statSync } from 'node:fs';

/**
 * `null` when there is no regular file: what waits for somebody to write (a FIFO) is not opened.
 * @throws what the system reports when it cannot be read.
 */
export function readTextFile(path: string): string | null {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path, 'utf8') : null;
}
