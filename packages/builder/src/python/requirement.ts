/** One requirement as `dependencies` and lock files have them (PEP 508). */
import { markerHolds } from './markers.ts';
import { satisfies } from './version.ts';

export interface Requirement {
  /** As compared: lower case, single hyphens. */
  readonly name: string;
  /** `[socks]` or nothing. */
  readonly extras: string;
  /** `>=1,<2`, or nothing. */
  readonly specifier: string;
  /** In place of a version: a wheel. */
  readonly url: string | null;
  /** Whether it holds where the module will run. */
  readonly holds: boolean;
}

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const WHOLE_NAME = new RegExp(`^${NAME}$`);
const FORM = new RegExp(`^\\s*(${NAME})\\s*(\\[[^\\]]*\\])?\\s*(.*)$`, 's');
/** A control character could begin a line of its own in what the installer reads, and pip puts variables in for `$`. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u001F\u007F$]/;

/** Whether a name, of whatever origin, can be given to an installer. */
export function isPackageName(name: string): boolean {
  return WHOLE_NAME.test(name);
}

export function normalizedName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** The requirement, or what is wrong with it, as a clause that follows the requirement itself. */
export function parseRequirement(text: string): Requirement | string {
  if (FORBIDDEN.test(text)) return 'contains a control character or $';
  const [, name, extras = '', rest = ''] = FORM.exec(text) ?? [];
  if (name === undefined) return 'is not a requirement; write for instance "chardet>=5"';
  const [before, marker] = splitMarker(rest);
  const holds = marker === undefined ? true : markerHolds(marker);
  if (holds === null) return `has an environment marker that cannot be understood: ${marker}`;
  const base = { name: normalizedName(name), extras: extras.replaceAll(/\s/g, ''), holds };
  if (before.startsWith('@')) {
    const url = before.slice(1).trim();
    const problem = urlProblem(url);
    return problem ?? { ...base, specifier: '', url };
  }
  const specifier = before.replace(/^\((.*)\)$/, '$1').trim();
  if (satisfies('1', specifier) === null) return `has a version that cannot be understood: ${specifier}`;
  return { ...base, specifier, url: null };
}

/** As an installer reads it; markers have been decided. */
export function requirementLine({ name, extras, specifier, url }: Requirement): string {
  return url === null ? `${name}${extras}${specifier}` : `${name}${extras} @ ${url}`;
}

/** The semicolon of a URL needs a space before it to begin a marker. */
function splitMarker(rest: string): [string, string | undefined] {
  const at = rest.startsWith('@') ? rest.search(/\s;/) : rest.indexOf(';');
  if (at < 0) return [rest.trim(), undefined];
  return [rest.slice(0, at).trim(), rest.slice(rest.indexOf(';', at) + 1).trim()];
}

/** What has to be built first would run its own code on the author's machine. */
function urlProblem(url: string): string | null {
  const path = url.replace(/[?#].*$/s, '');
  if (/^(?:https?|file):\/\/\S+$/.test(url) && path.endsWith('-none-any.whl')) return null;
  return 'is not a wheel of pure Python (…-none-any.whl) at an https:// or file:// address; nothing else is fetched by address';
}
