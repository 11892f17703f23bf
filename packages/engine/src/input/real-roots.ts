/** Where the inputs really are, to tell links that stay inside them from links that lead out. */
import * as fs from 'node:fs';
import { sep } from 'node:path';
import type { ByteString } from './input-paths.ts';
import { systemErrorCode } from './system-errors.ts';

export class RealRoots {
  /** Real paths without a separator at the end; so '' is the root of the filesystem. */
  readonly #files = new Set<ByteString>();
  readonly #directories = new Set<ByteString>();

  /** An input whose real path cannot be found holds nothing. */
  add(input: string, isDirectory: boolean): void {
    let path: ByteString;
    try {
      path = realPath(input);
    } catch (thrown) {
      // An open file without a name, such as /dev/stdin of a file that was deleted: no link leads there.
      systemErrorCode(thrown);
      return;
    }
    if (isDirectory) this.#directories.add(path.endsWith(sep) ? path.slice(0, -1) : path);
    else this.#files.add(path);
  }

  /**
   * Whether the real path of `path` is one of the inputs or lies in one.
   * @throws what the system reports when there is no real path.
   */
  hold(path: string | Buffer): boolean {
    const real = realPath(path);
    if (this.#files.has(real)) return true;
    // Upwards by whole components, so that the cost does not grow with the number of inputs.
    for (let end = real.endsWith(sep) ? real.length - 1 : real.length; end >= 0; ) {
      if (this.#directories.has(real.slice(0, end))) return true;
      if (end === 0) break;
      end = real.lastIndexOf(sep, end - 1);
    }
    return false;
  }
}

/** Not `fs.realpathSync` itself, which makes text of its path and so loses bytes that are no UTF-8. */
function realPath(path: string | Buffer): ByteString {
  return fs.realpathSync.native(path, { encoding: 'latin1' });
}
