/** Which outputs runs of this process write just now. Runs of other processes are seen in the database itself. */
import { statSync } from 'node:fs';
import { WadupError } from '../errors.ts';

/** By device and inode. It is a fact of the whole process, whoever asks. */
const claimed: Set<string> = new Set();

export interface OutputClaim {
  /** @throws {WadupError} code `database`: the file was removed or replaced, and with it what was stored. */
  requireStillThere(): void;
  release(): void;
}

/** @throws {WadupError} code `database`: another run of this process writes it. */
export function claimOutput(path: string): OutputClaim {
  const identity = identityOf(path);
  if (identity === null) throw new WadupError('database', `The output '${path}' is gone.`);
  if (claimed.has(identity)) {
    throw new WadupError(
      'database',
      `The output '${path}' is in use by another run of this process. Wait for it to end, or name another file.`,
    );
  }
  claimed.add(identity);
  return {
    requireStillThere: () => {
      if (identityOf(path) === identity) return;
      throw new WadupError(
        'database',
        `The output '${path}' was removed or replaced while the run was writing it: what was stored is lost. Run again.`,
      );
    },
    release: () => claimed.delete(identity),
  };
}

function identityOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}
