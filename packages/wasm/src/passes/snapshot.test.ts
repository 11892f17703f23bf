import { describe, expect, it } from 'vitest';
import { inspect } from '../inspect.ts';
import { TestInstance, accepts } from '../testing/engine.ts';
import { wat } from '../testing/wat.ts';
import { bakeSnapshot, exposeState } from './snapshot.ts';

const COUNTER = wat(`
  (memory (export "memory") 1 9)
  (global $small (mut i32) (i32.const 5)) (global $large (mut i64) (i64.const 7)) (global $fixed i32 (i32.const 11))
  (func (export "count") (result i64)
    (global.set $small (i32.sub (global.get $small) (i32.const 1000)))
    (global.set $large (i64.sub (global.get $large) (i64.const 5000000000)))
    (i32.store (i32.const 70000) (i32.add (i32.load (i32.const 70000)) (i32.const 3)))
    (i64.add (i64.extend_i32_s (i32.add (global.get $small) (global.get $fixed)))
      (i64.add (global.get $large) (i64.load (i32.const 70000)))))
  (func (export "grow") (drop (memory.grow (i32.const 2))) (i32.store (i32.const 8) (i32.const 0)))
  (data (i32.const 8) "old") (data (i32.const 65530) "kept")`);

/** Runs some exports of a module, and bakes what became of it. */
function runAndBake(bytes: Uint8Array, calls: readonly string[], dropExports: readonly string[] = []): Uint8Array {
  const { bytes: exposed, globals } = exposeState(bytes);
  const instance = new TestInstance(exposed);
  for (const call of calls) instance.call(call);
  const values = globals.map((name) => [name, instance.global(name).value as number | bigint] as const);
  return bakeSnapshot(bytes, { memory: instance.memory(), globals: new Map(values), dropExports });
}

describe('a snapshot', () => {
  it('goes on where the instance was that it was taken of', () => {
    const whole = new TestInstance(COUNTER);
    whole.call('grow');
    whole.call('count');
    whole.call('count');
    const baked = new TestInstance(runAndBake(COUNTER, ['grow', 'count', 'count']));
    expect(Buffer.compare(baked.memory(), whole.memory())).toBe(0);
    expect(baked.call('count')).toBe(whole.call('count'));
  });

  it('takes memory as large as it had become, and not the data that was there at first', () => {
    const bytes = runAndBake(COUNTER, ['grow']);
    expect(inspect(bytes).memories[0]).toMatchObject({ minimum: 3, maximum: 9 });
    const memory = new TestInstance(bytes).memory();
    expect(memory[8]).toBe(0);
    expect(Buffer.from(memory.subarray(65_530, 65_534)).toString()).toBe('kept');
  });

  it('lacks the exports that must not be called again, and the start function', () => {
    const bytes = wat(`(memory (export "memory") 1) (start 0)
      (func (export "_initialize") (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
      (func (export "process") (result i32) (i32.load (i32.const 0)))`);
    const baked = runAndBake(bytes, ['_initialize'], ['_initialize']);
    expect(inspect(baked).exports.map(({ name }) => name)).toEqual(['memory', 'process']);
    expect(new TestInstance(baked).call('process')).toBe(2);
  });

  it('has no bytes for long stretches of zeros, and keeps short ones in one piece', () => {
    const memory = new Uint8Array(4 * 65_536);
    for (const at of [0, 100_000, 100_060, 262_143]) memory[at] = 1;
    const bytes = wat('(memory (export "memory") 1) (func (drop (memory.size)))');
    const baked = bakeSnapshot(bytes, { memory, globals: new Map(), dropExports: [] });
    expect(baked.length).toBeLessThan(bytes.length + 150);
    expect(Buffer.compare(new TestInstance(baked).memory(), memory)).toBe(0);
  });

  it('fills gaps where memory is in more pieces than the engine takes', () => {
    const memory = new Uint8Array(128 * 65_536);
    for (let at = 0; at < memory.length; at += 100) memory[at] = 1;
    const baked = bakeSnapshot(wat('(memory (export "memory") 1)'), { memory, globals: new Map(), dropExports: [] });
    expect(accepts(baked)).toBe(true);
    expect(Buffer.compare(new TestInstance(baked).memory(), memory)).toBe(0);
  });

  it('announces as many pieces as it has, where code may refer to them', () => {
    const fields = `(memory (export "memory") 1) (data $p (i32.const 0) "abc")
      (func (export "poke") (i32.store (i32.const 9000) (i32.const 1)))
      (func (memory.init $p (i32.const 0) (i32.const 0) (i32.const 0)))`;
    const baked = runAndBake(wat(fields), ['poke']);
    expect(new TestInstance(baked).memory()[9000]).toBe(1);
  });

  it('is refused where a state cannot be told from outside', () => {
    const expose = (fields: string) => () => exposeState(wat(fields));
    expect(expose('(memory 1) (global (mut f64) (f64.const 1))')).toThrow('number 0, f64');
    expect(expose('(import "a" "b" (global (mut i32))) (memory 1)')).toThrow('number 0, imported');
    expect(expose('(import "a" "b" (memory 1))')).toThrow('does not define exactly one memory');
    expect(expose('(memory 1) (data "passive")')).toThrow('not put in place from the start');
    const memory = new Uint8Array(2 * 65_536);
    const small = wat('(memory 1 1)');
    expect(() => bakeSnapshot(small, { memory, globals: new Map(), dropExports: [] })).toThrow('2 pages of memory');
  });
});
