/** Machine code for a program that runs once: made fast, not made to be fast. */
import { setFlagsFromString } from 'node:v8';

/** The order matters: what is still to be optimized when it is no longer decided while running is all of it. */
const ON = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];
const OFF = ['--wasm-dynamic-tiering', '--wasm-tier-up'];

/**
 * V8 optimizes nothing of what is compiled until it is disposed of. clang has 75 MB of code, each part of which runs
 * briefly: optimizing it meanwhile took as much time again as all else.
 */
export function baselineCodeOnly(): Disposable {
  for (const flag of ON) setFlagsFromString(flag);
  return {
    [Symbol.dispose](): void {
      for (const flag of OFF) setFlagsFromString(flag);
    },
  };
}
