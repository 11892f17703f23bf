import { describe, expect, it } from 'vitest';
import { THROW_UNITS } from '../code/prefixed.ts';
import { WasmRefusedError } from '../errors.ts';
import { rewrite, rewriteWithSlack } from '../rewrite.ts';
import { TestInstance, accepts, outcome } from '../testing/engine.ts';
import { FuelHost, asTableEntry } from '../testing/fuel-host.ts';
import { wat } from '../testing/wat.ts';
import {
  BULK_BYTES_PER_UNIT,
  BULK_CHUNK_BYTES,
  FUEL_EXPORT,
  FUEL_HOOK_EXPORT,
  FUEL_PER_ELEMENT,
  FUEL_PER_PAGE,
} from './fuel.ts';
import { START_EXPORT } from './start.ts';

const EXACT = { ratio: 0, floor: 0 };
const PLENTY = 1n << 40n;

/** Fuel that calling `f` uses, every instruction counted. */
function exactFuel(fields: string, ...parameters: readonly unknown[]): number {
  const instance = new TestInstance(rewriteWithSlack(wat(fields), { fuel: true }, EXACT));
  const host = new FuelHost(instance, PLENTY);
  host.begin(PLENTY);
  instance.call('f', ...parameters);
  return Number(host.used);
}

describe('fuel, counted exactly', () => {
  it('is one unit for an instruction and nothing for structure, drop and nop', () => {
    expect(exactFuel('(func (export "f") nop (block (drop (i32.const 1))) (return))')).toBe(1);
    expect(exactFuel('(func (export "f") (drop (i32.add (i32.const 1) (i32.const 2))))')).toBe(3);
    expect(exactFuel('(func (export "f"))')).toBe(0);
  });

  it('counts the arm that runs', () => {
    const arms = `(func (export "f") (param i32)
      (if (local.get 0) (then (drop (i32.const 1))) (else (drop (i32.eqz (i32.eqz (i32.const 1)))))))`;
    expect(exactFuel(arms, 1)).toBe(3);
    expect(exactFuel(arms, 0)).toBe(5);
  });

  it('counts what a branch skips only when it is not skipped', () => {
    const skip = `(func (export "f") (param i32)
      (block (block (br_if 0 (local.get 0)) (drop (i32.const 1))) (drop (i32.const 2))) (drop (i32.const 3)))`;
    expect(exactFuel(skip, 1)).toBe(4);
    expect(exactFuel(skip, 0)).toBe(5);
    const further = `(func (export "f") (param i32)
      (block (block (br_if 1 (local.get 0)) (drop (i32.const 1))) (drop (i32.const 2))) (drop (i32.const 3)))`;
    expect(exactFuel(further, 1)).toBe(3);
    expect(exactFuel(further, 0)).toBe(5);
  });

  it('counts the case of a br_table that is chosen', () => {
    const table = `(func (export "f") (param i32)
      (block (block (block (br_table 0 1 2 (local.get 0))) (drop (i32.const 1)) (return)) (drop (i32.const 2)))
      (drop (i32.const 3)))`;
    expect([0, 1, 2, 9].map((choice) => exactFuel(table, choice))).toEqual([3, 4, 3, 3]);
  });

  it('counts every iteration of a loop, with and without calls in it', () => {
    const loop = (body: string): string => `(func $g) (func (export "f") (param i32)
      (loop ${body} (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))`;
    expect([1, 2, 100].map((times) => exactFuel(loop(''), times))).toEqual([5, 10, 500]);
    expect([1, 2, 100].map((times) => exactFuel(loop('(call $g)'), times))).toEqual([6, 12, 600]);
  });

  it('counts calls, recursion and tail calls', () => {
    const fields = `(func $down (export "f") (param i32) (result i32)
      (if (result i32) (local.get 0)
        (then (CALL $down (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 7))))`;
    expect(exactFuel(fields.replace('CALL', 'call'), 10)).toBe(10 * 6 + 3);
    expect(exactFuel(fields.replace('CALL', 'return_call'), 10)).toBe(10 * 6 + 3);
  });

  it('counts an exception handler when it runs', () => {
    const fields = `(tag) (func (export "f") (param i32)
      (try (do (if (local.get 0) (then (throw 0))) (drop (i32.const 1)))
        (catch_all (drop (i32.eqz (i32.const 1))))))`;
    expect(exactFuel(fields, 0)).toBe(3);
    expect(exactFuel(fields, 1)).toBe(4 + THROW_UNITS);
  });
});

/** Programs that never end. Each exports `f`. */
const ENDLESS: Readonly<Record<string, string>> = {
  'an empty loop': '(func (export "f") (loop (br 0)))',
  'a conditional loop': '(func (export "f") (loop (br_if 0 (i32.const 1))))',
  'a loop that carries values': '(func (export "f") i32.const 1 (loop (param i32) br 0))',
  'a loop by br_table': '(func (export "f") (loop (br_table 0 0 0 (i32.const 1))))',
  'a loop left and entered again': '(func (export "f") (loop (block (loop (br_if 1 (i32.const 1)) (br 0))) (br 0)))',
  'a loop with a call': '(func $g) (func (export "f") (loop (call $g) (br 0)))',
  'a loop with a call sometimes':
    '(func $g) (func (export "f") (local i32) (loop (if (local.get 0) (then (call $g))) (br 0)))',
  'a loop with an indirect call':
    '(table 1 funcref) (elem (i32.const 0) $g) (func $g) (func (export "f") (loop (call_indirect (i32.const 0)) (br 0)))',
  'a loop with an import': '(import "host" "tick" (func $t)) (func (export "f") (loop (call $t) (br 0)))',
  'a loop of bulk operations':
    '(memory 1) (func (export "f") (loop (memory.fill (i32.const 0) (i32.const 0) (i32.const 9)) (br 0)))',
  'a loop of refused growth': '(memory 1 1) (func (export "f") (loop (drop (memory.grow (i32.const 1))) (br 0)))',
  'slow recursion':
    '(func $r (export "f") (call $s (i32.const 40))) (func $s (param i32) (if (local.get 0) (then (call $s (i32.sub (local.get 0) (i32.const 1))) (call $s (i32.sub (local.get 0) (i32.const 1))))))',
  'tail recursion': '(func $r (export "f") (return_call $r))',
  'tail calls between two functions': '(func $a (export "f") (return_call $b)) (func $b (return_call $a))',
  'tail calls through a table':
    '(table 1 funcref) (elem (i32.const 0) $r) (func $r (export "f") (return_call_indirect (i32.const 0)))',
  'a loop around a handler': '(tag) (func (export "f") (loop (try (do (throw 0)) (catch_all)) (br 0)))',
  'a loop in a handler': '(tag) (func (export "f") (try (do (throw 0)) (catch_all (loop (br 0)))))',
  'handlers around the end':
    '(func $g (loop (br 0))) (func (export "f") (loop (try (do (call $g)) (catch_all)) (br 0)))',
  'exceptions thrown on and on':
    '(tag) (func $g (throw 0)) (func (export "f") (loop (try (do (try (do (call $g)) (catch 0 (rethrow 0)))) (catch_all)) (br 0)))',
};

const TOTAL = 1_000_000n;

describe('a program that never ends', () => {
  for (const [name, fields] of Object.entries(ENDLESS)) {
    it(`is ended: ${name}`, () => {
      for (const slack of [EXACT, { ratio: 0.5, floor: 4 }]) {
        const bytes = rewriteWithSlack(wat(fields), { fuel: true }, slack);
        const instance = new TestInstance(bytes, { host: { tick: () => undefined } });
        const host = new FuelHost(instance, 100_000n);
        host.begin(TOTAL);
        expect(outcome(() => instance.call('f'))).toBe('trap unreachable');
        expect(instance.i64(FUEL_EXPORT).value).toBeLessThan(0n);
        // One charge of so small a program, or of one memory.grow, is far below this.
        expect(host.used).toBeLessThan(TOTAL + 5000n);
        expect(host.questions).toBe(10);
      }
    });
  }

  it('is ended in its start function, which the host calls', () => {
    const bytes = rewrite(wat('(func $s (loop (br 0))) (start $s) (memory (export "memory") 1)'), { fuel: true });
    const instance = new TestInstance(bytes);
    new FuelHost(instance, 1000n).begin(5000n);
    expect(outcome(() => instance.call(START_EXPORT))).toBe('trap unreachable');
  });

  it('is ended when its recursion is cut short by the stack, whether or not its handler sees that', () => {
    const fields = '(func $r (call $r)) (func (export "f") (loop (try (do (call $r)) (catch_all)) (br 0)))';
    const instance = new TestInstance(rewrite(wat(fields), { fuel: true }));
    new FuelHost(instance, 100_000n).begin(3_000_000n);
    expect(outcome(() => instance.call('f'))).toMatch(/trap unreachable|stack overflow/);
  });
});

describe('the fuel hook', () => {
  const counting =
    '(func (export "f") (param i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))';

  it('lets the program go on after every slice, with the same result and the same fuel', () => {
    const used = [7n, 1000n, PLENTY].map((slice) => {
      const instance = new TestInstance(rewrite(wat(counting), { fuel: true }));
      const host = new FuelHost(instance, slice);
      host.begin(PLENTY);
      instance.call('f', 5000);
      return host.used;
    });
    expect(used).toEqual([25_000n, 25_000n, 25_000n]);
  });

  it('need not be there: without one the program ends at once', () => {
    const instance = new TestInstance(rewrite(wat(counting), { fuel: true }));
    instance.i64(FUEL_EXPORT).value = 10n;
    expect(outcome(() => instance.call('f', 100))).toMatch(/^trap /);
  });

  it('may throw when nothing catches', () => {
    const instance = new TestInstance(rewrite(wat(counting), { fuel: true }));
    const hook = asTableEntry(() => {
      throw new RangeError('stop');
    });
    instance.table(FUEL_HOOK_EXPORT).set(0, hook);
    expect(outcome(() => instance.call('f', 100))).toBe('stack overflow');
  });

  it('sees the fuel that is really left, and what the host takes away counts', () => {
    const fields = `(import "host" "tick" (func $t)) (func (export "f") (loop (call $t) (br 0)))`;
    let ticks = 0;
    const instance: TestInstance = new TestInstance(rewrite(wat(fields), { fuel: true }), {
      host: {
        tick: () => {
          ticks++;
          instance.i64(FUEL_EXPORT).value -= 1000n;
        },
      },
    });
    new FuelHost(instance, PLENTY).begin(10_000n);
    expect(outcome(() => instance.call('f'))).toBe('trap unreachable');
    expect(ticks).toBe(10);
  });
});

describe('bulk operations', () => {
  const PAGES = 1000;
  const memory = `(memory (export "memory") ${PAGES} 2000)
    (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
    (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))`;
  const MIB = 1 << 20;

  function start(): { instance: TestInstance; cost: (run: () => unknown) => number } {
    const instance = new TestInstance(rewrite(wat(memory), { fuel: true }));
    const host = new FuelHost(instance, PLENTY);
    host.begin(PLENTY);
    return {
      instance,
      cost: (run) => {
        host.begin(PLENTY);
        run();
        return Number(host.used);
      },
    };
  }

  it('cost by the number of bytes, in one piece or in many', () => {
    const { instance, cost } = start();
    const base = cost(() => instance.call('fill', 0, 1, 0));
    for (const size of [160, BULK_CHUNK_BYTES, BULK_CHUNK_BYTES + 16, 40 * MIB]) {
      expect(cost(() => instance.call('fill', 5, 1, size)) - base).toBe(size / BULK_BYTES_PER_UNIT);
      expect(cost(() => instance.call('copy', 5, 1, size)) - base).toBe(size / BULK_BYTES_PER_UNIT);
    }
  });

  it('fill and copy as they should across pieces, also where source and destination overlap', () => {
    const { instance } = start();
    const bytes = instance.memory();
    for (let at = 0; at < bytes.length; at += 4)
      new DataView(bytes.buffer).setInt32(at, Math.imul(at, 0x9e3779b1), true);
    const expected = bytes.slice();
    for (const [to, from, size] of [
      [3 * MIB, 3 * MIB + 12_345, 50 * MIB],
      [3 * MIB + 777, 3 * MIB, 50 * MIB],
      [0, 20 * MIB, 33 * MIB],
      [20 * MIB + 1, 0, 2 * BULK_CHUNK_BYTES],
      [8, 8, 40 * MIB],
    ] as const) {
      instance.call('copy', to, from, size);
      expected.copyWithin(to, from, from + size);
      expect(Buffer.compare(bytes, expected)).toBe(0);
    }
    instance.call('fill', 3, 0x1ab, 2 * BULK_CHUNK_BYTES + 5);
    expected.fill(0xab, 3, 3 + 2 * BULK_CHUNK_BYTES + 5);
    expect(Buffer.compare(bytes, expected)).toBe(0);
  });

  it('trap before they write when they reach beyond the memory', () => {
    const { instance } = start();
    const size = PAGES * 65_536;
    instance.memory().fill(9);
    const message = 'trap memory access out of bounds';
    expect(outcome(() => instance.call('fill', 16, 1, size))).toBe(message);
    expect(outcome(() => instance.call('copy', 0, 16, size))).toBe(message);
    expect(outcome(() => instance.call('copy', 16, 0, size))).toBe(message);
    expect(outcome(() => instance.call('fill', 0xffff_0000 | 0, 1, 0x7fff_0000))).toBe(message);
    expect(instance.memory().every((byte) => byte === 9)).toBe(true);
  });

  it('are stopped between pieces when the fuel ends', () => {
    const instance = new TestInstance(rewrite(wat(memory), { fuel: true }));
    new FuelHost(instance, PLENTY).begin(BigInt((2.5 * BULK_CHUNK_BYTES) / BULK_BYTES_PER_UNIT));
    expect(outcome(() => instance.call('fill', 0, 7, 60 * MIB))).toBe('trap unreachable');
    expect(instance.memory()[2 * BULK_CHUNK_BYTES - 1]).toBe(7);
    expect(instance.memory()[2 * BULK_CHUNK_BYTES]).toBe(0);
  });

  it('charge for pages that were added and not for a refused growth', () => {
    const { instance, cost } = start();
    const refused = cost(() => expect(instance.call('grow', 60_000)).toBe(-1));
    expect(cost(() => expect(instance.call('grow', 10)).toBe(PAGES)) - refused).toBe(10 * FUEL_PER_PAGE);
  });

  it('charge table operations by elements, but not for more than a table can have', () => {
    const tables = `(table $t 0 100 funcref) (elem $e func $f)
      (func (export "grow") (param i32) (result i32) (table.grow $t (ref.null func) (local.get 0)))
      (func (export "fill") (param i32) (table.fill $t (i32.const 0) (ref.null func) (local.get 0)))
      (func (export "copy") (param i32) (table.copy $t $t (i32.const 0) (i32.const 0) (local.get 0)))
      (func $f (export "init") (param i32) (table.init $t $e (i32.const 0) (i32.const 0) (local.get 0)))`;
    const instance = new TestInstance(rewrite(wat(tables), { fuel: true }));
    const host = new FuelHost(instance, PLENTY);
    const cost = (name: string, count: number): number => {
      host.begin(PLENTY);
      outcome(() => instance.call(name, count));
      return Number(host.used);
    };
    expect(cost('grow', 50) - cost('grow', 0)).toBe(50 * FUEL_PER_ELEMENT);
    for (const name of ['fill', 'copy']) expect(cost(name, 50) - cost(name, 0)).toBe(50 * FUEL_PER_ELEMENT);
    expect(cost('init', 1) - cost('init', 0)).toBe(FUEL_PER_ELEMENT);
    expect(cost('grow', -1)).toBeLessThan(10);
  });

  it('charge memory.init by bytes', () => {
    const fields = `(memory 1) (data $d "${'x'.repeat(1600)}")
      (func (export "f") (param i32) (memory.init $d (i32.const 0) (i32.const 0) (local.get 0)))`;
    expect(exactFuel(fields, 1600) - exactFuel(fields, 0)).toBe(1600 / BULK_BYTES_PER_UNIT);
  });
});

describe('fuel in a module', () => {
  it('refuses a module that exports the reserved names', () => {
    const taken = wat(`(func (export "${FUEL_EXPORT}"))`);
    expect(() => rewrite(taken, { fuel: true })).toThrow(WasmRefusedError);
    expect(() => rewrite(taken, {})).not.toThrow();
  });

  it('is out of reach: an index of anything added is refused, as V8 refuses it in the original', () => {
    const module = (code: string): Uint8Array => wat(`(global $g (mut i64) (i64.const 0)) (table 1 funcref) ${code}`);
    const bytes = module('(func (local i64) (drop (global.get 0)) (call 0))');
    for (const [from, to] of [
      [
        [0x23, 0x00],
        [0x23, 0x01],
      ],
      [
        [0x10, 0x00],
        [0x10, 0x01],
      ],
    ] as const) {
      const hostile = bytes.slice();
      const at = hostile.findIndex((byte, index) => byte === from[0] && hostile[index + 1] === from[1]);
      hostile.set(to, at);
      expect(accepts(hostile)).toBe(false);
      expect(() => rewrite(hostile, { fuel: true })).toThrow(/does not exist/);
    }
  });

  it('overcounts at most by the half and four units for each stretch, and never undercounts', () => {
    const fields = `(func $fib (export "f") (param i32) (result i32)
      (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0))
        (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2)))))))`;
    const exact = exactFuel(fields, 15);
    const instance = new TestInstance(rewrite(wat(fields), { fuel: true }));
    const host = new FuelHost(instance, PLENTY);
    host.begin(PLENTY);
    expect(instance.call('f', 15)).toBe(610);
    expect(Number(host.used)).toBeGreaterThanOrEqual(exact);
    expect(Number(host.used)).toBeLessThan(exact * 1.5);
  });
});
