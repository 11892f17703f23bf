// Has a memory whose pages are single bytes, which the engine does not know (yet).
// expect: refused unknown limits flags
import { OP, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  const bytes = rawModule({ bodies: [{ code: [OP.end] }] });
  // The memory section: one memory, no maximum, one page.
  const at = Buffer.from(bytes).indexOf(Buffer.from([5, 3, 1, 0, 1]));
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([5, 4, 1, 8, 1, 0]), bytes.subarray(at + 5)]);
}
