// Has a function of two megabytes of additions in a loop, to keep the optimizing compiler busy for ever.
// limits: timeout=0.5
// resident: 900MiB
// seconds: 60
// expect: failed module 'hostile': timeout
import { OP, join, leb, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  const steps: (readonly number[])[] = [];
  for (let n = 0; n < 200_000; n++) {
    steps.push([OP.localGet, n % 90, OP.localGet, (n * 31) % 90, OP.i64Add, OP.localSet, ...leb((n * 17) % 90)]);
  }
  const code = join([OP.loop, ...steps, [OP.br, 0, OP.end, OP.end]]);
  return rawModule({ bodies: [{ locals: [[100, 0x7e]], code }] });
}
