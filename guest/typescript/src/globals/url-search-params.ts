import { encodeUtf8, decodeUtf8 } from 'wadup:host';

type Init = string | Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

/** `application/x-www-form-urlencoded`: everything but these is escaped, and a space is a plus. */
const PLAIN = /[A-Za-z0-9*\-._]/;

export class URLSearchParams {
  #pairs: [string, string][] = [];
  readonly #changed: ((query: string) => void) | undefined;

  /** @param changed Told of every change: for the URL whose query this is. */
  constructor(init: Init = '', changed?: (query: string) => void) {
    this.#pairs = pairsOf(init);
    this.#changed = typeof changed === 'function' ? changed : undefined;
  }

  get size(): number {
    return this.#pairs.length;
  }

  append(name: string, value: string): void {
    this.#pairs.push([String(name), String(value)]);
    this.#tell();
  }

  delete(name: string, value?: string): void {
    this.#pairs = this.#pairs.filter((pair) => pair[0] !== name || (value !== undefined && pair[1] !== value));
    this.#tell();
  }

  get(name: string): string | null {
    return this.#pairs.find((pair) => pair[0] === name)?.[1] ?? null;
  }

  getAll(name: string): string[] {
    return this.#pairs.filter((pair) => pair[0] === name).map((pair) => pair[1]);
  }

  has(name: string, value?: string): boolean {
    return this.#pairs.some((pair) => pair[0] === name && (value === undefined || pair[1] === value));
  }

  set(name: string, value: string): void {
    const at = this.#pairs.findIndex((pair) => pair[0] === name);
    if (at < 0) return this.append(name, value);
    this.#pairs[at] = [String(name), String(value)];
    this.#pairs = this.#pairs.filter((pair, other) => other <= at || pair[0] !== name);
    return this.#tell();
  }

  sort(): void {
    this.#pairs.sort(([first], [second]) => (first < second ? -1 : first > second ? 1 : 0));
    this.#tell();
  }

  forEach(call: (value: string, name: string, all: URLSearchParams) => void): void {
    for (const [name, value] of this) call(value, name, this);
  }

  *keys(): Generator<string, void, undefined> {
    for (const [name] of this) yield name;
  }

  *values(): Generator<string, void, undefined> {
    for (const [, value] of this) yield value;
  }

  entries(): Generator<[string, string], void, undefined> {
    return this[Symbol.iterator]();
  }

  *[Symbol.iterator](): Generator<[string, string], void, undefined> {
    // By position: what is appended meanwhile is seen too.
    for (let at = 0; at < this.#pairs.length; at++) {
      const [name, value] = this.#pairs[at]!;
      yield [name, value];
    }
  }

  toString(): string {
    return this.#pairs.map(([name, value]) => `${escape(name)}=${escape(value)}`).join('&');
  }

  #tell(): void {
    this.#changed?.(this.toString());
  }
}

function pairsOf(init: Init): [string, string][] {
  if (typeof init === 'string') return parse(init);
  if (init !== null && typeof init === 'object' && Symbol.iterator in init) {
    return Array.from(init as Iterable<readonly [string, string]>, ([name, value]) => [String(name), String(value)]);
  }
  return Object.entries(init as Readonly<Record<string, string>>).map(([name, value]) => [name, String(value)]);
}

function parse(query: string): [string, string][] {
  return query
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [unescape(part), ''] : [unescape(part.slice(0, at)), unescape(part.slice(at + 1))];
    });
}

function escape(text: string): string {
  let escaped = '';
  for (const byte of encodeUtf8(text)) {
    const character = String.fromCharCode(byte);
    if (byte === 0x20) escaped += '+';
    else escaped += PLAIN.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}

function unescape(text: string): string {
  return decodePercent(text.replaceAll('+', ' '));
}

/** Bytes written as %XX, as UTF-8. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  const bytes = encodeUtf8(text);
  let to = 0;
  for (let at = 0; at < bytes.length; at++) {
    const hex = bytes[at] === 0x25 ? String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0) : '';
    const isEscape = /^[0-9A-Fa-f]{2}$/.test(hex);
    bytes[to] = isEscape ? Number.parseInt(hex, 16) : bytes[at]!;
    if (isEscape) at += 2;
    to += 1;
  }
  return decodeUtf8(bytes.subarray(0, to), false) ?? '';
}
