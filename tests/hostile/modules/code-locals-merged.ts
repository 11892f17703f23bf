// Sets 10,000 locals between 2,000 loops, so that every one of them differs at every meeting of ways.
// limits: fuel=50_000_000
// resident: 600MiB
// expect: refused locals times blocks in function 0
import { OP, join, leb, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  const code: (readonly number[])[] = [];
  for (let n = 0; n < 2000; n++) {
    code.push([
      ...OP.loop,
      OP.i64Const,
      n & 63,
      OP.localSet,
      ...leb((n * 7) % 10_000),
      OP.i32Const,
      0,
      OP.brIf,
      0,
      OP.end,
    ]);
  }
  return rawModule({ bodies: [{ locals: [[10_000, 0x7e]], code: join([...code, [OP.end]]) }] });
}
