import { describe, expect, it } from 'vitest';
import { differences } from './testing/differential.ts';
import { modulesOnHand } from './testing/modules-on-hand.ts';
import { judge, mutate } from './testing/mutation.ts';
import { randomProgram } from './testing/random-module.ts';
import { Random } from './testing/random.ts';

// Without this variable a few hundred fixed seeds run. With it, each test runs that many seconds on seeds from
// WADUP_FUZZ_SEED (default: the time) on; a failure names the seed that repeats it.
const SECONDS = Number(process.env['WADUP_FUZZ_SECONDS'] ?? 0);
const FIRST_SEED = Number(
  process.env['WADUP_FUZZ_SEED'] ?? (SECONDS > 0 ? Math.floor(Date.now() / 1000) * 1_000_000 : 0),
);
const ROOM = 60_000;

/** Bases of mutations: random programs, which have every construct, and small real modules. */
const LARGEST_BASE = 200_000;
const RANDOM_BASES = 200;

function forSeeds(count: number, check: (seed: number) => string | undefined): void {
  const end = Date.now() + SECONDS * 1000;
  for (let seed = FIRST_SEED; SECONDS > 0 ? Date.now() < end : seed < FIRST_SEED + count; seed++) {
    const problem = check(seed);
    if (problem !== undefined) expect.fail(`seed ${seed}: ${problem}`);
  }
}

describe('rewritten programs', () => {
  it('do what the originals do, whatever the slices of fuel', { timeout: SECONDS * 1000 + ROOM }, () => {
    forSeeds(60, differences);
  });
});

describe('hostile bytes', () => {
  it('are refused or stay as valid as they were', { timeout: SECONDS * 1000 + ROOM }, () => {
    const real = modulesOnHand().flatMap(({ bytes }) => (bytes.length <= LARGEST_BASE ? [bytes] : []));
    forSeeds(800, (seed) => {
      const random = new Random(seed);
      const base = random.chance(3) && real.length > 0 ? random.pick(real) : randomProgram(seed % RANDOM_BASES).bytes;
      return judge(mutate(random, base));
    });
  });
});
