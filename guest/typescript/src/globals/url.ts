import { escapeWith, FRAGMENT, USER } from './url-escapes.ts';
import {
  isSpecial,
  parseUrl,
  pathText,
  setHostAndPort,
  setPath,
  setQuery,
  type UrlRecord,
  urlText,
} from './url-record.ts';
import { URLSearchParams } from './url-search-params.ts';

/** The base may be a text or a URL. */
function parsed(text: unknown, base: unknown): UrlRecord | null {
  const baseRecord = base === undefined ? null : parseUrl(String(base), null);
  return base !== undefined && baseRecord === null ? null : parseUrl(String(text), baseRecord);
}

export class URL {
  #record: UrlRecord;
  #searchParams: URLSearchParams;

  static canParse(text: unknown, base?: unknown): boolean {
    return parsed(text, base) !== null;
  }

  static parse(text: unknown, base?: unknown): URL | null {
    return URL.canParse(text, base) ? new URL(text, base) : null;
  }

  constructor(text: unknown, base?: unknown) {
    const record = parsed(text, base);
    if (record === null) throw new TypeError(`Invalid URL: ${JSON.stringify(String(text))}`);
    this.#record = record;
    this.#searchParams = this.#newSearchParams();
  }

  #newSearchParams(): URLSearchParams {
    return new URLSearchParams(this.#record.query ?? '', (query) => {
      this.#record.query = query === '' ? null : query;
    });
  }

  get href(): string {
    return urlText(this.#record);
  }
  set href(value: string) {
    const record = parsed(value, undefined);
    if (record === null) throw new TypeError(`Invalid URL: ${JSON.stringify(String(value))}`);
    this.#record = record;
    this.#searchParams = this.#newSearchParams();
  }

  get origin(): string {
    const { scheme } = this.#record;
    return isSpecial(scheme) && scheme !== 'file' ? `${scheme}://${this.host}` : 'null';
  }

  get protocol(): string {
    return `${this.#record.scheme}:`;
  }
  set protocol(value: string) {
    const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]*):?/.exec(value) ?? [];
    if (scheme !== undefined && isSpecial(scheme.toLowerCase()) === isSpecial(this.#record.scheme)) {
      this.#record.scheme = scheme.toLowerCase();
    }
  }

  get username(): string {
    return this.#record.username;
  }
  set username(value: string) {
    if (this.#record.host) this.#record.username = escapeWith(USER, String(value));
  }

  get password(): string {
    return this.#record.password;
  }
  set password(value: string) {
    if (this.#record.host) this.#record.password = escapeWith(USER, String(value));
  }

  get host(): string {
    const { host, port } = this.#record;
    return host === null ? '' : `${host}${port === '' ? '' : `:${port}`}`;
  }
  set host(value: string) {
    if (typeof this.#record.path !== 'string') setHostAndPort(this.#record, String(value));
  }

  get hostname(): string {
    return this.#record.host ?? '';
  }
  set hostname(value: string) {
    const { port } = this.#record;
    if (typeof this.#record.path !== 'string') {
      setHostAndPort(this.#record, `${value}${port === '' ? '' : `:${port}`}`);
    }
  }

  get port(): string {
    return this.#record.port;
  }
  set port(value: string) {
    if (this.#record.host) setHostAndPort(this.#record, `${this.#record.host}:${value}`);
  }

  get pathname(): string {
    return pathText(this.#record);
  }
  set pathname(value: string) {
    if (typeof this.#record.path !== 'string') setPath(this.#record, [], String(value));
  }

  get search(): string {
    const { query } = this.#record;
    return query === null || query === '' ? '' : `?${query}`;
  }
  set search(value: string) {
    const query = String(value).replace(/^\?/, '');
    setQuery(this.#record, query === '' ? null : query);
    this.#searchParams = this.#newSearchParams();
  }

  get searchParams(): URLSearchParams {
    return this.#searchParams;
  }

  get hash(): string {
    const { fragment } = this.#record;
    return fragment === null || fragment === '' ? '' : `#${fragment}`;
  }
  set hash(value: string) {
    const fragment = String(value).replace(/^#/, '');
    this.#record.fragment = fragment === '' ? null : escapeWith(FRAGMENT, fragment);
  }

  toString(): string {
    return this.href;
  }

  toJSON(): string {
    return this.href;
  }
}
