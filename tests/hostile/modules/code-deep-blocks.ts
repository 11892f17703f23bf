// Nests half a million blocks, which a recursive reader does not survive.
// limits: fuel=2_000_000
// resident: 500MiB
// expect: refused blocks inside of each other in function 0
import { OP, join, rawModule, repeat } from '../module-bytes.ts';

export function build(): Uint8Array {
  const depth = 500_000;
  return rawModule({ bodies: [{ code: join([repeat(OP.block, depth), repeat([OP.end], depth + 1)]) }] });
}
