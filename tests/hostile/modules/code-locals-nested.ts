// Nests 20,000 blocks in a function of 40,000 locals: a compiler that keeps each local for each block needs gigabytes.
// limits: fuel=2_000_000
// resident: 500MiB
// expect: refused locals times blocks in function 0
import { OP, rawModule, repeat } from '../module-bytes.ts';

export function build(): Uint8Array {
  const blocks = 20_000;
  const code = [...repeat(OP.block, blocks), OP.i32Const, 1, OP.brIf, 0, ...repeat([OP.end], blocks), OP.end];
  return rawModule({ bodies: [{ locals: [[40_000, 0x7e]], code }] });
}
