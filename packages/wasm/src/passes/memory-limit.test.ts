import { describe, expect, it } from 'vitest';
import { encodeModule } from '../encoder.ts';
import { WasmRefusedError } from '../errors.ts';
import { inspect } from '../inspect.ts';
import { rewrite } from '../rewrite.ts';
import { TestInstance } from '../testing/engine.ts';
import { wat } from '../testing/wat.ts';
import { FUEL_EXPORT } from './fuel.ts';
import { GROW_REFUSED_EXPORT } from './memory-limit.ts';

const growing = `(memory (export "memory") 2)
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))`;

describe('the memory limit', () => {
  it('makes memory.grow fail beyond it, and says so', () => {
    for (const fuel of [false, true]) {
      const instance = new TestInstance(rewrite(wat(growing), { maxMemoryPages: 10, noteRefusedGrow: true, fuel }));
      if (fuel) instance.i64(FUEL_EXPORT).value = 1_000_000n;
      expect(instance.call('grow', 8)).toBe(2);
      expect(instance.global(GROW_REFUSED_EXPORT).value).toBe(0);
      expect(instance.call('grow', 1)).toBe(-1);
      expect(instance.global(GROW_REFUSED_EXPORT).value).toBe(1);
      expect(instance.memory().length).toBe(10 * 65_536);
    }
  });

  it('keeps a lower maximum of the module itself', () => {
    const facts = inspect(rewrite(wat('(memory 1 3)'), { maxMemoryPages: 10 }));
    expect(facts.memories[0]).toMatchObject({ minimum: 1, maximum: 3 });
  });

  it('refuses a module that declares more from the start, in a sentence', () => {
    expect(() => rewrite(wat(growing), { maxMemoryPages: 1 })).toThrow(
      new WasmRefusedError(
        'memory-minimum',
        'needs 2 pages of memory (64 KiB each) from the start; the limit is 1 pages',
      ),
    );
  });

  it('holds for all memories of a module together, imported ones too', () => {
    const bytes = encodeModule({
      imports: [{ module: 'a', name: 'b', kind: 'memory', minimum: 1 }],
      memories: [{ minimum: 2, maximum: 3 }, { minimum: 3 }],
    });
    const { memories } = inspect(rewrite(bytes, { maxMemoryPages: 100 }));
    expect(memories.map(({ minimum, maximum }) => [minimum, maximum])).toEqual([
      [1, 32],
      [2, 3],
      [3, 34],
    ]);
    expect(() => rewrite(bytes, { maxMemoryPages: 5 })).toThrow(WasmRefusedError);
  });
});

describe('the table limit', () => {
  const tables = (count: number, minimum: number): Uint8Array => {
    return encodeModule({ tables: Array.from({ length: count }, () => ({ element: [0x70], minimum })) });
  };

  it('refuses tables that are small in the file and large in memory', () => {
    expect(() => rewrite(tables(16, 10_000_000), { maxTableElements: 10_000_000 })).toThrow(
      /declares tables of 160000000/,
    );
    expect(() => rewrite(tables(16, 10), { maxTableElements: 160 })).not.toThrow();
  });

  it('makes table.grow fail beyond it', () => {
    const bytes = wat(`(import "env" "t" (table 1 funcref)) (table $t (export "t") 5 funcref)
      (func (export "grow") (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0)))`);
    const limited = rewrite(bytes, { maxTableElements: 26, fuel: true });
    expect(inspect(limited).tables.map(({ maximum }) => maximum)).toEqual([11, 15, 1]);
    const own = wat(`(table $t 5 funcref)
      (func (export "grow") (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0)))`);
    const instance = new TestInstance(rewrite(own, { maxTableElements: 26 }));
    expect(instance.call('grow', 21)).toBe(5);
    expect(instance.call('grow', 1)).toBe(-1);
  });
});
