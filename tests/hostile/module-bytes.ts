/** Modules that no text can say in reasonable size, byte by byte. */

export const OP = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  call: 0x10,
  drop: 0x1a,
  localGet: 0x20,
  localSet: 0x21,
  i32Const: 0x41,
  i64Const: 0x42,
  i64Add: 0x7c,
} as const;

type Bytes = readonly number[] | Uint8Array;

export function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

/** Of a number that is not negative. */
function signedLeb(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signedLeb(value >>> 7)];
}

export interface RawModule {
  /** Encoded function types; the first must be () -> (). */
  readonly types?: readonly Bytes[];
  /** Bodies as runs of locals and code with its `end`; all of type 0. The first is exported as `process`. */
  readonly bodies: readonly { readonly locals?: readonly (readonly [number, number])[]; readonly code: Bytes }[];
  /** Further exports of function 0. */
  readonly exports?: readonly string[];
  readonly data?: readonly { readonly at: number; readonly bytes: Bytes }[];
  readonly custom?: Bytes;
  readonly pages?: number;
}

/** A module with one memory. */
export function rawModule({ types, bodies, exports = [], data = [], custom, pages = 1 }: RawModule): Uint8Array {
  const encoded = bodies.map(({ locals = [], code }) => {
    const runs = locals.flatMap(([count, type]) => [...leb(count), type]);
    return join([leb(locals.length), runs, code]);
  });
  const exported = [named('memory', 2), named('process', 0), ...exports.map((name) => named(name, 0))];
  return join([
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...(custom === undefined ? [] : section(0, [join([[1, 0x78], custom])], false)),
    ...section(1, types ?? [[0x60, 0, 0]]),
    ...section(
      3,
      encoded.map(() => [0]),
    ),
    ...section(5, [[0, ...leb(pages)]]),
    ...section(7, exported),
    ...section(
      10,
      encoded.flatMap((body) => [leb(body.length), body]),
      encoded.length,
    ),
    ...(data.length === 0 ? [] : section(11, data.map(dataSegment))),
  ]);
}

export function repeat(bytes: Bytes, times: number): Uint8Array {
  const all = new Uint8Array(bytes.length * times);
  for (let n = 0; n < times; n++) all.set(bytes, n * bytes.length);
  return all;
}

export function join(parts: readonly Bytes[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function dataSegment({ at, bytes }: { readonly at: number; readonly bytes: Bytes }): Uint8Array {
  return join([[0, OP.i32Const, ...signedLeb(at), OP.end], leb(bytes.length), bytes]);
}

function named(name: string, kind: number): number[] {
  const bytes = Buffer.from(name);
  return [...leb(bytes.length), ...bytes, kind, 0];
}

/** `count`: how many items there are, where they are not one each; `false`: none is written. */
function section(id: number, items: readonly Bytes[], count: number | false = items.length): Bytes[] {
  const body = join([count === false ? [] : leb(count), ...items]);
  return [[id], leb(body.length), body];
}
