// Is valid and enormous: 30 MB of data in 3,000 segments, and 30 MB of a section that nobody reads.
// limits: fuel=2_000_000
// resident: 600MiB
// expect: success
import { OP, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  const bytes = new Uint8Array(10_000).fill(7);
  const data = Array.from({ length: 3000 }, (_, n) => ({ at: n * 10_000, bytes }));
  return rawModule({ bodies: [{ code: [OP.end] }], data, custom: new Uint8Array(30_000_000), pages: 500 });
}
