/** How long one operation of a layer takes. */
import { median } from '../statistics.ts';

export interface MicroBenchmark {
  readonly name: string;
  /** Does the operation so many times (a multiple of `step`), always in the same state as the times before. */
  readonly run: (times: number) => void;
  /** Operations that can only be done together. Default 1. */
  readonly step?: number;
  /** Bytes that one operation works through, where MB/s say more. */
  readonly bytes?: number;
}

/** Benchmarks of one layer with what they need. `scratch` is an empty directory. */
export interface MicroGroup {
  readonly name: string;
  readonly make: (scratch: string) => Promise<readonly MicroBenchmark[]>;
}

export interface Timing {
  /** Nanoseconds per operation. */
  readonly median: number;
  readonly minimum: number;
}

/** Long enough for the clock, short enough for a few interruptions not to hit every sample. */
const SAMPLE_NS = 20_000_000;
const SAMPLES = 11;
const MOST_TIMES = 2 ** 24;

/** An operation as `run` wants it. */
export function repeated(once: () => unknown): MicroBenchmark['run'] {
  return (times) => {
    for (let done = 0; done < times; done++) once();
  };
}

function elapsed({ run }: MicroBenchmark, times: number): number {
  const started = process.hrtime.bigint();
  run(times);
  return Number(process.hrtime.bigint() - started);
}

export function time(benchmark: MicroBenchmark): Timing {
  let times = benchmark.step ?? 1;
  // The very first time is not like the others. After that, hot code is compiled by the time a sample is long enough.
  benchmark.run(times);
  while (times < MOST_TIMES && elapsed(benchmark, times) < SAMPLE_NS) times *= 2;
  const samples = Array.from({ length: SAMPLES }, () => elapsed(benchmark, times) / times);
  return { median: median(samples), minimum: Math.min(...samples) };
}
