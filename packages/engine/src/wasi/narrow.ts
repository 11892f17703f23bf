/**
 * A wasm module that stands between the guest and those host functions that take 64-bit values, and hands each on as
 * two 32-bit halves. Called directly, JavaScript would get a BigInt made on the heap for each: 5 ns more on every
 * `fd_seek` (measured), and arithmetic that is slower still.
 */
import { type HostFunction, type Signature, WASI_SIGNATURES } from './signatures.ts';

const I32 = 0x7f;
const I64 = 0x7e;
const FUNCTION_TYPE = 0x60;
const LOCAL_GET = 0x20;
const CALL = 0x10;
const I32_WRAP_I64 = 0xa7;
const I64_CONST = 0x42;
const I64_SHR_U = 0x88;
const END = 0x0b;

const WIDE: readonly [string, Signature][] = Object.entries(WASI_SIGNATURES).filter(([, { params }]) =>
  params.includes('i64'),
);

/** Names of the functions that need it. */
export const WIDE_NAMES: readonly string[] = WIDE.map(([name]) => name);

/** The same for all hosts: compiled once in each thread. */
export function compileNarrowing(): WebAssembly.Module {
  const types = WIDE.flatMap(([, signature]) => [typeOf(signature, true), typeOf(signature, false)]);
  const imports = WIDE.map(([name], i) => [...text('host'), ...text(name), 0, ...unsigned(2 * i)]);
  const functions = WIDE.map((_, i) => unsigned(2 * i + 1));
  const exported = WIDE.map(([name], i) => [...text(name), 0, ...unsigned(WIDE.length + i)]);
  const code = WIDE.map(([, signature], i) => sized([0, ...bodyOf(signature, i)]));
  const magic = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  return new WebAssembly.Module(
    Uint8Array.from([
      ...magic,
      ...section(1, types),
      ...section(2, imports),
      ...section(3, functions),
      ...section(7, exported),
      ...section(10, code),
    ]),
  );
}

/** The functions as a guest imports them, around those that take halves. */
export function widen(
  module: WebAssembly.Module,
  functions: Readonly<Record<string, HostFunction>>,
): Record<string, WebAssembly.ImportValue> {
  return new WebAssembly.Instance(module, { host: functions }).exports;
}

function typeOf(signature: Signature, narrow: boolean): number[] {
  const params = signature.params.flatMap((type) => (type === 'i32' ? [I32] : narrow ? [I32, I32] : [I64]));
  return [FUNCTION_TYPE, ...unsigned(params.length), ...params, 1, I32];
}

function bodyOf(signature: Signature, target: number): number[] {
  const body: number[] = [];
  signature.params.forEach((type, i) => {
    body.push(LOCAL_GET, i);
    if (type === 'i64') body.push(I32_WRAP_I64, LOCAL_GET, i, I64_CONST, 32, I64_SHR_U, I32_WRAP_I64);
  });
  return [...body, CALL, ...unsigned(target), END];
}

function section(id: number, items: readonly number[][]): number[] {
  return [id, ...sized([...unsigned(items.length), ...items.flat()])];
}

function sized(bytes: readonly number[]): number[] {
  return [...unsigned(bytes.length), ...bytes];
}

function text(value: string): number[] {
  return sized([...Buffer.from(value, 'utf8')]);
}

/** LEB128 */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}
