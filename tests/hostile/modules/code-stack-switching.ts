// Uses the instructions for switching stacks, which would escape from the limit on the stack.
// limits: fuel=2_000_000
// expect: refused an unknown kind of type
import { OP, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  // A continuation of type 1 over function type 0: ref.null, cont.new.
  const code = [0xd0, 0x70, 0xe0, 1, OP.drop, OP.end];
  return rawModule({
    types: [
      [0x60, 0, 0],
      [0x5d, 0],
    ],
    bodies: [{ code }],
  });
}
