import loadWabt from 'wabt';
import { expect, it } from 'vitest';
import { createMemory } from './initial-memory.ts';
import { compileModule, rewriteModule } from './prepare.ts';
import type { PreparedModule } from '../protocol.ts';

/** A module whose data is `bytes` times one letter, and two letters over the beginning of it. */
async function prepared(bytes: number, letter: string, pages: number, maxMemory?: number): Promise<PreparedModule> {
  const wabt = await loadWabt();
  const parsed = wabt.parseWat(
    'm.wat',
    `(module (memory (export "memory") ${pages}) (func (export "process") (result i32) (i32.load8_u (i32.const 9)))
      (data (i32.const 9) "${letter.repeat(bytes)}") (data (i32.const 10) "xy"))`,
  );
  try {
    const file = { name: 'm', path: 'm.wasm', bytes: parsed.toBinary({}).buffer };
    return compileModule(rewriteModule(file, { fuel: undefined, timeout: undefined, maxMemory, maxTableElements: 10 }));
  } finally {
    parsed.destroy();
  }
}

function run({ module, memory }: PreparedModule): number | undefined {
  const imports = { wadup: { memory: createMemory(memory) } };
  return (new WebAssembly.Instance(module, imports).exports['process'] as () => number)();
}

it('has large data from the host, the same as the module would have put there', async () => {
  const one = await prepared(70_000, 'a', 2);
  const other = await prepared(80_000, 'b', 3);
  expect([one.memory.data, other.memory.data]).not.toContain(null);
  expect([run(one), run(other)]).toEqual([97, 98]);
  const memory = new Uint8Array(createMemory(other.memory).buffer);
  expect(memory).toHaveLength(3 * 65_536);
  expect(Buffer.from(memory.subarray(8, 13)).toString()).toBe('\0bxyb');
  expect([memory[9 + 79_999], memory[9 + 80_000]]).toEqual([98, 0]);
});

it('has small data from the module itself', async () => {
  const small = await prepared(1000, 'c', 1);
  expect(small.memory.data).toBeNull();
  expect(run(small)).toBe(99);
});

it('is refused when it is larger than its limit from the start, whoever fills it', async () => {
  const message = "Module 'm.wasm' needs 196608 bytes of memory from the start, and --max-memory is 131072";
  for (const bytes of [1000, 70_000]) await expect(prepared(bytes, 'd', 3, 131_072)).rejects.toThrow(message);
  expect(run(await prepared(70_000, 'e', 2, 131_072))).toBe(101);
});
