/** What pyproject.toml says. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { BuildError } from '../errors.ts';
import { systemReason } from '../system-reason.ts';
import { TARGET_PYTHON } from './markers.ts';
import { parseRequirement, type Requirement } from './requirement.ts';
import { satisfies } from './version.ts';

export const MANIFEST = 'pyproject.toml';
/** Nobody writes a longer one by hand. */
const MOST_BYTES = 1_048_576;

export interface PythonProject {
  readonly name: string;
  readonly version: string;
  /** Module whose `main()` is called, with dots. */
  readonly entryPoint: string;
  /** Without those whose markers do not hold. */
  readonly dependencies: readonly Requirement[];
  /** In order, each once. */
  readonly cExtensions: readonly string[];
  /** Whether the module's top level runs while building. */
  readonly snapshot: boolean;
}

const PROJECT_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const MODULE_NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*(?:\.[\p{ID_Start}_][\p{ID_Continue}]*)*$/u;
const OWN_KEYS: readonly string[] = ['entry-point', 'c-extensions', 'snapshot'];

/** All that Python's standard for pyproject.toml has; a key that it does not have is a slip. */
const PROJECT_KEYS: ReadonlySet<string> = new Set(
  (
    'name version description readme requires-python license license-files authors maintainers keywords classifiers urls ' +
    'scripts gui-scripts entry-points dependencies optional-dependencies import-names import-namespaces dynamic'
  ).split(' '),
);

type Table = Readonly<Record<string, unknown>>;

/** @throws {BuildError} says what is wrong, with the key or the place in the file. */
export function readProject(directory: string): PythonProject {
  const manifest = parseManifest(directory);
  const project = tableAt(manifest, 'project', '[project]');
  const own = tableAt(tableAt(manifest, 'tool', '[tool]') ?? {}, 'wadup', '[tool.wadup]');
  if (project === undefined) throw wrong('has no [project] table; write one with a name');
  if (own === undefined) throw wrong('has no [tool.wadup] table; write one with entry-point = "package"');
  for (const key of Object.keys(own)) {
    if (!OWN_KEYS.includes(key)) throw wrong(`[tool.wadup] has no key '${key}'; there are ${OWN_KEYS.join(', ')}`);
  }
  const slip = Object.keys(project).find((key) => !PROJECT_KEYS.has(key));
  if (slip !== undefined) throw wrong(`[project] has no key '${slip}'; packages are in dependencies`);
  checkPython(project['requires-python']);
  if (Array.isArray(project['dynamic']) && project['dynamic'].includes('dependencies')) {
    throw wrong('project.dependencies is dynamic; list the dependencies in [project] itself');
  }
  return {
    name: readName(project['name']),
    version: readVersion(project['version']),
    entryPoint: readEntryPoint(own['entry-point']),
    dependencies: readDependencies(project['dependencies']),
    cExtensions: readExtensions(own['c-extensions']),
    snapshot: readSnapshot(own['snapshot']),
  };
}

/** `undefined` where there is none, whatever is wrong. */
export function declaredProjectName(directory: string): string | undefined {
  try {
    const name = tableAt(parseManifest(directory), 'project', '[project]')?.['name'];
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}

function parseManifest(directory: string): Table {
  const text = readManifest(join(directory, MANIFEST));
  try {
    return parse(text) as Table;
  } catch (thrown) {
    if (!(thrown instanceof TomlError)) throw thrown;
    const why = thrown.message.split('\n', 1)[0]?.replace('Invalid TOML document: ', '') ?? '';
    throw new BuildError(`${MANIFEST}:${thrown.line}:${thrown.column}: ${why}`);
  }
}

function readManifest(path: string): string {
  let bytes: Uint8Array;
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw wrong('is no regular file');
    if (stats.size > MOST_BYTES) throw wrong(`has ${stats.size} bytes, more than a manifest ever needs`);
    bytes = readFileSync(path);
  } catch (thrown) {
    if (thrown instanceof BuildError) throw thrown;
    throw wrong(`cannot be read: ${systemReason(thrown)}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw wrong('is not UTF-8');
  }
}

function tableAt(parent: Table, key: string, label: string): Table | undefined {
  const value = parent[key];
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(`${label} is no table`);
  return value as Table;
}

function checkPython(value: unknown): void {
  if (value === undefined) return;
  const allowed = typeof value === 'string' ? satisfies(TARGET_PYTHON, value) : null;
  if (allowed === null) throw wrong('project.requires-python is no version range; write for instance ">=3.11"');
  if (!allowed)
    throw wrong(`project.requires-python is "${String(value)}", and modules run on Python ${TARGET_PYTHON}`);
}

function readName(value: unknown): string {
  if (value === undefined) throw wrong('project.name is missing');
  if (typeof value === 'string' && PROJECT_NAME.test(value)) return value;
  throw wrong('project.name must be a text of letters, digits and . _ - between them');
}

function readVersion(value: unknown): string {
  if (value === undefined) return '0';
  if (typeof value === 'string' && satisfies(value, '>=0.dev0') !== null) return value;
  throw wrong('project.version is no version; write for instance "1.0"');
}

function readEntryPoint(value: unknown): string {
  if (value === undefined) throw wrong('tool.wadup.entry-point is missing: it names the package in src/ with main()');
  if (typeof value === 'string' && MODULE_NAME.test(value)) return value;
  const hint = typeof value === 'string' && value.includes(':') ? ' (its main() is called; name no function)' : '';
  throw wrong(`tool.wadup.entry-point must be the name of a module, such as "package" or "package.module"${hint}`);
}

function readDependencies(value: unknown): Requirement[] {
  return readTexts(value, 'project.dependencies').flatMap((text) => {
    const requirement = parseRequirement(text);
    if (typeof requirement === 'string') throw wrong(`project.dependencies: "${text}" ${requirement}`);
    return requirement.holds ? [requirement] : [];
  });
}

function readExtensions(value: unknown): string[] {
  return [...new Set(readTexts(value, 'tool.wadup.c-extensions'))].sort();
}

function readTexts(value: unknown, key: string): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw wrong(`${key} must be a list of texts`);
}

function readSnapshot(value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? true;
  throw wrong('tool.wadup.snapshot must be true or false');
}

/** What begins with a key is about that key, everything else about the file. */
function wrong(what: string): BuildError {
  return new BuildError(`${MANIFEST}${/^(?:project|tool)\./.test(what) ? ':' : ''} ${what}.`);
}
