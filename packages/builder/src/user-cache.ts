/** Where a user's programs keep what they can make anew. */
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import type { Environment } from './language.ts';

/** The machine and its user, as far as they decide where the folder is. */
export interface UserSystem {
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  /** The user's home; may throw when there is none. */
  readonly home: () => string;
}

/**
 * The folder for one kind of thing, made by whoever uses it; `undefined` when this user has no home. Never throws.
 * XDG_CACHE_HOME moves it (LOCALAPPDATA on Windows); a relative path in it is ignored, as the XDG specification says.
 */
export function userCacheFolder(kind: string, system: Partial<UserSystem> = {}): string | undefined {
  const { environment = process.env, platform = process.platform, home = homedir } = system;
  const { isAbsolute, join } = platform === 'win32' ? win32 : posix;
  const named = environment[platform === 'win32' ? 'LOCALAPPDATA' : 'XDG_CACHE_HOME'] ?? '';
  if (isAbsolute(named)) return join(named, 'wadup', kind);
  const homeFolder = homeOrNothing(home);
  return isAbsolute(homeFolder) ? join(homeFolder, ...belowHome(platform), 'wadup', kind) : undefined;
}

function homeOrNothing(home: () => string): string {
  try {
    return home();
  } catch {
    return '';
  }
}

function belowHome(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'win32') return ['AppData', 'Local'];
  return platform === 'darwin' ? ['Library', 'Caches'] : ['.cache'];
}
