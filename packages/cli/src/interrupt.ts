/** Ctrl-C: once ends what runs in an orderly way, twice at once. */
import { EXIT } from './exit-codes.ts';

/** SIGHUP is left alone: listening for it would undo `nohup`. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** One press of Ctrl-C is two signals where npm started the program: the terminal's, and the one that npm passes on. */
const SAME_PRESS_MS = 500;

export interface Interrupt extends Disposable {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
}

/**
 * Listens until disposed of. `announce` is told of the first signal and, with `last`, of the next, after which the
 * program ends with status 130. What comes within `samePressMs` of the first is taken for the same.
 */
export function listenForInterrupt(announce: (last: boolean) => void, samePressMs: number = SAME_PRESS_MS): Interrupt {
  const controller = new AbortController();
  let firstAt = 0;
  const onSignal = (): void => {
    if (!controller.signal.aborted) {
      firstAt = performance.now();
      controller.abort();
      announce(false);
    } else if (performance.now() - firstAt >= samePressMs) {
      announce(true);
      process.exit(EXIT.interrupted);
    }
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose](): void {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
