/**
 * Notices changes of a project by looking at it a few times a second: works on every disk and with every editor, and a
 * project has few files.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Language } from '../language.ts';
import { findProject } from '../project/build.ts';
import { EXPECTATION_SUFFIX } from '../trial/inputs.ts';
import { firstChange, type FileStates, readFileStates } from './file-states.ts';

export interface WatchRequest {
  readonly directory: string;
  readonly language: Language | undefined;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** Whether expectations in tests/ count. */
  readonly expectations: boolean;
}

const LOOK_EVERY_MS = 200;
/** Looking takes at most this share of the time, however large the project is. */
const SHARE = 0.1;

/**
 * Gives `null` at once, then for each change the path of a file that changed; changes while whoever listens is busy
 * count too. Several changes at once (an editor that saves all, a checkout) are one.
 * @throws {BuildError} when there is no project.
 */
export async function* watchProject(request: WatchRequest): AsyncGenerator<string | null> {
  const { folder, language } = findProject(request);
  const ignores = ignoredPaths(language, request.expectations);
  let seen = readFileStates(folder, ignores);
  yield null;
  while (!request.signal.aborted) {
    const start = performance.now();
    const now = readFileStates(folder, ignores);
    const waitMs = Math.max(LOOK_EVERY_MS, (performance.now() - start) / SHARE);
    const changed = firstChange(seen, now);
    if (changed !== null) {
      seen = await settled(folder, ignores, now, request.signal);
      if (!request.signal.aborted) yield changed;
    } else if (!(await waited(waitMs, request.signal))) return;
  }
}

/** The project once nothing changes any more for a moment. */
async function settled(
  folder: string,
  ignores: (path: string) => boolean,
  first: FileStates,
  signal: AbortSignal,
): Promise<FileStates> {
  let last = first;
  while (await waited(LOOK_EVERY_MS, signal)) {
    const now = readFileStates(folder, ignores);
    if (firstChange(last, now) === null) return now;
    last = now;
  }
  return last;
}

/** `false` when the watch ended meanwhile. */
async function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await delay(milliseconds, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

/** What building makes, what others bring, and what is hidden. */
function ignoredPaths(language: Language, expectations: boolean): (path: string) => boolean {
  const top = new Set([...language.generated, ...(language.unwatched ?? [])]);
  return (path) =>
    top.has(path) ||
    /(?:^|\/)(?:\.[^/]*|node_modules|__pycache__)$/.test(path) ||
    path.endsWith('.wasm') ||
    (!expectations && path.endsWith(EXPECTATION_SUFFIX));
}
