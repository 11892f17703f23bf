// Declares a struct: the memory of its objects could not be limited.
// expect: refused garbage-collected
import { OP, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  return rawModule({
    types: [
      [0x60, 0, 0],
      [0x5f, 1, 0x7e, 1],
    ],
    bodies: [{ code: [OP.end] }],
  });
}
