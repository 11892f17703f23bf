import type { DatabaseSync } from 'node:sqlite';

/** One call of `process`, in nanoseconds since 1970. */
export interface Interval {
  readonly instance: bigint;
  readonly started: bigint;
  readonly ended: bigint;
}

/** Shorter pauses between two calls are the host's own work (reading, writing rows), not a thread without work. */
const HOST_WORK_NS = 2_000_000n;

/**
 * Share of the time from the first start to the last end in which at least `threads` instances were in a call at once;
 * pauses of an instance up to `pause` nanoseconds count as part of its calls.
 */
export function sharedTime(intervals: readonly Interval[], threads: number, pause: bigint): number {
  const edges: { at: bigint; change: 1 | -1 }[] = [];
  for (const own of Map.groupBy(intervals, ({ instance }) => instance).values()) {
    own.sort((a, b) => Number(a.started - b.started));
    let end: bigint | undefined;
    for (const { started, ended } of own) {
      if (end === undefined || started - end > pause) {
        if (end !== undefined) edges.push({ at: end, change: -1 });
        edges.push({ at: started, change: 1 });
      }
      end = ended;
    }
    if (end !== undefined) edges.push({ at: end, change: -1 });
  }
  edges.sort((a, b) => Number(a.at - b.at) || a.change - b.change);
  if (edges.length === 0) return 0;
  let active = 0;
  let previous = edges[0]!.at;
  let shared = 0n;
  for (const { at, change } of edges) {
    if (active >= threads) shared += at - previous;
    active += change;
    previous = at;
  }
  return Number(shared) / Number(previous - edges[0]!.at);
}

/** In percent: with the host's own work counted as busy, and time inside the module alone. */
export function busyShares(database: DatabaseSync, threads: number): Readonly<Record<string, number>> {
  const statement = database.prepare('SELECT instance, started_ns, ended_ns FROM skewed');
  statement.setReadBigInts(true);
  const intervals = statement.all().map(({ instance, started_ns, ended_ns }) => ({
    instance: instance as bigint,
    started: started_ns as bigint,
    ended: ended_ns as bigint,
  }));
  return {
    'all threads busy %': 100 * sharedTime(intervals, threads, HOST_WORK_NS),
    'all threads in a module %': 100 * sharedTime(intervals, threads, 0n),
  };
}
