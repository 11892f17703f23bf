/** The packages that a project depends on, as files of its module. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildCache, cacheKey, packFiles, unpackFiles } from '../build-cache.ts';
import type { BuildRequest } from '../language.ts';
import { findInstaller } from './find-installer.ts';
import { readInstalled } from './installed.ts';
import { readLockFile } from './lock-file.ts';
import { TARGET_ENVIRONMENT } from './markers.ts';
import type { PythonProject } from './project.ts';
import { type Requirement, requirementLine } from './requirement.ts';
import { type ProvidedPackage, writeStubWheels } from './stub-wheels.ts';
import { readWheelFolder } from './wheel-folder.ts';

/** How long versions that no lock file fixes are taken without asking for newer ones. */
const DAY_MS = 86_400_000;

/** What an installer is to be asked for. */
interface Wanted {
  readonly lines: readonly string[];
  readonly complete: boolean;
}

/**
 * @param provided what the runtime brings: nobody may depend on another version of it.
 * @throws {MissingToolError} when packages must be fetched and nothing is there that could.
 * @throws {BuildError} says which package cannot be had, and why.
 */
export async function fetchDependencies(
  project: PythonProject,
  provided: readonly ProvidedPackage[],
  request: BuildRequest,
  cache: BuildCache,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const fetched = project.dependencies.filter(({ name }) => name !== 'wadup');
  if (fetched.length === 0) return new Map();
  const carried = readWheelFolder(request.directory, fetched, provided);
  if (carried !== null) return carried;
  const wanted = wantedPackages(project.name, fetched, provided, request);
  const held = provided.map(({ name, version }) => `${name}==${version}`);
  const key = cacheKey('packages', JSON.stringify([wanted, held, TARGET_ENVIRONMENT]));
  // What lies on this machine may change under the same name.
  const lasting = !wanted.lines.some((line) => line.includes('@ file:'));
  const kept = lasting ? cache.read(key) : null;
  if (kept !== null && (wanted.complete || Date.now() - kept.time < DAY_MS)) return unpackFiles(kept.bytes);
  const files = await install(wanted, provided, request);
  cache.write(key, packFiles(files));
  return files;
}

function wantedPackages(
  projectName: string,
  fetched: readonly Requirement[],
  provided: readonly ProvidedPackage[],
  { directory, say }: BuildRequest,
): Wanted {
  const lock = readLockFile(directory, projectName, fetched);
  if (lock === null) return { lines: fetched.map(requirementLine), complete: false };
  say(`Dependencies as ${lock.file} has them.`);
  const pins = lock.pins.filter((pin) => pin.name !== 'wadup' && !provided.some((one) => one.name === pin.name));
  return {
    lines: pins.map((pin) => [`${pin.name}==${pin.version}`, ...pin.hashes.map((hash) => `--hash=${hash}`)].join(' ')),
    complete: true,
  };
}

async function install(
  { lines, complete }: Wanted,
  provided: readonly ProvidedPackage[],
  { directory, environment, signal, say }: BuildRequest,
): Promise<Map<string, Uint8Array>> {
  const installer = await findInstaller({ directory, environment, signal });
  say(`Fetching the dependencies with ${installer.name}.`);
  const folder = mkdtempSync(join(tmpdir(), 'wadup-python-'));
  try {
    const wheels = join(folder, 'wheels');
    const stubs = { folder: wheels, constraints: writeStubWheels(wheels, provided) };
    const target = join(folder, 'packages');
    await installer.install({ lines, complete, stubs, target, scratch: join(folder, 'scratch') });
    return readInstalled(target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
