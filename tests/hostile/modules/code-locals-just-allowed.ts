// Has four functions of 3.9 million locals times blocks, just what is allowed, and lets them become hot.
// limits: timeout=1
// resident: 1600MiB
// seconds: 60
// expect: failed module 'hostile': timeout
import { OP, join, leb, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  const code: (readonly number[])[] = [];
  for (let n = 0; n < 389; n++) {
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
  const heavy = { locals: [[10_000, 0x7e]] as const, code: join([...code, [OP.end]]) };
  const main = [...OP.loop, OP.call, 1, OP.call, 2, OP.call, 3, OP.call, 4, OP.br, 0, OP.end, OP.end];
  return rawModule({ bodies: [{ code: main }, heavy, heavy, heavy, heavy] });
}
