/**
 * Packages from a folder of the project: for machines without a network, and for projects that want to be built from
 * what is in them alone. No installer is needed: which versions, is decided by what is there.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError } from '../errors.ts';
import { systemReason } from '../system-reason.ts';
import { isLeftOut } from './installed.ts';
import { markerHolds, TARGET_ENVIRONMENT, TARGET_PYTHON } from './markers.ts';
import { compiledOnly } from './refusals.ts';
import { normalizedName, parseRequirement, type Requirement } from './requirement.ts';
import type { ProvidedPackage } from './stub-wheels.ts';
import { MOST_BYTES } from './sources.ts';
import { satisfies } from './version.ts';
import { readWheel } from './wheel.ts';

const WHEEL_FOLDER = 'wheels';
const WHEEL_NAME = /^([^-]+)-([^-]+)(?:-\d[^-]*)?-([^-]+-[^-]+-[^-]+)\.whl$/;

interface Wheel {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * All files of all packages that are needed; `null` when the project has no such folder.
 * @throws {BuildError} names the wheel that is missing, twice there, too old, or not pure Python.
 */
export function readWheelFolder(
  directory: string,
  dependencies: readonly Requirement[],
  provided: readonly ProvidedPackage[],
): Map<string, Uint8Array> | null {
  const wheels = openWheels(join(directory, WHEEL_FOLDER));
  if (wheels === null) return null;
  const needed = new Set<Wheel>();
  const waiting = dependencies.map((requirement) => ({ requirement, from: 'pyproject.toml' }));
  const seen = new Set<string>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { requirement, from } = next;
    const runtime = provided.find(({ name }) => name === requirement.name);
    const wheel = wheels.get(requirement.name);
    const version = runtime?.version ?? wheel?.version;
    if (version === undefined)
      throw new BuildError(`${WHEEL_FOLDER}/ has no wheel of ${requirement.name}, which ${from} asks for.`);
    if (requirement.url === null && satisfies(version, requirement.specifier) === false) {
      throw new BuildError(`${from} asks for ${requirement.name} ${requirement.specifier}, and there is ${version}.`);
    }
    if (wheel === undefined || runtime !== undefined || seen.has(`${requirement.name}${requirement.extras}`)) continue;
    seen.add(`${requirement.name}${requirement.extras}`);
    needed.add(wheel);
    for (const further of requiredBy(wheel, requirement.extras))
      waiting.push({ requirement: further, from: wheel.file });
  }
  return joined([...needed].sort((one, other) => (one.file < other.file ? -1 : 1)));
}

function openWheels(folder: string): Map<string, Wheel> | null {
  let names: string[];
  try {
    names = readdirSync(folder)
      .filter((name) => name.endsWith('.whl'))
      .sort();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new BuildError(`${WHEEL_FOLDER}/ cannot be read: ${systemReason(thrown)}.`);
  }
  const wheels = new Map<string, Wheel>();
  for (const file of names) {
    const wheel = openWheel(folder, file);
    const other = wheels.get(wheel.name);
    if (other !== undefined)
      throw new BuildError(`${WHEEL_FOLDER}/ has two wheels of ${wheel.name}: ${other.file} and ${file}.`);
    wheels.set(wheel.name, wheel);
  }
  return wheels;
}

function openWheel(folder: string, file: string): Wheel {
  const [, name = '', version = '', tag = ''] = WHEEL_NAME.exec(file) ?? [];
  if (name === '') throw new BuildError(`${WHEEL_FOLDER}/${file} is not named as wheels are.`);
  if (!tag.endsWith('-none-any')) throw new BuildError(compiledOnly(name, file));
  const path = join(folder, file);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true || stats.size > MOST_BYTES)
    throw new BuildError(`${WHEEL_FOLDER}/${file} is no file, or far too large.`);
  return { file, name: normalizedName(name), version, files: readWheel(`${WHEEL_FOLDER}/${file}`, readFileSync(path)) };
}

/** What a wheel needs here, with these extras (`[a,b]`) of it. */
function requiredBy(wheel: Wheel, extras: string): Requirement[] {
  const [, metadata] = [...wheel.files].find(([path]) => /^[^/]+\.dist-info\/METADATA$/.test(path)) ?? [];
  if (metadata === undefined) throw new BuildError(`${WHEEL_FOLDER}/${wheel.file} has no METADATA.`);
  const [head = ''] = Buffer.from(metadata)
    .toString('utf8')
    .split(/\r?\n\r?\n/, 1);
  const python = /^Requires-Python:\s*(.+)$/im.exec(head)?.[1];
  if (python !== undefined && satisfies(TARGET_PYTHON, python) === false) {
    throw new BuildError(`${WHEEL_FOLDER}/${wheel.file} is for Python ${python}, and modules run on ${TARGET_PYTHON}.`);
  }
  const chosen = ['', ...extras.replaceAll(/[[\]]/g, '').split(',')].filter((extra, at) => at === 0 || extra !== '');
  return [...head.matchAll(/^Requires-Dist:\s*(.+)$/gim)].flatMap(([, text = '']) => {
    const requirement = parseRequirement(text);
    if (typeof requirement === 'string') throw new BuildError(`${wheel.file}: "${text}" ${requirement}.`);
    const marker = /;(.*)$/s.exec(text)?.[1];
    const holds = marker === undefined || chosen.some((extra) => holdsFor(extra, marker));
    return holds ? [requirement] : [];
  });
}

function holdsFor(extra: string, marker: string): boolean {
  return markerHolds(marker, { ...TARGET_ENVIRONMENT, extra }) === true;
}

function joined(wheels: readonly Wheel[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const wheel of wheels) {
    for (const [path, bytes] of wheel.files) if (!isLeftOut(path)) files.set(path, bytes);
  }
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
}
