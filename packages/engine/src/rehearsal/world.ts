/** What a module sees of time and chance while something is built: the same for every build of the same thing. */
import { createHash } from 'node:crypto';
import { CLOCK } from '../wasi/clocks.ts';
import { ERRNO } from '../vfs/errno.ts';

/** 1980-01-01: the earliest day that ZIP archives and everything else can express. */
const FIRST_DAY_NS = 315_532_800_000_000_000n;
/** By how much time goes on when somebody looks, so that who waits for it does not wait for ever. */
const TICK_NS = 1000n;

/** `random_get` and `clock_time_get` in place of those of the host. */
export function fixedWorld(
  memory: WebAssembly.Memory,
  seed: Uint8Array,
): Record<'random_get' | 'clock_time_get', (...args: never[]) => number> {
  const random = randomBytes(seed);
  let elapsed = 0n;
  return {
    random_get: (pointer: number, length: number) => {
      const start = pointer >>> 0;
      const end = start + (length >>> 0);
      if (end > memory.buffer.byteLength) return ERRNO.FAULT;
      random(new Uint8Array(memory.buffer, start, end - start));
      return 0;
    },
    clock_time_get: (clock: number, _precision: bigint, pointer: number) => {
      if (clock < CLOCK.REALTIME || clock > CLOCK.THREAD_CPU) return ERRNO.INVAL;
      const address = pointer >>> 0;
      if (address + 8 > memory.buffer.byteLength) return ERRNO.FAULT;
      elapsed += TICK_NS;
      const time = clock === CLOCK.REALTIME ? FIRST_DAY_NS + elapsed : elapsed;
      new DataView(memory.buffer).setBigUint64(address, time, true);
      return 0;
    },
  };
}

/** Fills arrays with bytes that the seed alone decides. */
function randomBytes(seed: Uint8Array): (target: Uint8Array) => void {
  let block: Uint8Array = new Uint8Array(0);
  let used = 0;
  let blocks = 0;
  return (target) => {
    for (let at = 0; at < target.length; ) {
      if (used === block.length) {
        block = createHash('sha256').update(seed).update(String(blocks++)).digest();
        used = 0;
      }
      const count = Math.min(block.length - used, target.length - at);
      target.set(block.subarray(used, used + count), at);
      used += count;
      at += count;
    }
  };
}
