// Has 50,000 functions of 100 locals, each calling the next, and calls them all.
// limits: fuel=50_000_000
// resident: 500MiB
// expect: mixed
import { OP, leb, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  const count = 50_000;
  const bodies = Array.from({ length: count }, (_, n) => ({
    locals: [[100, 0x7e]] as const,
    code: n + 1 < count ? [OP.call, ...leb(n + 1), OP.end] : [OP.end],
  }));
  return rawModule({ bodies });
}
