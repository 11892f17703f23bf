// Gives its functions names of ten megabytes, and traps in a hundred of them, one called by the other.
// resident: 600MiB
// expect: failed module 'hostile': trap: it executed 'unreachable'
import { join, leb, OP, rawModule } from '../module-bytes.ts';

export function build(): Uint8Array {
  const depth = 100;
  const bodies = Array.from({ length: depth }, (_, n) => ({
    code: n === depth - 1 ? [0x00, OP.end] : [OP.call, ...leb(n + 1), OP.end],
  }));
  const name = new Uint8Array(10_000_000).fill(0x41);
  const functions = join([leb(2), leb(0), leb(name.length), name, leb(depth - 1), leb(name.length), name]);
  const content = join([leb(4), Buffer.from('name'), [1], leb(functions.length), functions]);
  return Buffer.concat([rawModule({ bodies }), join([[0], leb(content.length), content])]);
}
