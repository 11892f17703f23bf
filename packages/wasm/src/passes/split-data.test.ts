import { describe, expect, it } from 'vitest';
import { inspect } from '../inspect.ts';
import { TestInstance } from '../testing/engine.ts';
import { wat } from '../testing/wat.ts';
import { splitData, type SplitModule } from './split-data.ts';

function split(fields: string): SplitModule | null {
  const bytes = wat(fields);
  return splitData(bytes, inspect(bytes), 0);
}

const CODE = '(func (export "first") (result i32) (i32.load8_u (i32.const 3)))';

describe('data that is taken out of a module', () => {
  it('is what the host has to write, in order, later data over earlier', () => {
    const parts = split(`(memory (export "memory") 2 5) (data (i32.const 3) "abc") (data (i32.const 4) "X") ${CODE}`)!;
    expect(parts.data.map(({ offset, bytes }) => [offset, Buffer.from(bytes).toString()])).toEqual([
      [3, 'abc'],
      [4, 'X'],
    ]);
    expect(inspect(parts.bytes).memories[0]).toMatchObject({ minimum: 0, maximum: 5 });
    expect(new TestInstance(parts.bytes).memory()).toHaveLength(0);
  });

  it('leaves equal bytes of modules that differ in data and size of memory alone', () => {
    const one = split(`(memory (export "memory") 1) (data (i32.const 3) "abc") ${CODE}`)!;
    const other = split(
      `(memory (export "memory") 9) (data (i32.const 70000) "defg") (data (i32.const 0) "") ${CODE}`,
    )!;
    expect(Buffer.compare(one.bytes, other.bytes)).toBe(0);
  });

  it('stays when it is not worth it', () => {
    const bytes = wat('(memory 1) (data (i32.const 0) "abcd")');
    expect(splitData(bytes, inspect(bytes), 1000)).toBeNull();
  });

  it.each([
    ['there is none', '(memory 1)'],
    ['the memory is not its own', '(import "a" "b" (memory 1)) (data (i32.const 0) "a")'],
    ['code puts it in place', '(memory 1) (data "a")'],
    ['code may put it in place again', '(memory 1) (data $d (i32.const 0) "a") (func (data.drop $d))'],
    ['its place is computed', '(import "a" "b" (global i32)) (memory 1) (data (global.get 0) "a")'],
    ['its place is a sum', '(memory 1) (data (i32.add (i32.const 1) (i32.const 1)) "a")'],
    ['it lies outside of the memory', '(memory 1) (data (i32.const 65533) "abcd")'],
    ['it lies far outside of the memory', '(memory 1) (data (i32.const -1) "a")'],
  ])('stays when %s', (_, fields) => {
    expect(split(fields)).toBeNull();
  });
});
