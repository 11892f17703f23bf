import { ERRNO } from '../vfs/errno.ts';
import { CHARGE, type WasiContext } from './context.ts';
import type { HostFunctions } from './signatures.ts';

/** What `proc_exit` throws to leave the guest. One per host; it is no Error, because nobody wants its stack. */
export class ProcessExit {
  /** The guest's exit status: 32 bits, unsigned. */
  code = 0;
}

export function processFunctions(context: WasiContext, exit: ProcessExit): HostFunctions {
  return {
    proc_exit(code) {
      exit.code = code! >>> 0;
      // oxlint-disable-next-line no-throw-literal
      throw exit;
    },

    /** There are no signals. */
    proc_raise() {
      context.pendingFuel += CHARGE.call;
      return ERRNO.NOTSUP;
    },

    sched_yield() {
      context.pendingFuel += CHARGE.call;
      return 0;
    },
  };
}
