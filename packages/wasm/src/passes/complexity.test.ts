import { describe, expect, it } from 'vitest';
import { encodeModule, type ModuleParts } from '../encoder.ts';
import { WasmRefusedError } from '../errors.ts';
import { OP } from '../opcodes.ts';
import { rewrite } from '../rewrite.ts';
import { VALUE } from '../value-types.ts';
import { COMPLEXITY } from './complexity.ts';

const NOTHING = { params: [], results: [] };

function problem(parts: ModuleParts): string | null {
  try {
    rewrite(encodeModule({ types: [NOTHING], ...parts }), {});
    return null;
  } catch (error) {
    if (!(error instanceof WasmRefusedError)) throw error;
    return `${error.reason}: ${error.message}`;
  }
}

function body(locals: number, blocks: number, nested: boolean): ModuleParts {
  const open = [OP.block, 0x40];
  const code = nested
    ? [...Array.from({ length: blocks }, () => open).flat(), ...Array.from({ length: blocks + 1 }, () => OP.end)]
    : [...Array.from({ length: blocks }, () => [...open, OP.end]).flat(), OP.end];
  const types = Array.from({ length: locals }, () => VALUE.i64);
  return { functions: [0], bodies: [{ locals: types, code: Uint8Array.from(code) }] };
}

describe('what takes V8 too much', () => {
  it('is many locals in a function of many blocks, and not one of both alone', () => {
    const locals = 10_000;
    const blocks = COMPLEXITY.localsTimesBlocks / locals;
    expect(problem(body(locals, blocks - 1, false))).toBeNull();
    expect(problem(body(locals, blocks, false))).toMatch(
      /^complexity: has 4010000 locals times blocks in function 0; /,
    );
    expect(problem(body(49_000, 80, false))).toBeNull();
    expect(problem(body(10, 300_000, false))).toBeNull();
  });

  it('is blocks inside of each other without end', () => {
    expect(problem(body(0, COMPLEXITY.nesting, true))).toBeNull();
    expect(problem(body(0, COMPLEXITY.nesting + 1, true))).toMatch(/blocks inside of each other in function 0/);
  });

  it('is locals in many functions', () => {
    const { bodies } = body(40_000, 0, false);
    const functions = (count: number): ModuleParts => ({
      functions: Array.from({ length: count }, () => 0),
      bodies: Array.from({ length: count }, () => bodies![0]!),
    });
    expect(problem(functions(500))).toBeNull();
    expect(problem(functions(501))).toMatch(/has 20040000 locals in all its functions/);
  });

  it('is a tag whose exceptions carry much', () => {
    const tag = (type: number, count: number): ModuleParts => ({
      types: [{ params: Array.from({ length: count }, () => type), results: [] }],
      tags: [0],
    });
    expect(problem(tag(VALUE.v128, 4))).toBeNull();
    expect(problem(tag(VALUE.i32, 16))).toBeNull();
    expect(problem(tag(VALUE.v128, 5))).toMatch(/has 40 words of 16 bits in one tag/);
    expect(problem(tag(VALUE.funcref, 33))).toMatch(/has 33 words of 16 bits in one tag/);
  });

  it('is exceptions kept where no stack ends', () => {
    const exception = 0x69;
    const refusal = /^complexity: keeps exceptions in a table, a global or another exception/;
    expect(problem({ tables: [{ element: [exception], minimum: 1, maximum: 1 }] })).toMatch(refusal);
    const init = [OP.refNull, exception];
    expect(problem({ globals: [{ type: exception, mutable: true, init }] })).toMatch(refusal);
    expect(problem({ types: [{ params: [exception], results: [] }], tags: [0] })).toMatch(refusal);
  });

  it('is more types and exports than anybody needs', () => {
    const types = Array.from({ length: COMPLEXITY.types + 1 }, () => NOTHING);
    expect(problem({ types })).toMatch(/has 50001 types/);
    const exports = Array.from({ length: COMPLEXITY.exports + 1 }, (_, n) => ({
      name: `${n}`,
      kind: 'function' as const,
      index: 0,
    }));
    expect(problem({ ...body(0, 0, false), exports })).toMatch(/has 20001 exports/);
  });
});
