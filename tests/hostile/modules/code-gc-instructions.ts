// Makes arrays of ten million elements without end, the type hidden in a recursive group.
// limits: fuel=2_000_000
// expect: refused garbage-collected
import { OP, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  const group = [0x4e, 1, 0x5e, 0x7e, 1];
  const loop = [...OP.loop, OP.i32Const, 0x80, 0xad, 0xe2, 4, 0xfb, 7, 1, OP.drop, OP.br, 0, OP.end, OP.end];
  return rawModule({ types: [[0x60, 0, 0], group], bodies: [{ code: loop }] });
}
