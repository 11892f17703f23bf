// Keeps an exception of a thousand vectors alive in every handler on the way down the stack: memory that is neither
// linear memory nor stack.
// expect: refused has 8000 words of 16 bits in one tag; more than 32
import { join, leb, OP, rawModule } from '../module-bytes.ts';

const VECTOR = [0xfd, 12, ...Array.from({ length: 16 }, () => 0)];
const VALUES = 1000;

export function build(): Uint8Array {
  const type = join([[0x60], leb(VALUES), new Uint8Array(VALUES).fill(0x7b), [0]]);
  const values = Array.from({ length: VALUES }, () => VECTOR).flat();
  // try (call the thrower) catch_all (call itself, rethrow) end
  const code = [0x06, 0x40, OP.call, 1, 0x19, OP.call, 0, 0x09, 0, OP.end, OP.end];
  const thrower = [...values, 0x08, 0, OP.end];
  const bytes = rawModule({ types: [[0x60, 0, 0], type], bodies: [{ code }, { code: thrower }] });
  // Tags stand behind memories.
  const at = Buffer.from(bytes).indexOf(Buffer.from([5, 3, 1, 0, 1])) + 5;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([13, 3, 1, 0, 1]), bytes.subarray(at)]);
}
