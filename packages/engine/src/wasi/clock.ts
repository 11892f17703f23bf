import { ERRNO } from '../vfs/errno.ts';
import { CHARGE, type WasiContext } from './context.ts';
import type { HostFunctions } from './signatures.ts';

/** Nanoseconds. */
const RESOLUTION = 1000;

export function clockFunctions(context: WasiContext): HostFunctions {
  const { memory, clocks } = context;
  return {
    clock_res_get(clock, resultPtr) {
      const result = resultPtr! >>> 0;
      context.pendingFuel += CHARGE.call;
      if (clocks.read(clock!) < 0) return ERRNO.INVAL;
      const errno = memory.check(result, 8);
      if (errno !== 0) return errno;
      memory.setSize(result, RESOLUTION);
      return 0;
    },

    clock_time_get(clock, _precisionLow, _precisionHigh, resultPtr) {
      const result = resultPtr! >>> 0;
      context.pendingFuel += CHARGE.call;
      const errno = memory.check(result, 8);
      if (errno !== 0) return errno;
      const time = clocks.read(clock!);
      if (time < 0) return ERRNO.INVAL;
      memory.setMilliseconds(result, time);
      return 0;
    },
  };
}
