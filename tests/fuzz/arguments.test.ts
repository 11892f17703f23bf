/** Command lines at random are understood or refused with a sentence. */
import { expect, test } from 'vitest';
import { parseArguments, readLimits, requireFlags } from '../../packages/cli/src/arguments.ts';
import { EXEC, EXEC_LIMITS, RUN, RUN_LIMITS } from '../../packages/cli/src/flags.ts';
import { UsageError } from '../../packages/cli/src/usage-error.ts';
import { below, pick, type Random } from '../seed.ts';
import { FUZZ_TIMEOUT, forSeeds } from './seeds.ts';

const VALUES = [
  '0',
  '1',
  '-1',
  '64MiB',
  '1e3',
  '0x10',
  '9007199254740993',
  'NaN',
  '',
  ' ',
  '1.5',
  '.',
  '/tmp',
  'a::b',
  'A=B',
  '=',
  '\0',
];
const ODD = [
  '-',
  '--',
  '---',
  '-vh',
  '-v=1',
  '--=',
  '--__proto__',
  '--constructor=1',
  '__proto__',
  '-\u00e9',
  '--\ud800',
];

test('any command line is understood or refused with a sentence', { timeout: FUZZ_TIMEOUT }, () => {
  forSeeds('arguments', 3000, (random) => {
    const isExec = random() < 0.3;
    const command = isExec ? EXEC : RUN;
    const given = Array.from({ length: below(random, 9) }, () =>
      word(
        random,
        command.flags.map(({ name }) => name),
      ),
    );
    try {
      const parsed = parseArguments(command, given);
      const limits = readLimits(parsed, isExec ? EXEC_LIMITS : RUN_LIMITS);
      for (const value of Object.values(limits)) expect(value).toBeGreaterThanOrEqual(0);
      // What belongs to the guest is the end of what was written.
      expect(given.slice(given.length - parsed.rest.length)).toEqual(parsed.rest);
      requireFlags(command, parsed);
    } catch (thrown) {
      if (!(thrown instanceof UsageError)) throw thrown;
      expect(thrown.message.length).toBeGreaterThan(20);
      expect(thrown.message).not.toContain('undefined');
    }
  });
});

function word(random: Random, names: readonly string[]): string {
  const kind = random();
  if (kind < 0.3) return `--${pick(random, names)}`;
  if (kind < 0.5) return `--${pick(random, names)}=${pick(random, VALUES)}`;
  if (kind < 0.7) return pick(random, VALUES);
  if (kind < 0.8) return pick(random, ODD);
  const name = pick(random, names);
  if (kind < 0.9) return `--${name.slice(0, below(random, name.length))}${pick(random, ['', 'x', '-', '='])}`;
  return String.fromCharCode(...Array.from({ length: below(random, 6) }, () => below(random, 0x1_0000)));
}
