/** WASI clock numbers. */
export const CLOCK = { REALTIME: 0, MONOTONIC: 1, PROCESS_CPU: 2, THREAD_CPU: 3 } as const;

export class Clocks {
  /** What is to be added to the monotonic clock to get the time of day. */
  #offset = 0;

  /** What a clock shows, in milliseconds; below zero: there is no such clock. */
  read(clock: number): number {
    switch (clock) {
      case CLOCK.REALTIME:
        return this.#timeOfDay();
      case CLOCK.MONOTONIC:
        return performance.now();
      case CLOCK.PROCESS_CPU:
      case CLOCK.THREAD_CPU: {
        // The guest is one thread of a process that is none of its business.
        const { user, system } = process.threadCpuUsage();
        return (user + system) / 1000;
      }
      default:
        return -1;
    }
  }

  /** The system tells whole milliseconds; the monotonic clock fills in what is between them. */
  #timeOfDay(): number {
    const now = performance.now();
    const whole = Date.now();
    const time = this.#offset + now;
    if (time >= whole && time < whole + 1) return time;
    const adjusted = time < whole ? whole : whole + 0.999;
    this.#offset = adjusted - now;
    return adjusted;
  }
}
