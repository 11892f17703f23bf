/** V8's settings for compiling modules. They hold for the whole process, from the next compilation on. */
import { setFlagsFromString } from 'node:v8';

/**
 * Counting makes functions larger, so that V8 no longer inlines small recursive ones: fib(35) took 2.2 times as long
 * with fuel as without, and takes 1.3 times as long when functions may grow to six times their size (V8's default: 3).
 */
export function allowInliningOfMeteredCode(): void {
  setFlagsFromString('--wasm-inlining-factor=6');
}
