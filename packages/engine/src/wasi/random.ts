import { randomFillSync } from 'node:crypto';
import { ERRNO, type Errno } from '../vfs/errno.ts';
import { CHARGE, type WasiContext } from './context.ts';
import type { HostFunctions } from './signatures.ts';

const POOL = 4096;
/** Asking the system costs microseconds, so that what seeds a hash table comes from a pool. */
const LARGEST_FROM_POOL = 256;
/** Longer ones are filled in pieces of so many bytes, with a look at the clock after each. */
const PIECE = 16_777_216;

export function randomFunctions(context: WasiContext): HostFunctions {
  const { memory } = context;
  const { quota } = context.fs;
  const pool = new Uint8Array(POOL);
  let left = 0;
  return {
    random_get(bufferPtr, bufferLength) {
      const buffer = bufferPtr! >>> 0;
      const length = bufferLength! >>> 0;
      const errno = memory.check(buffer, length);
      if (errno === 0 && length <= quota.limits.randomBytes) context.chargeBytes(length);
      else {
        context.pendingFuel += CHARGE.call;
        if (errno !== 0) return errno;
        quota.refuse('randomBytes');
        return ERRNO.INVAL;
      }
      if (length > LARGEST_FROM_POOL) return fillLarge(context, buffer, length);
      if (length > left) {
        randomFillSync(pool);
        left = POOL;
      }
      for (let i = 0; i < length; i++) {
        left--;
        memory.bytes[buffer + i] = pool[left]!;
        // Whoever reads the host's memory later does not find it.
        pool[left] = 0;
      }
      return 0;
    },
  };
}

/** A part at a time, so that a guest with gigabytes of memory does not hold its thread past its time limit. */
function fillLarge(context: WasiContext, buffer: number, length: number): Errno {
  const { remainingMs, onDeadline } = context.options;
  for (let done = 0; done < length; done += PIECE) {
    if (done > 0 && remainingMs !== undefined && remainingMs() <= 0) {
      onDeadline?.();
      return ERRNO.INTR;
    }
    randomFillSync(context.memory.bytes, buffer + done, Math.min(PIECE, length - done));
  }
  return 0;
}
