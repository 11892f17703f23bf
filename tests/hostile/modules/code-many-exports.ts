// Exports its function under 100,000 names, some of them a kilobyte long.
// resident: 400MiB
// expect: refused exports; more than 20000
import { OP, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  const exports = Array.from({ length: 100_000 }, (_, n) => (n % 1000 === 0 ? 'x'.repeat(1000) + n : `e${n}`));
  return rawModule({ bodies: [{ code: [OP.end] }], exports });
}
