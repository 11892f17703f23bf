import { markerHolds, TARGET_ENVIRONMENT } from './markers.ts';
import type { Pin, TomlTable } from './pin.ts';
import { normalizedName } from './requirement.ts';

const PURE_WHEEL = /-none-any\.whl(?:[?#].*)?$/;
/** No extra and no group is chosen. */
const ENVIRONMENT = { ...TARGET_ENVIRONMENT, extras: '', dependency_groups: '' };

/** PEP 751. Throws an Error whose message follows the file's name. */
export function readPylock(lock: TomlTable): Pin[] {
  const version = lock['lock-version'];
  if (typeof version !== 'string' || !version.startsWith('1.')) throw new Error('its lock-version is not 1.x');
  const { packages } = lock;
  if (!Array.isArray(packages)) throw new Error('it has no packages');
  return (packages as TomlTable[]).flatMap((entry) => {
    const { name, marker, version: fixed } = entry;
    if (typeof name !== 'string') throw new Error('a package has no name');
    if (marker !== undefined && holds(name, marker) === false) return [];
    if (typeof fixed !== 'string') throw new Error(`${name} has no version: only packages of an index can be used`);
    return [{ name: normalizedName(name), version: fixed, hashes: hashesOf(name, entry['wheels']) }];
  });
}

function holds(name: string, marker: unknown): boolean {
  const answer = typeof marker === 'string' ? markerHolds(marker, ENVIRONMENT) : null;
  if (answer === null) throw new Error(`the marker of ${name} cannot be understood: ${String(marker)}`);
  return answer;
}

function hashesOf(name: string, wheels: unknown): string[] {
  const pure = (Array.isArray(wheels) ? (wheels as TomlTable[]) : []).filter((wheel) =>
    [wheel['name'], wheel['url'], wheel['path']].some((text) => typeof text === 'string' && PURE_WHEEL.test(text)),
  );
  if (pure.length === 0) throw new Error(`${name} has no wheel of pure Python, and a module can hold nothing else`);
  return pure.flatMap((wheel) => {
    const sha256 = (wheel['hashes'] as TomlTable | undefined)?.['sha256'];
    return typeof sha256 === 'string' ? [`sha256:${sha256}`] : [];
  });
}
