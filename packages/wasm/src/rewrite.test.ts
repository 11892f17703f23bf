import { describe, expect, it } from 'vitest';
import { encodeModule } from './encoder.ts';
import { WasmFormatError, WasmRefusedError } from './errors.ts';
import { inspect } from './inspect.ts';
import { unsigned } from './leb128.ts';
import { OP } from './opcodes.ts';
import { FUEL_EXPORT } from './passes/fuel.ts';
import { START_EXPORT } from './passes/start.ts';
import { type RewriteOptions, rewrite } from './rewrite.ts';
import { TestInstance, accepts, makeMemory, outcome, refusal } from './testing/engine.ts';
import { modulesOnHand } from './testing/modules-on-hand.ts';
import { randomProgram } from './testing/random-module.ts';
import { wat } from './testing/wat.ts';
import { VALUE } from './value-types.ts';

const EVERYTHING: RewriteOptions = {
  fuel: true,
  maxMemoryPages: 65_536,
  noteRefusedGrow: true,
  maxTableElements: 1_000_000,
  importMemory: { module: 'env', name: 'memory' },
};

function reasonOf(run: () => unknown): string {
  try {
    run();
    return 'accepted';
  } catch (error) {
    if (error instanceof WasmRefusedError) return error.reason;
    if (error instanceof WasmFormatError) return `malformed: ${error.message}`;
    throw error;
  }
}

describe('rewriting nothing', () => {
  it('gives back the same bytes', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { bytes } = randomProgram(seed);
      expect(Buffer.compare(rewrite(bytes, {}), bytes)).toBe(0);
    }
  });
});

describe('every module of this repository', () => {
  const modules = modulesOnHand();

  it('exists', () => {
    expect(modules.length).toBeGreaterThan(0);
  });

  for (const { path, bytes } of modules) {
    it(`${path} is copied byte for byte when nothing is asked, and valid when everything is`, () => {
      expect(Buffer.compare(rewrite(bytes, {}), bytes)).toBe(0);
      const rewritten = rewrite(bytes, EVERYTHING);
      expect(refusal(rewritten)).toBeUndefined();
      const before = inspect(bytes).exports.map(({ name }) => name);
      const after = inspect(rewritten).exports.map(({ name }) => name);
      expect(after).toEqual(expect.arrayContaining(before));
      expect(after).toContain(FUEL_EXPORT);
    });
  }
});

describe('modules that are refused', () => {
  const gcCases: Readonly<Record<string, Uint8Array>> = {
    struct: Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x5f, 1, 0x7f, 0]),
    'recursive group': Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 6, 1, 0x4e, 1, 0x60, 0, 0]),
    'reference to any': encodeModule({ types: [{ params: [0x6e], results: [] }] }),
    instruction: encodeModule({
      types: [{ params: [], results: [] }],
      functions: [0],
      bodies: [{ code: [OP.i32Const, 1, OP.gcPrefix, 0x1c, OP.drop, OP.end] }],
    }),
  };
  for (const [name, bytes] of Object.entries(gcCases)) {
    it(`use garbage collection: ${name}`, () => {
      expect(accepts(bytes)).toBe(true);
      expect(reasonOf(() => rewrite(bytes, { fuel: true }))).toBe('gc');
    });
  }

  it('share memory or have 64-bit memories or tables', () => {
    const withMemory = (...limits: number[]): Uint8Array => {
      return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, limits.length + 1, 1, ...limits]);
    };
    const withTable = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 4, 4, 1, 0x70, 4, 1]);
    expect(reasonOf(() => rewrite(withMemory(3, 1, 2), {}))).toBe('shared-memory');
    expect(reasonOf(() => rewrite(withMemory(4, 1), {}))).toBe('memory64');
    expect(reasonOf(() => rewrite(withTable, {}))).toBe('memory64');
    for (const bytes of [withMemory(3, 1, 2), withMemory(4, 1), withTable]) expect(accepts(bytes)).toBe(true);
  });

  it('would be too large for the engine with what is added', () => {
    // A body just below the engine's limit, which a charge makes too large.
    const MOST = 7_654_321;
    const filler = Array.from<number>({ length: MOST - 2 }).fill(OP.nop);
    const bytes = encodeModule({
      types: [{ params: [], results: [] }],
      functions: [0],
      bodies: [{ code: [...filler.slice(0, -6), OP.i32Const, 0, OP.drop, OP.end] }],
    });
    expect(accepts(bytes)).toBe(true);
    expect(reasonOf(() => rewrite(bytes, { fuel: true }))).toBe('engine-limit');
  });
});

describe('hostile sizes', () => {
  it('cost no more than their length: loops nested 100,000 deep, with as many branches out of all of them', () => {
    const DEPTH = 100_000;
    const opens = Array.from({ length: DEPTH }, () => [OP.loop, 0x40]).flat();
    const leaves = Array.from({ length: DEPTH }, () => [OP.i32Const, 0, OP.brIf, ...unsigned(DEPTH - 1)]).flat();
    const ends = Array.from<number>({ length: DEPTH + 1 }).fill(OP.end);
    const bytes = encodeModule({
      types: [{ params: [], results: [] }],
      functions: [0],
      bodies: [{ code: Uint8Array.from([...opens, ...leaves, ...ends]) }],
    });
    expect(accepts(bytes)).toBe(true);
    expect(accepts(rewrite(bytes, { fuel: true }))).toBe(true);
  });

  it('cost no more than their length: many tables and many references to a function', () => {
    const MANY = 50_000;
    const bytes = encodeModule({
      types: [{ params: [], results: [] }],
      imports: [{ module: 'host', name: 'exit', kind: 'function', type: 0 }],
      tables: Array.from({ length: MANY }, () => ({ element: [VALUE.funcref], minimum: 1 })),
      elements: [{ functions: Array.from<number>({ length: 10 * MANY }).fill(0) }],
    });
    expect(accepts(rewrite(bytes, { fuel: true, maxTableElements: MANY }))).toBe(true);
  });

  it('are refused when a file consists of empty sections', () => {
    const bytes = new Uint8Array(8 + 3 * 100_001);
    bytes.set([0, 0x61, 0x73, 0x6d, 1]);
    for (let at = 8; at < bytes.length; at += 3) bytes[at + 1] = 1;
    expect(accepts(bytes)).toBe(true);
    expect(reasonOf(() => inspect(bytes))).toBe('engine-limit');
  });
});

describe('the start function', () => {
  const fields = `(import "env" "log" (func $log (param i32)))
    (func $s (call $log (i32.const 7))) (start $s) (func (export "f") (call $log (i32.const 8)))`;

  it('runs when the host calls its export, once fuel is counted', () => {
    const log: number[] = [];
    const instance = new TestInstance(rewrite(wat(fields), { fuel: true }), {
      env: { log: (n: number) => log.push(n) },
    });
    instance.i64(FUEL_EXPORT).value = 100n;
    expect(log).toEqual([]);
    instance.call(START_EXPORT);
    expect(log).toEqual([7]);
  });

  it('runs at instantiation otherwise', () => {
    const log: number[] = [];
    const imports = { env: { log: (n: number) => log.push(n) } };
    const kept = new TestInstance(rewrite(wat(fields), { noteRefusedGrow: true }), imports);
    expect(log).toEqual([7]);
    expect(kept.exports[START_EXPORT]).toBeUndefined();
    const deferred = new TestInstance(rewrite(wat(fields), { deferStart: true }), imports);
    deferred.call(START_EXPORT);
    expect(log).toEqual([7, 7]);
  });

  it('may be an import', () => {
    const log: string[] = [];
    const bytes = wat('(import "host" "begin" (func $begin)) (start $begin)');
    const imports = { host: { begin: () => void log.push('begun') } };
    const instance = new TestInstance(rewrite(bytes, { deferStart: true }), imports);
    expect(log).toEqual([]);
    instance.call(START_EXPORT);
    expect(log).toEqual(['begun']);
  });

  it('does not let code refer to it that could not before', () => {
    // ref.func of a function that nothing declares: invalid, and still so when the function is reached by an export.
    const bytes = encodeModule({
      types: [{ params: [], results: [] }],
      functions: [0, 0],
      start: 0,
      bodies: [{ code: [OP.end] }, { code: [OP.refFunc, 0, OP.drop, OP.end] }],
    });
    expect(accepts(bytes)).toBe(false);
    expect(accepts(rewrite(bytes, { fuel: true }))).toBe(false);
  });
});

describe('importing the memory', () => {
  it('lets the host make it, with its data, its export and its limits', () => {
    const bytes = wat(`(import "env" "f" (func)) (memory (export "memory") 1 5) (data (i32.const 4) "abcd")
      (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0)))`);
    const rewritten = rewrite(bytes, { importMemory: { module: 'host', name: 'mem' }, maxMemoryPages: 3 });
    expect(inspect(rewritten).memories).toMatchObject([{ minimum: 1, maximum: 3, imported: true }]);
    const memory = makeMemory(1, 3);
    const instance = new TestInstance(rewritten, { env: { f: () => undefined }, host: { mem: memory } });
    expect(instance.exports['memory']).toBe(memory);
    expect(instance.call('load', 5)).toBe('b'.charCodeAt(0));
  });

  it('changes nothing when there is none or it is imported already, and refuses several', () => {
    const option = { importMemory: { module: 'host', name: 'mem' } };
    const imported = wat('(import "a" "b" (memory 1))');
    expect(Buffer.compare(rewrite(imported, option), imported)).toBe(0);
    const none = wat('(func)');
    expect(Buffer.compare(rewrite(none, option), none)).toBe(0);
    const two = encodeModule({ memories: [{ minimum: 1 }, { minimum: 1 }] });
    expect(reasonOf(() => rewrite(two, option))).toBe('import-memory');
  });
});

describe('custom sections', () => {
  const custom = (name: string): number[] => [0, name.length + 2, name.length, ...new TextEncoder().encode(name), 1];

  it('are kept unless they describe code by its position and code has changed', () => {
    const names = ['name', '.debug_info', 'producers', 'sourceMappingURL'];
    const plain = wat('(func (export "f") (drop (i32.const 1)))');
    const bytes = Uint8Array.from([...plain, ...names.flatMap(custom)]);
    expect(inspect(rewrite(bytes, { fuel: true })).customSections).toEqual(['name', 'producers']);
    expect(inspect(rewrite(bytes, { maxTableElements: 5 })).customSections).toEqual(names);
  });
});

describe('a function with as many locals as the engine allows', () => {
  it('still counts fuel in its loops', () => {
    const MOST = 50_000;
    const bytes = encodeModule({
      types: [{ params: [], results: [] }],
      functions: [0],
      exports: [{ name: 'f', kind: 'function', index: 0 }],
      bodies: [
        { locals: Array.from({ length: MOST }, () => VALUE.i32), code: [OP.loop, 0x40, OP.br, 0, OP.end, OP.end] },
      ],
    });
    const instance = new TestInstance(rewrite(bytes, { fuel: true }));
    instance.i64(FUEL_EXPORT).value = 1000n;
    expect(outcome(() => instance.call('f'))).toMatch(/^trap/);
  });
});
