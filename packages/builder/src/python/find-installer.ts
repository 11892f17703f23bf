import { MissingToolError } from '../errors.ts';
import type { Installer, InstallerContext } from './installer.ts';
import { findPip } from './pip.ts';
import { findUv } from './uv.ts';

const MISSING =
  'The module has dependencies, and fetching them needs a recent uv (https://docs.astral.sh/uv/), or Python 3.9 or newer with pip. ' +
  'Install one of them and see that it is on the PATH.';

/** uv where it is there: it is the quicker one. @throws {MissingToolError} */
export async function findInstaller(context: InstallerContext): Promise<Installer> {
  const found = (await findUv(context)) ?? (await findPip(context));
  if (found === null) throw new MissingToolError(MISSING);
  return found;
}
