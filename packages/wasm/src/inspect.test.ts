import { describe, expect, it } from 'vitest';
import { encodeModule } from './encoder.ts';
import { WasmFormatError } from './errors.ts';
import { inspect } from './inspect.ts';
import { wat } from './testing/wat.ts';

function complaint(bytes: Uint8Array): string {
  try {
    inspect(bytes);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof WasmFormatError)) throw error;
    return `${error.problem}: ${error.message}`;
  }
}

const HEADER = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('inspect', () => {
  it('reports imports, exports, memories, tables and functions', () => {
    const facts = inspect(
      wat(`
        (import "env" "log" (func $log (param i32 i64) (result f64)))
        (import "env" "limit" (global i32))
        (memory (export "memory") 2 10)
        (table 5 funcref)
        (tag (param i32))
        (func $run (export "process") (result i32) i32.const 0)
        (func $init)
        (start $init)
        (elem (i32.const 0) $run)
        (data (i32.const 8) "12345")`),
    );
    expect(facts.imports).toEqual([
      { module: 'env', name: 'log', kind: 'function', type: { params: ['i32', 'i64'], results: ['f64'] } },
      { module: 'env', name: 'limit', kind: 'global', type: undefined },
    ]);
    expect(facts.exports).toEqual([
      { name: 'memory', kind: 'memory', index: 0, type: undefined },
      { name: 'process', kind: 'function', index: 1, type: { params: [], results: ['i32'] } },
    ]);
    expect(facts.memories).toEqual([{ minimum: 2, maximum: 10, shared: false, is64: false, imported: false }]);
    expect(facts.tables).toMatchObject([{ minimum: 5, element: 'funcref', imported: false }]);
    expect(facts).toMatchObject({ functions: 3, importedFunctions: 1, globals: 1, tags: 1, start: 2, dataBytes: 5 });
    expect(facts).toMatchObject({ usesExceptions: true, usesGc: false, dataSegments: 1, elementSegments: 1 });
  });

  it('names custom sections and says when there are none', () => {
    const custom = Uint8Array.from([...HEADER, 0, 5, 3, 97, 98, 99, 7]);
    expect(inspect(custom).customSections).toEqual(['abc']);
    expect(inspect(Uint8Array.from(HEADER)).customSections).toEqual([]);
  });

  it('says in words what a file is that is no core module', () => {
    expect(complaint(new Uint8Array(0))).toBe('not-wasm: is empty');
    expect(complaint(Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]))).toContain(
      'component: is a WebAssembly component, not a core module',
    );
    expect(complaint(ascii(';; a comment\n (; another ;) (module (func))'))).toContain(
      'text: is WebAssembly text, not binary',
    );
    expect(complaint(ascii('(component)'))).toContain('text: ');
    expect(complaint(Uint8Array.from([0x1f, 0x8b, 8, 0]))).toContain('is a gzip file');
    expect(complaint(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46]))).toContain('ELF');
    expect(complaint(ascii('hello'))).toBe('not-wasm: is not WebAssembly: it begins with the bytes 68 65 6c 6c');
    expect(complaint(Uint8Array.from([...HEADER.slice(0, 4), 2, 0, 0, 0]))).toContain('WebAssembly version 2');
  });

  it('says in which section and at which byte an incomplete file ends, wherever it is cut', () => {
    const whole = wat('(memory 1) (func (export "f") (result i32) i32.const 7) (data (i32.const 0) "abc")');
    expect(complaint(whole.slice(0, -2))).toBe(
      `truncated: ends in the middle of the data section at byte ${whole.length - 2}: the file is incomplete`,
    );
    expect(complaint(whole.slice(0, 6))).toBe('truncated: ends inside the file header at byte 6');
    for (let length = 1; length < whole.length; length++) {
      // A cut between two sections leaves a shorter file that may be complete or lack a section.
      expect(complaint(whole.slice(0, length))).toMatch(/^(?:truncated|not-wasm|malformed|accepted)/);
    }
  });

  it('gives the offset of what is malformed', () => {
    const bytes = encodeModule({ memories: [{ minimum: 70_000 }] });
    expect(complaint(bytes)).toBe(
      'malformed: is not valid WebAssembly: a memory of more than 65536 pages (memory section, byte 15)',
    );
    expect(complaint(Uint8Array.from([...HEADER, 5, 1, 0, 5, 1, 0]))).toContain(
      'the memory section stands twice or too late',
    );
    expect(complaint(Uint8Array.from([...HEADER, 77, 0]))).toContain('there is no section with number 77');
  });

  it('reports garbage-collected types instead of failing on them', () => {
    const struct = Uint8Array.from([...HEADER, 1, 7, 1, 0x5f, 2, 0x78, 1, 0x7f, 0]);
    const group = Uint8Array.from([...HEADER, 1, 11, 1, 0x4e, 2, 0x50, 0, 0x60, 0, 0, 0x5e, 0x7f, 1]);
    const reference = Uint8Array.from([...HEADER, 1, 5, 1, 0x60, 1, 0x6e, 0]);
    for (const bytes of [struct, group, reference]) expect(inspect(bytes).usesGc).toBe(true);
  });
});
