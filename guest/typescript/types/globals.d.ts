/**
 * What exists beside ECMAScript itself (ES2024 without Intl and without SharedArrayBuffer between threads). There is no
 * network, and no `document`.
 */

interface Console {
  /** What is printed is kept per content and module, in `__wadup_module_output`: this in `stdout`. */
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  debug(...values: unknown[]): void;
  /** In `stderr`. */
  error(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  trace(...values: unknown[]): void;
  dir(value: unknown): void;
  table(value: unknown): void;
  assert(condition: unknown, ...values: unknown[]): void;
  group(...values: unknown[]): void;
  groupEnd(): void;
  count(label?: string): void;
  countReset(label?: string): void;
  time(label?: string): void;
  timeLog(label?: string, ...values: unknown[]): void;
  timeEnd(label?: string): void;
}
declare var console: Console;

/** `process` may be async and wait for them; those that nobody waits for are forgotten when it has ended. */
declare function setTimeout(call: (nothing: void) => void, milliseconds?: number): number;
declare function setTimeout<Values extends unknown[]>(
  call: (...values: Values) => void,
  milliseconds?: number,
  ...values: Values
): number;
declare function setInterval(call: (nothing: void) => void, milliseconds?: number): number;
declare function setInterval<Values extends unknown[]>(
  call: (...values: Values) => void,
  milliseconds?: number,
  ...values: Values
): number;
declare function setImmediate(call: (nothing: void) => void): number;
declare function setImmediate<Values extends unknown[]>(call: (...values: Values) => void, ...values: Values): number;
declare function clearTimeout(id: number | undefined): void;
declare function clearInterval(id: number | undefined): void;
declare function clearImmediate(id: number | undefined): void;
declare function queueMicrotask(call: () => void): void;

declare function structuredClone<Data>(value: Data, options?: { transfer?: readonly ArrayBuffer[] }): Data;
/** From Base64 to a string whose characters are bytes, and back. */
declare function atob(base64: string): string;
declare function btoa(bytes: string): string;

declare var performance: { now(): number; readonly timeOrigin: number };

declare var crypto: {
  getRandomValues<View extends ArrayBufferView>(view: View): View;
  randomUUID(): string;
  /** Only these; `node:crypto` has MD5 too, and digests of what comes piece by piece. */
  readonly subtle: {
    digest(algorithm: 'SHA-1' | 'SHA-256', data: ArrayBuffer | ArrayBufferView): Promise<ArrayBuffer>;
  };
};

interface TextEncoder {
  readonly encoding: string;
  encode(text?: string): Uint8Array<ArrayBuffer>;
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
}
declare var TextEncoder: { prototype: TextEncoder; new (): TextEncoder };

interface TextDecoder {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  decode(input?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string;
}
/** UTF-8, UTF-16, and every encoding of the web that has a byte for each character (`latin1`, `windows-1251`, `koi8-r`, …). */
declare var TextDecoder: {
  prototype: TextDecoder;
  new (label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder;
};

interface URLSearchParams extends Iterable<[string, string]> {
  readonly size: number;
  append(name: string, value: string): void;
  delete(name: string, value?: string): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string, value?: string): boolean;
  set(name: string, value: string): void;
  sort(): void;
  forEach(call: (value: string, name: string, all: URLSearchParams) => void): void;
  keys(): IterableIterator<string>;
  values(): IterableIterator<string>;
  entries(): IterableIterator<[string, string]>;
  toString(): string;
}
declare var URLSearchParams: {
  prototype: URLSearchParams;
  new (init?: string | Iterable<readonly [string, string]> | Readonly<Record<string, string>>): URLSearchParams;
};

interface URL {
  href: string;
  readonly origin: string;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  readonly searchParams: URLSearchParams;
  hash: string;
  toString(): string;
  toJSON(): string;
}
declare var URL: {
  prototype: URL;
  new (url: string | URL, base?: string | URL): URL;
  canParse(url: string | URL, base?: string | URL): boolean;
  parse(url: string | URL, base?: string | URL): URL | null;
};

interface Blob {
  readonly size: number;
  readonly type: string;
  arrayBuffer(): Promise<ArrayBuffer>;
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  text(): Promise<string>;
  slice(start?: number, end?: number, type?: string): Blob;
}
declare var Blob: {
  prototype: Blob;
  new (parts?: Iterable<string | ArrayBuffer | ArrayBufferView | Blob>, options?: { type?: string }): Blob;
};

interface Event {
  readonly type: string;
  readonly target: EventTarget | null;
  readonly defaultPrevented: boolean;
  preventDefault(): void;
  stopImmediatePropagation(): void;
}
declare var Event: { prototype: Event; new (type: string, options?: { cancelable?: boolean }): Event };

interface EventTarget {
  addEventListener(type: string, listener: (event: Event) => void, options?: boolean | { once?: boolean }): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
  dispatchEvent(event: Event): boolean;
}
declare var EventTarget: { prototype: EventTarget; new (): EventTarget };

interface AbortSignal extends EventTarget {
  readonly aborted: boolean;
  readonly reason: unknown;
  onabort: ((event: Event) => void) | null;
  throwIfAborted(): void;
}
declare var AbortSignal: {
  prototype: AbortSignal;
  abort(reason?: unknown): AbortSignal;
  timeout(milliseconds: number): AbortSignal;
  any(signals: Iterable<AbortSignal>): AbortSignal;
};
interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare var AbortController: { prototype: AbortController; new (): AbortController };

interface DOMException extends Error {
  readonly code: number;
}
declare var DOMException: { prototype: DOMException; new (message?: string, name?: string): DOMException };
