/** Where the guest libraries and runtimes are that come with wadup. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BuildError } from './errors.ts';

/** A file that every place with guest libraries has. */
const MARK = join('guest', 'c', 'wadup.h');
/** Only the repository has it. In it, copies that were made for packing may be older than what they are copies of. */
const REPOSITORY_MARK = join('packages', 'builder', 'src', 'shipped.ts');

/**
 * The folder with `guest/` and `runtime/`, seen from a folder of this program: the repository, or what the published
 * package carries.
 * @throws {BuildError} when the installation lacks it.
 */
export function locateShipped(from: string): string {
  const above: string[] = [];
  for (let folder = from; !above.includes(folder); folder = dirname(folder)) above.push(folder);
  const repository = above.find((folder) => existsSync(join(folder, REPOSITORY_MARK)));
  if (repository !== undefined) return repository;
  const carried = above.map((folder) => join(folder, 'shipped')).find((folder) => existsSync(join(folder, MARK)));
  if (carried === undefined) {
    throw new BuildError(
      `The guest libraries that come with wadup are not there (looked above ${from}): reinstall it.`,
    );
  }
  return carried;
}
