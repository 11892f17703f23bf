/** Versions that an author has fixed: requirements.lock (pip's format), pylock.toml (PEP 751) or uv.lock. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { BuildError } from '../errors.ts';
import type { Pin, TomlTable } from './pin.ts';
import { isPackageName, normalizedName, parseRequirement, type Requirement } from './requirement.ts';
import { readPylock } from './pylock.ts';
import { readUvLock } from './uv-lock.ts';
import { satisfies } from './version.ts';

export interface LockFile {
  readonly file: string;
  /** Those that the module needs, in order of name. */
  readonly pins: readonly Pin[];
}

/** The first that is there counts. */
const READERS: readonly (readonly [string, (text: string, projectName: string) => Pin[]])[] = [
  ['pylock.toml', (text) => readPylock(parse(text) as TomlTable)],
  ['uv.lock', (text, projectName) => readUvLock(parse(text) as TomlTable, projectName)],
  ['requirements.lock', readRequirementsLock],
];
const MOST_BYTES = 64 * 1024 * 1024;
const HASH = /^[a-z\d]+:[\da-f]+$/;

/**
 * `null` when there is none.
 * @throws {BuildError} names the file, and what in it cannot be used.
 */
export function readLockFile(
  directory: string,
  projectName: string,
  dependencies: readonly Requirement[],
): LockFile | null {
  const found = READERS.find(([file]) => existsSync(join(directory, file)));
  if (found === undefined) return null;
  const [file, read] = found;
  let pins: Pin[];
  try {
    pins = read(readText(join(directory, file)), normalizedName(projectName));
  } catch (thrown) {
    throw new BuildError(`${file}: ${(thrown as Error).message.split('\n', 1)[0]}`);
  }
  for (const pin of pins) checkForm(file, pin);
  pins.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const dependency of dependencies) checkPinned(file, pins, dependency);
  return { file, pins };
}

function readText(path: string): string {
  const stats = statSync(path);
  if (!stats.isFile() || stats.size > MOST_BYTES) throw new Error('it is no regular file, or far too large');
  return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
}

/** What comes out of TOML may be any text, and an installer would take a second line for an option. */
function checkForm(file: string, { name, version, hashes }: Pin): void {
  const isVersion = !/\s/.test(version) && satisfies(version, '>=0.dev0') !== null;
  const sound = isPackageName(name) && isVersion && hashes.every((hash) => HASH.test(hash));
  if (!sound) throw new BuildError(`${file}: the name, version or hash of ${JSON.stringify(name)} is none.`);
}

function checkPinned(file: string, pins: readonly Pin[], { name, specifier, url }: Requirement): void {
  const pin = pins.find((candidate) => candidate.name === name);
  if (pin === undefined) throw new BuildError(`${file} lacks ${name}, which pyproject.toml asks for: make it anew.`);
  if (url === null && satisfies(pin.version, specifier) === false) {
    throw new BuildError(`${file} has ${name} ${pin.version}, and pyproject.toml asks for ${specifier}: make it anew.`);
  }
}

/** What `uv pip compile` and `pip-compile` write, and `pip freeze`. */
function readRequirementsLock(text: string): Pin[] {
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const content = line.replace(/(?:^|\s)#.*$/, '').trim();
      return content === '' ? [] : readLockedLine(content);
    });
}

function readLockedLine(line: string): Pin[] {
  if (line.startsWith('-')) {
    throw new Error(
      `'${line}' is an option; only lines such as 'chardet==5.2.0' can be used (pip and uv take an index from their own settings)`,
    );
  }
  const hashes = [...line.matchAll(/\s--hash[= ](\S+)/g)].map(([, hash = '']) => hash);
  const requirement = parseRequirement(line.replaceAll(/\s--hash[= ]\S+/g, ''));
  if (typeof requirement === 'string') throw new Error(`'${line}' ${requirement}`);
  const version = /^===?\s*([^\s,*]+)$/.exec(requirement.specifier)?.[1];
  if (version === undefined) throw new Error(`'${line}' fixes no version; write for instance 'chardet==5.2.0'`);
  return requirement.holds ? [{ name: requirement.name, version, hashes }] : [];
}
