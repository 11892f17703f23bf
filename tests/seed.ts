/** Randomness that can be repeated. */

export type Random = () => number;

/** The seed of this run: from the environment, else a new one. */
export function chooseSeed(variable: string): number {
  const given = process.env[variable];
  return given === undefined ? Math.floor(Math.random() * 0x1_0000_0000) : Number(given) >>> 0;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** A whole number in [0, below). */
export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[below(random, from.length)]!;
}
