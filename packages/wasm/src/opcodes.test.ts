import { describe, expect, it } from 'vitest';
import { encodeModule } from './encoder.ts';
import { WasmFormatError, WasmRefusedError } from './errors.ts';
import { unsigned } from './leb128.ts';
import { OP } from './opcodes.ts';
import { rewrite } from './rewrite.ts';
import { accepts } from './testing/engine.ts';
import { VALUE } from './value-types.ts';

// In unreachable code nearly every instruction is well-typed, so V8 accepts it there exactly if it exists and its
// immediates are read to the right length.
function moduleWith(instruction: readonly number[]): Uint8Array {
  return encodeModule({
    types: [{ params: [], results: [] }],
    functions: [0],
    tables: [{ element: [VALUE.funcref], minimum: 1 }],
    memories: [{ minimum: 1 }],
    tags: [0],
    globals: [{ type: VALUE.i32, mutable: true, init: [OP.i32Const, 0] }],
    exports: [{ name: 'declared', kind: 'function', index: 0 }],
    elements: [{ functions: [0] }],
    bodies: [{ locals: [VALUE.i32], code: [OP.unreachable, ...instruction, OP.unreachable, OP.end] }],
    data: [{ bytes: new Uint8Array(1) }],
  });
}

type Verdict = 'accepted' | 'malformed' | 'gc';

function verdict(bytes: Uint8Array): Verdict {
  try {
    const rewritten = rewrite(bytes, { fuel: true });
    return accepts(rewritten) ? 'accepted' : 'malformed';
  } catch (error) {
    if (error instanceof WasmFormatError) return 'malformed';
    if (error instanceof WasmRefusedError && error.reason === 'gc') return 'gc';
    throw error;
  }
}

/** Immediates that some instruction takes: none, index, two indices, memory access, with lane, long constants. */
const IMMEDIATES: readonly (readonly number[])[] = [
  [],
  [0],
  [0, 0],
  [0, 0, 0],
  [1, 0],
  [0x40, 0, 0],
  [0x40, 0, 0, 0],
  [VALUE.funcref],
  [1, VALUE.i32],
  [0x40, OP.end],
  [0x40, 0, OP.end],
  [0x40, OP.delegate, 0],
  [0x40, 1, 0, 0, 0, OP.end],
  [0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
];

function disagreements(opcodes: readonly (readonly number[])[]): string[] {
  const found: string[] = [];
  for (const opcode of opcodes) {
    for (const immediates of IMMEDIATES) {
      const bytes = moduleWith([...opcode, ...immediates]);
      const own = verdict(bytes);
      const expected = accepts(bytes) ? 'accepted' : 'malformed';
      if (own !== expected && own !== 'gc') found.push(`${[...opcode, ...immediates].join()}: ${own}, V8 ${expected}`);
    }
  }
  return found;
}

const codes = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

describe('the instruction tables', () => {
  it('agree with V8 on every one-byte instruction', () => {
    const prefixes: readonly number[] = [OP.gcPrefix, OP.miscPrefix, OP.simdPrefix, OP.atomicPrefix];
    const plain = codes(0, 256).filter((opcode) => !prefixes.includes(opcode));
    expect(disagreements(plain.map((opcode) => [opcode]))).toEqual([]);
  });

  it('agree with V8 on every vector instruction', () => {
    const all = codes(0, 0x130).map((opcode) => [OP.simdPrefix, ...unsigned(opcode)]);
    expect(disagreements(all)).toEqual([]);
  });

  it('agree with V8 on every bulk, table, conversion and atomic instruction', () => {
    const misc = codes(0, 40).map((opcode) => [OP.miscPrefix, ...unsigned(opcode)]);
    const atomic = codes(0, 0x60).map((opcode) => [OP.atomicPrefix, ...unsigned(opcode)]);
    expect(disagreements([...misc, ...atomic])).toEqual([]);
  });

  it('refuse instructions of garbage collection by name', () => {
    for (const opcode of codes(0, 32)) expect(verdict(moduleWith([OP.gcPrefix, opcode, 0, 0]))).toBe('gc');
    expect(verdict(moduleWith([OP.refEq]))).toBe('gc');
  });

  it('accept every instruction that V8 accepts at least once', () => {
    // Guards the tests above against a module frame that V8 never accepts.
    const accepted = codes(0, 0x114).filter((opcode) => {
      return IMMEDIATES.some((immediates) => accepts(moduleWith([OP.simdPrefix, ...unsigned(opcode), ...immediates])));
    });
    expect(accepted.length).toBe(256);
  });
});
