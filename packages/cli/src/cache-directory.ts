/** Where a user's programs keep what they can make anew. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The folder for one kind of thing; `undefined` when this user has no home. Made by whoever uses it. */
export function userCacheDirectory(
  kind: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const base = platform === 'win32' ? env['LOCALAPPDATA'] : (absolute(env['XDG_CACHE_HOME']) ?? inHome(platform));
  return base === undefined || base === '' ? undefined : join(base, 'wadup', kind);
}

/** The XDG specification: a relative path is to be ignored. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

function inHome(platform: NodeJS.Platform): string | undefined {
  try {
    return join(homedir(), ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']));
  } catch {
    return undefined;
  }
}
