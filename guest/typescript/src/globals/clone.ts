/** `structuredClone`: copies of data, with cycles and shared parts kept. Nothing is transferred but array buffers. */

type Cloned = Map<object, object>;
type Errors = Record<string, ErrorConstructor>;

const BOXES = ['[object Boolean]', '[object Number]', '[object String]'];
const ERRORS: Errors = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

export function structuredClone(value: unknown, options: { transfer?: readonly ArrayBuffer[] } = {}): unknown {
  const copy = clone(value, new Map());
  for (const buffer of options.transfer ?? []) buffer.transfer();
  return copy;
}

function refuse(value: unknown): never {
  const what = typeof value === 'function' ? `function ${value.name}` : String(value);
  throw new DOMException(`${what} could not be cloned`, 'DataCloneError');
}

function clone(value: unknown, cloned: Cloned): unknown {
  if (typeof value === 'symbol' || typeof value === 'function') return refuse(value);
  if (typeof value !== 'object' || value === null) return value;
  const known = cloned.get(value);
  if (known !== undefined) return known;
  const copy = cloneWhole(value) ?? cloneBytes(value, cloned);
  if (copy !== undefined) {
    cloned.set(value, copy);
    return copy;
  }
  return cloneParts(value, cloned);
}

/** What has no parts that are values. */
function cloneWhole(value: object): object | undefined {
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof RegExp) return new RegExp(value.source, value.flags);
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (BOXES.includes(Object.prototype.toString.call(value))) return Object(value.valueOf());
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef || value instanceof Promise) {
    return refuse(value);
  }
  return undefined;
}

/** Views of one buffer stay views of one buffer. */
function cloneBytes(value: object, cloned: Cloned): object | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  const buffer = clone(value.buffer, cloned) as ArrayBuffer;
  const length = value instanceof DataView ? value.byteLength : (value as Uint8Array).length;
  const Kind = value.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => object;
  return new Kind(buffer, value.byteOffset, length);
}

function cloneParts(value: object, cloned: Cloned): object {
  if (value instanceof Map) {
    const copy = new Map();
    cloned.set(value, copy);
    for (const [key, item] of value) copy.set(clone(key, cloned), clone(item, cloned));
    return copy;
  }
  if (value instanceof Set) {
    const copy = new Set();
    cloned.set(value, copy);
    for (const item of value) copy.add(clone(item, cloned));
    return copy;
  }
  if (value instanceof Error) return cloneError(value, cloned);
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
  if (Array.isArray(copy)) copy.length = (value as unknown[]).length;
  cloned.set(value, copy);
  for (const [key, item] of Object.entries(value)) {
    const data = { value: clone(item, cloned), writable: true, enumerable: true, configurable: true };
    Object.defineProperty(copy, key, data);
  }
  return copy;
}

function cloneError(value: Error, cloned: Cloned): Error {
  const Kind = ERRORS[value.name] ?? Error;
  const copy = new Kind(value.message);
  cloned.set(value, copy);
  Object.defineProperty(copy, 'stack', { value: value.stack, writable: true, configurable: true });
  if ('cause' in value) {
    Object.defineProperty(copy, 'cause', { value: clone(value.cause, cloned), writable: true, configurable: true });
  }
  return copy;
}
