// Keeps a hundred exceptions in every frame on the way down a large stack, by references to them.
// limits: maxStack=64MiB
// resident: 700MiB
// seconds: 100
// expect: failed module 'hostile': it kept more exceptions at once than there is room for
import { leb, OP, rawModule } from '../module-bytes.ts';

const EXCEPTION = 0x69;
const KEPT = 100;

export function build(): Uint8Array {
  // block (result exnref) try_table (catch_all_ref 0) (call the thrower) end unreachable end
  const caught = [0x02, EXCEPTION, 0x1f, 0x40, 1, 3, 0, OP.call, 1, OP.end, 0x00, OP.end];
  const code = Array.from({ length: KEPT }, (_, n) => [...caught, OP.localSet, ...leb(n)]).flat();
  const kept = Array.from({ length: KEPT }, (_, n) => [OP.localGet, ...leb(n), OP.drop]).flat();
  const values = Array.from({ length: 8 }, () => [OP.i64Const, 1]).flat();
  const bytes = rawModule({
    types: [
      [0x60, 0, 0],
      [0x60, 8, 0x7e, 0x7e, 0x7e, 0x7e, 0x7e, 0x7e, 0x7e, 0x7e, 0],
    ],
    bodies: [
      { locals: [[KEPT, EXCEPTION]], code: [...code, OP.call, 0, ...kept, OP.end] },
      { code: [...values, 0x08, 0, OP.end] },
    ],
  });
  // Tags stand behind memories.
  const at = Buffer.from(bytes).indexOf(Buffer.from([5, 3, 1, 0, 1])) + 5;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([13, 3, 1, 0, 1]), bytes.subarray(at)]);
}
