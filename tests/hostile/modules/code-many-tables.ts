// Has 100,000 tables, all of them empty.
// limits: fuel=2_000_000
// resident: 400MiB
// expect: refused has 100000 tables
import { leb, OP, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  const bytes = rawModule({ bodies: [{ code: [OP.end] }] });
  const tables = Array.from({ length: 100_000 }, () => [0x70, 0, 0]).flat();
  const section = [...leb(tables.length + leb(100_000).length), ...leb(100_000)];
  // Tables stand before memories.
  const at = Buffer.from(bytes).indexOf(Buffer.from([5, 3, 1, 0, 1]));
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([4, ...section]), Buffer.from(tables), bytes.subarray(at)]);
}
