/** Ctrl-C: once finishes what runs, twice stops at once. */
import { EXIT } from './exit-codes.ts';

/** SIGHUP is left alone: listening for it would undo `nohup`. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Interrupt extends Disposable {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
}

/**
 * `say` is told what happens now and what to do about it; with `last` the program ends as soon as it returns. Listens
 * until disposed of.
 */
export function listenForInterrupt(say: (sentence: string, last: boolean) => void): Interrupt {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      // What is committed is safe: SQLite's journal makes an unfinished commit undone.
      say('Stopped at once; what was committed is kept, continue with --resume.', true);
      process.exit(EXIT.interrupted);
    }
    controller.abort();
    say('Interrupted: finishing what runs and committing it. Press Ctrl-C again to stop at once.', false);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose](): void {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
