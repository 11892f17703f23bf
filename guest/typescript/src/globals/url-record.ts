/** The parts of a URL and how a text is taken apart into them, after the URL standard (url.spec.whatwg.org). */
import { escapeWith, FRAGMENT, PATH, QUERY, SPECIAL_QUERY, USER } from './url-escapes.ts';
import { parseHost } from './url-host.ts';

export interface UrlRecord {
  /** Without the colon. */
  scheme: string;
  username: string;
  password: string;
  host: string | null;
  /** '' when it is the scheme's own. */
  port: string;
  /** A string: a path that is no hierarchy (`mailto:somebody`). */
  path: string[] | string;
  query: string | null;
  fragment: string | null;
}

export const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  http: '80',
  https: '443',
  ws: '80',
  wss: '443',
  ftp: '21',
  file: '',
};

export const isSpecial = (scheme: string): boolean => Object.hasOwn(DEFAULT_PORTS, scheme);

/** `null`: the text is no URL. */
export function parseUrl(text: string, base: UrlRecord | null): UrlRecord | null {
  // biome-ignore lint: the standard removes exactly these.
  const trimmed = text.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '').replace(/[\t\n\r]/g, '');
  const [beforeFragment, fragment] = cut(trimmed, '#');
  const [, scheme, afterScheme] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(beforeFragment) ?? [];
  const record =
    scheme === undefined
      ? parseRelative(beforeFragment, base, fragment !== null)
      : parseAbsolute(scheme.toLowerCase(), afterScheme ?? '', base);
  if (record === null) return null;
  record.fragment = fragment === null ? null : escapeWith(FRAGMENT, fragment);
  return record;
}

function cut(text: string, separator: string): [string, string | null] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

function emptyRecord(scheme: string): UrlRecord {
  return { scheme, username: '', password: '', host: null, port: '', path: [], query: null, fragment: null };
}

function parseAbsolute(scheme: string, rest: string, base: UrlRecord | null): UrlRecord | null {
  const record = emptyRecord(scheme);
  if (scheme === 'file') {
    const sameBase = base?.scheme === 'file' ? base : null;
    return /^[/\\]{2}/.test(rest) || sameBase === null ? parseFile(record, rest) : parseRelative(rest, sameBase, false);
  }
  if (isSpecial(scheme)) {
    if (base?.scheme === scheme && !/^[/\\]{2}/.test(rest)) return parseRelative(rest, base, false);
    return parseAuthority(record, rest.replace(/^[/\\]*/, ''));
  }
  if (rest.startsWith('//')) return parseAuthority(record, rest.slice(2));
  const [path, query] = cut(rest, '?');
  setQuery(record, query);
  // biome-ignore lint: control characters are what is escaped in such a path.
  if (!rest.startsWith('/')) record.path = escapeWith(/[^\x20-\x7e]/u, path);
  else setPath(record, [], path);
  return record;
}

function parseRelative(rest: string, base: UrlRecord | null, hasFragment: boolean): UrlRecord | null {
  if (base === null) return null;
  if (typeof base.path === 'string') {
    return rest === '' && hasFragment ? { ...base } : null;
  }
  const isBackslash = isSpecial(base.scheme);
  const start = isBackslash ? rest.replace(/^[/\\]{1,2}/, (slashes) => '/'.repeat(slashes.length)) : rest;
  if (start.startsWith('//')) {
    const record = emptyRecord(base.scheme);
    return base.scheme === 'file' ? parseFile(record, start) : parseAuthority(record, start.slice(2));
  }
  const record: UrlRecord = { ...base, path: [], query: null, fragment: null };
  const [path, query] = cut(start, '?');
  setQuery(record, query);
  if (path === '') {
    record.path = [...base.path];
    if (query === null) record.query = base.query;
    return record;
  }
  const isAbsolute = path.startsWith('/');
  const isDrive = base.scheme === 'file' && /^\/?[A-Za-z][:|](?:[/\\]|$)/.test(path);
  const drive = base.scheme === 'file' && /^[A-Za-z]:$/.test(base.path[0] ?? '') ? base.path.slice(0, 1) : [];
  setPath(record, isDrive ? [] : isAbsolute ? drive : base.path.slice(0, -1), path);
  return record;
}

function parseFile(record: UrlRecord, rest: string): UrlRecord | null {
  const [beforeQuery, query] = cut(rest, '?');
  const [, slashes = '', after = ''] = /^([/\\]{0,2})(.*)$/s.exec(beforeQuery) ?? [];
  record.host = '';
  let path = after;
  if (slashes.length === 2) {
    const [, host = '', remainder = ''] = /^([^/\\]*)(.*)$/s.exec(after) ?? [];
    if (/^[A-Za-z][:|]$/.test(host)) {
      path = `/${after}`;
    } else {
      const parsed = host === '' ? '' : parseHost(host, true);
      if (parsed === null) return null;
      record.host = parsed === 'localhost' ? '' : parsed;
      path = remainder;
    }
  }
  setQuery(record, query);
  setPath(record, [], path);
  return record;
}

function parseAuthority(record: UrlRecord, rest: string): UrlRecord | null {
  const special = isSpecial(record.scheme);
  const [, authority = '', remainder = ''] = (special ? /^([^/\\?]*)(.*)$/s : /^([^/?]*)(.*)$/s).exec(rest) ?? [];
  const at = authority.lastIndexOf('@');
  if (at >= 0) {
    const [username, password] = cut(authority.slice(0, at), ':');
    record.username = escapeWith(USER, username);
    record.password = escapeWith(USER, password ?? '');
  }
  if (!setHostAndPort(record, authority.slice(at + 1))) return null;
  if (at >= 0 && record.host === '') return null;
  const [path, query] = cut(remainder, '?');
  setQuery(record, query);
  setPath(record, [], path);
  return record;
}

/** False, and nothing changed, when it is none. */
export function setHostAndPort(record: UrlRecord, text: string): boolean {
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(text) ?? [];
  const special = isSpecial(record.scheme);
  if (host === '' && (special || text !== '')) return false;
  const parsed = host === '' ? '' : parseHost(host, special);
  if (parsed === null || !/^\d*$/.test(port) || Number(port) > 65_535) return false;
  const number = port === '' ? '' : String(Number(port));
  record.host = parsed;
  record.port = number === DEFAULT_PORTS[record.scheme] ? '' : number;
  return true;
}

export function setQuery(record: UrlRecord, query: string | null): void {
  record.query = query === null ? null : escapeWith(isSpecial(record.scheme) ? SPECIAL_QUERY : QUERY, query);
}

/** Adds the segments of a path to those that are there. */
export function setPath(record: UrlRecord, above: readonly string[], path: string): void {
  const special = isSpecial(record.scheme);
  const segments = [...above];
  record.path = segments;
  if (path === '' && !special) return;
  const parts = (special ? path.replaceAll('\\', '/') : path).replace(/^\//, '').split('/');
  for (const [index, part] of parts.entries()) {
    const plain = part.toLowerCase().replaceAll('%2e', '.');
    const isLast = index === parts.length - 1;
    const isDriveOnly = record.scheme === 'file' && segments.length === 1 && /^[A-Za-z]:$/.test(segments[0] ?? '');
    if (plain === '..') {
      if (!isDriveOnly) segments.pop();
      if (isLast) segments.push('');
    } else if (plain === '.') {
      if (isLast) segments.push('');
    } else if (record.scheme === 'file' && segments.length === 0 && /^[A-Za-z][:|]$/.test(part)) {
      segments.push(`${part.charAt(0)}:`);
    } else {
      segments.push(escapeWith(PATH, part));
    }
  }
}

export function pathText({ path }: UrlRecord): string {
  return typeof path === 'string' ? path : path.map((segment) => `/${segment}`).join('');
}

export function urlText(record: UrlRecord, withFragment = true): string {
  const { scheme, username, password, host, port, path, query, fragment } = record;
  const user = username === '' && password === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`;
  // Without a host, a path that begins with two slashes would be one.
  const guard = host === null && typeof path !== 'string' && path.length > 1 && path[0] === '' ? '/.' : '';
  const authority = host === null ? guard : `//${user}${host}${port === '' ? '' : `:${port}`}`;
  const search = query === null ? '' : `?${query}`;
  return `${scheme}:${authority}${pathText(record)}${search}${withFragment && fragment !== null ? `#${fragment}` : ''}`;
}
