// Declares half a million types of functions.
// limits: fuel=2_000_000
// resident: 500MiB
// expect: refused types; more than 50000
import { OP, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  const types = Array.from({ length: 500_000 }, (_, n) =>
    n === 0
      ? [0x60, 0, 0]
      : [0x60, 4, 0x7f - (n & 3), 0x7f - ((n >> 2) & 3), 0x7f - ((n >> 4) & 3), 0x7f - ((n >> 6) & 3), 0],
  );
  return rawModule({ types, bodies: [{ code: [OP.end] }] });
}
