/**
 * Fuzzing by seed. Without WADUP_FUZZ_SECONDS a few hundred fixed seeds run. With it, each test runs that many seconds
 * on seeds from WADUP_FUZZ_SEED (default: the time) on; a failure names the seed that repeats it.
 */
import { randomOf, type Random } from '../seed.ts';

const SECONDS = Number(process.env.WADUP_FUZZ_SECONDS ?? 0);
const CLOCK_SEED = Math.floor(Date.now() / 1000) * 1000;
const FIRST_SEED = Number(process.env.WADUP_FUZZ_SEED ?? (SECONDS > 0 ? CLOCK_SEED : 0));

export const FUZZ_TIMEOUT: number = SECONDS * 1000 + 60_000;

/** Runs `check` on seed after seed; it throws when something is wrong. */
export function forSeeds(name: string, count: number, check: (random: Random) => void): void {
  const end = Date.now() + SECONDS * 1000;
  let seed = FIRST_SEED;
  for (; SECONDS > 0 ? Date.now() < end : seed < FIRST_SEED + count; seed++) {
    try {
      check(randomOf(seed));
    } catch (thrown) {
      throw new Error(`seed ${seed}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, { cause: thrown });
    }
  }
  if (SECONDS > 0) process.stderr.write(`fuzz: ${name}: ${seed - FIRST_SEED} seeds from ${FIRST_SEED} on\n`);
}
