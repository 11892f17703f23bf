/** `node:path`, in the form of POSIX. */
export const sep = '/';
export const delimiter = ':';

export function normalize(path: string): string {
  const isAbsolute = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!isAbsolute) kept.push('..');
  }
  const text = kept.join('/') + (path.endsWith('/') && kept.length > 0 ? '/' : '');
  return (isAbsolute ? '/' : '') + text || '.';
}

export function join(...parts: string[]): string {
  return normalize(parts.filter((part) => part !== '').join('/'));
}

export function resolve(...parts: string[]): string {
  let path = '';
  for (const part of parts.toReversed()) {
    path = path === '' ? part : `${part}/${path}`;
    if (part.startsWith('/')) break;
  }
  const whole = normalize(path.startsWith('/') ? path : `/${path}`);
  return whole === '/' ? whole : whole.replace(/\/$/, '');
}

export const isAbsolute = (path: string): boolean => path.startsWith('/');

export function dirname(path: string): string {
  const cut = path.replace(/\/+$/, '');
  const at = cut.lastIndexOf('/');
  if (at < 0) return path.startsWith('/') && cut === '' ? '/' : '.';
  return cut.slice(0, at).replace(/\/+$/, '') || '/';
}

export function basename(path: string, suffix = ''): string {
  if (path !== '' && path === suffix) return '';
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return suffix !== '' && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name;
}

export function extname(path: string): string {
  const name = basename(path);
  const at = name.lastIndexOf('.');
  return at <= 0 || name === '..' ? '' : name.slice(at);
}

export function relative(from: string, to: string): string {
  const first = resolve(from).split('/').filter(Boolean);
  const second = resolve(to).split('/').filter(Boolean);
  let same = 0;
  while (same < first.length && first[same] === second[same]) same += 1;
  return [...first.slice(same).map(() => '..'), ...second.slice(same)].join('/');
}

export interface ParsedPath {
  root: string;
  dir: string;
  base: string;
  ext: string;
  name: string;
}

export function parse(path: string): ParsedPath {
  const base = basename(path);
  const ext = extname(path);
  const root = isAbsolute(path) ? '/' : '';
  const dir = path.replace(/\/+$/, '').includes('/') || root !== '' ? dirname(path) : '';
  return { root, dir, base, ext, name: ext === '' ? base : base.slice(0, -ext.length) };
}

export function format({ root = '', dir = '', base = '', name = '', ext = '' }: Partial<ParsedPath>): string {
  const file = base || name + ext;
  if (dir === '') return root + file;
  return dir === root ? dir + file : `${dir}/${file}`;
}

/** In the sandbox all paths are POSIX's. */
export const posix = {
  sep,
  delimiter,
  normalize,
  join,
  resolve,
  isAbsolute,
  dirname,
  basename,
  extname,
  relative,
  parse,
  format,
};
