import type { ByteReader } from './reader.ts';

export const VALUE = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
  funcref: 0x70,
  externref: 0x6f,
} as const;

const REF_NULL = 0x63;
const REF = 0x64;

// Abstract heap types by their one-byte code. The garbage-collected ones are read so that they can be refused by name.
const HEAP_TYPES: ReadonlyMap<number, { readonly name: string; readonly gc: boolean }> = new Map([
  [0x74, { name: 'noexn', gc: false }],
  [0x73, { name: 'nofunc', gc: false }],
  [0x72, { name: 'noextern', gc: false }],
  [0x71, { name: 'none', gc: true }],
  [0x70, { name: 'func', gc: false }],
  [0x6f, { name: 'extern', gc: false }],
  [0x6e, { name: 'any', gc: true }],
  [0x6d, { name: 'eq', gc: true }],
  [0x6c, { name: 'i31', gc: true }],
  [0x6b, { name: 'struct', gc: true }],
  [0x6a, { name: 'array', gc: true }],
  [0x69, { name: 'exn', gc: false }],
]);

const NUMBER_TYPES: ReadonlyMap<number, string> = new Map([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
  [0x7d, 'f32'],
  [0x7c, 'f64'],
  [0x7b, 'v128'],
]);

/** What types refer to: how many types there are, and whether a garbage-collected one was met. */
export interface TypeSpace {
  typeCount: number;
  usesGc: boolean;
}

/** Reads a heap type: an abstract one, or the index of a defined type. */
export function readHeapType(reader: ByteReader, space: TypeSpace): string {
  const at = reader.position;
  const code = reader.s33();
  if (code >= 0) {
    if (code >= space.typeCount) reader.fail(`type ${code} does not exist, there are ${space.typeCount}`, at);
    return String(code);
  }
  const known = code >= -0x40 ? HEAP_TYPES.get(code + 0x80) : undefined;
  if (known === undefined) return reader.fail('an unknown reference type', at);
  if (known.gc) space.usesGc = true;
  return known.name;
}

/** Reads a value type; gives its text form, `i32` or `(ref null 3)`. */
export function readValueType(reader: ByteReader, space: TypeSpace): string {
  const code = reader.u8();
  const number = NUMBER_TYPES.get(code);
  if (number !== undefined) return number;
  if (code === REF || code === REF_NULL) {
    return `(ref ${code === REF_NULL ? 'null ' : ''}${readHeapType(reader, space)})`;
  }
  const heap = HEAP_TYPES.get(code);
  if (heap === undefined) return reader.fail('an unknown value type', reader.position - 1);
  if (heap.gc) space.usesGc = true;
  return code === VALUE.funcref || code === VALUE.externref ? `${heap.name}ref` : `(ref null ${heap.name})`;
}
