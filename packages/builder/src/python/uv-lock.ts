import { markerHolds } from './markers.ts';
import type { Pin, TomlTable } from './pin.ts';
import { normalizedName } from './requirement.ts';

const PURE_WHEEL = /-none-any\.whl(?:[?#].*)?$/;

/**
 * uv.lock holds what every platform and every group needs; this follows the project's own dependencies to what the
 * module needs. Throws an Error whose message follows the file's name.
 */
export function readUvLock(lock: TomlTable, projectName: string): Pin[] {
  if (lock['version'] !== 1) throw new Error('its version is not 1');
  const packages = tables(lock['package']);
  const project = packages.find((entry) => isProject(entry, projectName));
  if (project === undefined) throw new Error(`it has no entry for the project ${projectName}`);
  const reached = new Map<TomlTable, Set<string>>([[project, new Set([''])]]);
  const waiting: (readonly [TomlTable, string])[] = [[project, '']];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [from, extra] = next;
    for (const edge of edgesOf(from, extra)) {
      const target = targetOf(packages, edge);
      const known = reached.get(target) ?? new Set();
      reached.set(target, known);
      for (const wanted of ['', ...extrasOf(edge)]) {
        if (!known.has(wanted)) waiting.push([target, wanted]);
        known.add(wanted);
      }
    }
  }
  return [...reached.keys()].flatMap((entry) => (entry === project ? [] : [pinOf(entry)]));
}

function isProject({ name, source }: TomlTable, projectName: string): boolean {
  const { virtual, editable } = (source ?? {}) as TomlTable;
  return typeof name === 'string' && normalizedName(name) === projectName && (virtual === '.' || editable === '.');
}

/** What a package, or one extra of it, needs here. */
function edgesOf(entry: TomlTable, extra: string): TomlTable[] {
  const optional = (entry['optional-dependencies'] ?? {}) as TomlTable;
  return tables(extra === '' ? entry['dependencies'] : optional[extra]).filter(({ marker }) => {
    if (marker === undefined) return true;
    const holds = markerHolds(String(marker));
    if (holds === null) throw new Error(`a marker cannot be understood: ${String(marker)}`);
    return holds;
  });
}

function extrasOf({ extra }: TomlTable): string[] {
  return Array.isArray(extra) ? extra.map(String) : [];
}

/** A name may stand for several versions: the edge says which, or their markers do. */
function targetOf(packages: readonly TomlTable[], { name, version }: TomlTable): TomlTable {
  const target = packages.find(
    (entry) => entry['name'] === name && (version === undefined ? holdsHere(entry) : entry['version'] === version),
  );
  if (target === undefined) throw new Error(`it has no entry for ${String(name)}`);
  return target;
}

function holdsHere(entry: TomlTable): boolean {
  const markers = entry['resolution-markers'];
  return !Array.isArray(markers) || markers.some((marker) => markerHolds(String(marker)) === true);
}

function pinOf({ name, version, wheels }: TomlTable): Pin {
  if (typeof name !== 'string' || typeof version !== 'string') throw new Error(`${String(name)} has no fixed version`);
  const pure = tables(wheels).filter(({ url, filename, path }) =>
    [url, filename, path].some((text) => typeof text === 'string' && PURE_WHEEL.test(text)),
  );
  if (pure.length === 0) throw new Error(`${name} has no wheel of pure Python, and a module can hold nothing else`);
  return {
    name: normalizedName(name),
    version,
    hashes: pure.flatMap(({ hash }) => (typeof hash === 'string' ? [hash] : [])),
  };
}

function tables(value: unknown): TomlTable[] {
  return Array.isArray(value) ? (value as TomlTable[]) : [];
}
