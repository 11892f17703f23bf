// Declares 50,000 functions of 50,000 locals each, in 12 bytes a function: 2.5 billion locals that somebody must look at.
// limits: fuel=2_000_000
// resident: 500MiB
// expect: refused locals in all its functions; more than 20000000
import { OP, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  const bodies = Array.from({ length: 50_000 }, () => ({ locals: [[49_990, 0x7e]] as const, code: [OP.end] }));
  return rawModule({ bodies });
}
