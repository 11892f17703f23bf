/** Values as text for people: short, on one line where they fit on one, and finite whatever they are. */

const MOST_DEPTH = 3;
const MOST_ITEMS = 100;
const MOST_STRING = 10_000;
const LINE = 76;
const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;

/** The text of a call of `console.log`: strings as they are, everything else inspected, `%s` and so on filled in. */
export function format(...values: unknown[]): string {
  const [first, ...others] = values;
  if (typeof first !== 'string' || others.length === 0) return values.map(show).join(' ');
  let used = 0;
  const text = first.replace(/%([sdifjoOc%])/g, (whole, kind: string) => {
    if (kind === '%') return '%';
    if (used >= others.length) return whole;
    const value = others[used];
    used += 1;
    return filled(kind, value);
  });
  return [text, ...others.slice(used).map(show)].join(' ');
}

function filled(kind: string, value: unknown): string {
  if (kind === 'c') return '';
  if (kind === 'd') return typeof value === 'bigint' ? `${value}n` : String(Number(value));
  if (kind === 'i') return typeof value === 'bigint' ? `${value}n` : String(Math.trunc(Number(value)));
  if (kind === 'f') return String(Number(value));
  if (kind === 'j') return String(JSON.stringify(value));
  return kind === 's' && typeof value !== 'object' ? String(value) : show(value);
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value);
}

export function inspect(value: unknown): string {
  return inspectAt(value, 0, []);
}

function inspectAt(value: unknown, depth: number, above: readonly object[]): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'function') return functionName(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (above.includes(value)) return '[circular]';
  try {
    return inspectObject(value, depth, [...above, value]);
  } catch (error) {
    // A proxy or a getter may throw whatever it likes.
    return error instanceof RangeError ? '[too deep]' : '[cannot be shown]';
  }
}

function quoted(text: string): string {
  const json = JSON.stringify(text.length > MOST_STRING ? text.slice(0, MOST_STRING) : text);
  const body = json.slice(1, -1).replaceAll('\\"', '"');
  const more = text.length > MOST_STRING ? `… ${text.length - MOST_STRING} more characters` : '';
  return `'${body.replaceAll("'", "\\'")}'${more}`;
}

function functionName({ name }: { readonly name: string }): string {
  return name === '' ? '[Function (anonymous)]' : `[Function: ${name}]`;
}

function inspectObject(value: object, depth: number, above: readonly object[]): string {
  if (value instanceof Error) return inspectError(value, depth, above);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof RegExp) return String(value);
  const name = className(value);
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet) return `${name} {}`;
  if (depth >= MOST_DEPTH) return Array.isArray(value) ? '[Array]' : `[${name === '' ? 'Object' : name}]`;
  const inner = (item: unknown): string => inspectAt(item, depth + 1, above);
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${inner(new Uint8Array(value))}`;
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    const list = value as ArrayLike<unknown>;
    const prefix = Array.isArray(value) ? '' : `${name}(${list.length}) `;
    return (
      prefix +
      block(
        '[',
        ']',
        limited(list.length, (at) => inner(list[at])),
        depth,
      )
    );
  }
  if (value instanceof Set) {
    const items = [...value];
    return `Set(${value.size}) ${block(
      '{',
      '}',
      limited(items.length, (at) => inner(items[at])),
      depth,
    )}`;
  }
  if (value instanceof Map) {
    const items = [...value];
    const pair = (at: number): string => `${inner(items[at]![0])} => ${inner(items[at]![1])}`;
    return `Map(${value.size}) ${block('{', '}', limited(items.length, pair), depth)}`;
  }
  const prefix = name === '' ? '' : `${name} `;
  return prefix + block('{', '}', properties(value, inner), depth);
}

function inspectError(error: Error, depth: number, above: readonly object[]): string {
  const stack = typeof error.stack === 'string' ? error.stack.trimEnd() : '';
  const message = Error.prototype.toString.call(error);
  const lines = [message, ...(stack === '' ? [] : [stack])];
  const details = properties(error, (item) => inspectAt(item, depth + 1, above));
  if (error.cause !== undefined) lines.push(`cause: ${inspectAt(error.cause, depth + 1, above)}`);
  if (error instanceof AggregateError) details.push(`errors: ${inspectAt(error.errors, depth + 1, above)}`);
  if (details.length > 0) lines.push(block('{', '}', details, depth));
  return lines.join('\n');
}

function className(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return '[Object: null prototype]';
  const name: unknown = (prototype as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' && name !== 'Object' ? name : '';
}

function properties(value: object, inner: (item: unknown) => string): string[] {
  const keys = Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
  return limited(keys.length, (at) => {
    const key = keys[at]!;
    const property = Object.getOwnPropertyDescriptor(value, key);
    const shown = property?.get !== undefined ? '[Getter]' : inner(property?.value);
    const name = typeof key === 'symbol' ? `[${String(key)}]` : PLAIN_KEY.test(key) ? key : quoted(key);
    return `${name}: ${shown}`;
  });
}

function limited(count: number, one: (at: number) => string): string[] {
  const shown = Array.from({ length: Math.min(count, MOST_ITEMS) }, (_, at) => one(at));
  return count > MOST_ITEMS ? [...shown, `… ${count - MOST_ITEMS} more`] : shown;
}

function block(open: string, close: string, items: readonly string[], depth: number): string {
  if (items.length === 0) return open + close;
  const space = open === '[' ? '' : ' ';
  const line = `${open}${space}${items.join(', ')}${space}${close}`;
  if (line.length + depth * 2 <= LINE && !line.includes('\n')) return line;
  const indentation = '  '.repeat(depth + 1);
  if (open === '[') return `[\n${filledLines(items, LINE - indentation.length, indentation)}\n${'  '.repeat(depth)}]`;
  return `${open}\n${items.map((item) => indentation + item).join(',\n')}\n${'  '.repeat(depth)}${close}`;
}

/** As many items on a line as fit. */
function filledLines(items: readonly string[], width: number, indentation: string): string {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const isShort = last !== undefined && last.length + item.length + 2 <= width && !`${last}${item}`.includes('\n');
    if (isShort) lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(item);
  }
  return lines.map((line) => indentation + line).join(',\n');
}
