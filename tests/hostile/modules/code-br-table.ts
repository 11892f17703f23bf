// Has a hundred br_tables of 65,000 targets each, in 200 nested blocks.
// limits: fuel=2_000_000
// resident: 500MiB
// expect: success
import { OP, join, leb, rawModule, repeat } from '../module-bytes.ts';

export function build(): Uint8Array {
  const depth = 200;
  const targets = join(Array.from({ length: 65_001 }, (_, n) => leb(n % depth)));
  const table = join([[OP.i32Const, 5, OP.brTable, ...leb(65_000)], targets]);
  const code = join([repeat(OP.block, depth), table, repeat([OP.end], depth), [OP.end]]);
  return rawModule({ bodies: Array.from({ length: 100 }, () => ({ code })) });
}
