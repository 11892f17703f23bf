// Throws exceptions that carry the one before, each of them: a chain without end, held by a single reference.
// expect: refused keeps exceptions in a table, a global or another exception
import { OP, rawModule } from '../module-bytes.ts';

const EXCEPTION = 0x69;

export function build(): Uint8Array {
  // loop: block (result exnref) try_table (catch_all_ref 0) (throw 0 with the last one) end unreachable end, kept; again.
  const caught = [0x02, EXCEPTION, 0x1f, 0x40, 1, 3, 0, OP.localGet, 0, 0x08, 0, OP.end, 0x00, OP.end];
  const code = [...OP.loop, ...caught, OP.localSet, 0, OP.br, 0, OP.end, OP.end];
  const bytes = rawModule({
    types: [
      [0x60, 0, 0],
      [0x60, 1, EXCEPTION, 0],
    ],
    bodies: [{ locals: [[1, EXCEPTION]], code }],
  });
  const at = Buffer.from(bytes).indexOf(Buffer.from([5, 3, 1, 0, 1])) + 5;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([13, 3, 1, 0, 1]), bytes.subarray(at)]);
}
