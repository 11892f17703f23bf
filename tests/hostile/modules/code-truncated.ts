// Ends in the middle of its code.
// expect: refused
import { OP, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  return rawModule({ bodies: [{ code: [OP.end] }] }).slice(0, -2);
}
