import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArguments, readLimits, readOperands, requireFlags } from './arguments.ts';
import { EXEC_LIMITS } from '@wadup/engine/options';
import { BUILD, EXEC, NEW, RUN, RUN_LIMITS, TEST, TEST_LIMITS } from './flags.ts';
import { UsageError } from './usage-error.ts';

/** WADUP_FUZZ_SECONDS runs so long on a seed from WADUP_FUZZ_SEED (default: the time), as the other fuzzing does. */
const SECONDS = Number(process.env.WADUP_FUZZ_SECONDS ?? 0);
const RUNS: fc.Parameters<[readonly string[]]> =
  SECONDS > 0
    ? {
        seed: Number(process.env.WADUP_FUZZ_SEED ?? Math.floor(Date.now() / 1000)),
        numRuns: Number.MAX_SAFE_INTEGER,
        interruptAfterTimeLimit: SECONDS * 1000,
      }
    : { seed: 20_261_122, numRuns: 2000 };

function complaint(action: () => unknown): string {
  try {
    action();
  } catch (thrown) {
    return `${(thrown as Error).name}: ${(thrown as Error).message}`;
  }
  return 'no complaint';
}

function limits(...argv: string[]): ReturnType<typeof readLimits> {
  return readLimits(parseArguments(RUN, argv), RUN_LIMITS);
}

describe('parseArguments', () => {
  it('collects the values of each flag, also those written with an equals sign', () => {
    const { flags } = parseArguments(RUN, ['--input', 'a', '--input=b', '-v', '--modules', '-']);
    expect([...flags]).toEqual([
      ['input', ['a', 'b']],
      ['verbose', ['']],
      ['modules', ['-']],
    ]);
  });

  it.each([
    [['--thread', '3'], 'There is no option --thread. Did you mean --threads?'],
    [['--max-memroy', '3'], 'There is no option --max-memroy. Did you mean --max-memory?'],
    [['--banana'], 'There is no option --banana.'],
    [['-x'], 'There is no option -x.'],
    [['--modules', 'a', '--modules', 'b'], '--modules is given twice. Write it once.'],
    [['--fuel', '1', '--fuel=2'], '--fuel is given twice. Write it once.'],
    [['--output'], '--output needs a value. Write --output FILE.'],
    [['--output', '--threads', '4'], '--output needs a value, and --threads follows. Write --output FILE.'],
    [['--output='], 'The value of --output is empty. Write --output FILE.'],
    [['--verbose=yes'], '--verbose takes no value. Write only --verbose.'],
    [['--input', 'a', 'b'], "'b' belongs to no option. Write --input before every path."],
  ])('complains about %j in a sentence that says what to write', (argv, sentence) => {
    expect(complaint(() => parseArguments(RUN, argv))).toBe(`UsageError: ${sentence}`);
  });

  it('takes a path that starts with a dash after an equals sign', () => {
    expect(parseArguments(RUN, ['--output=--x']).flags.get('output')).toEqual(['--x']);
  });

  it('passes everything after the module of exec on untouched', () => {
    const given = parseArguments(EXEC, ['--fuel', '5', 'a.wasm', '--fuel', 'x', '--', '-v', '--dir']);
    expect(given.rest).toEqual(['a.wasm', '--fuel', 'x', '--', '-v', '--dir']);
    expect(given.flags.get('fuel')).toEqual(['5']);
    expect(readLimits(given, EXEC_LIMITS)).toEqual({ fuel: 5 });
  });

  it('lets a double dash end the flags of exec', () => {
    expect(parseArguments(EXEC, ['--stats', '--', '-odd.wasm', '--', 'x']).rest).toEqual(['-odd.wasm', '--', 'x']);
  });
});

it.each([RUN, EXEC, NEW, BUILD, TEST])('%# names each flag once', ({ flags }) => {
  const names = flags.flatMap(({ name, short }) => [name, ...(short === undefined ? [] : [`-${short}`])]);
  expect(names).toEqual([...new Set(names)]);
});

describe('readOperands', () => {
  it('takes them from anywhere between the flags, and defaults for the rest', () => {
    const given = parseArguments(BUILD, ['-w', 'demo', '-o', 'x.wasm']);
    expect(readOperands(BUILD, given)).toEqual(['demo']);
    expect(given.flags.get('output')).toEqual(['x.wasm']);
    expect(readOperands(BUILD, parseArguments(BUILD, ['-w']))).toEqual(['.']);
    expect(readOperands(NEW, parseArguments(NEW, ['--', 'c', '--odd']))).toEqual(['c', '--odd']);
  });

  it('complains about one that is missing, empty or too many', () => {
    expect(complaint(() => readOperands(NEW, parseArguments(NEW, ['c'])))).toBe(
      'UsageError: DIR is missing. Usage: wadup new LANGUAGE DIR',
    );
    expect(complaint(() => readOperands(NEW, parseArguments(NEW, ['c', ''])))).toMatch(/^UsageError: DIR is empty\. /);
    expect(complaint(() => parseArguments(BUILD, ['a', 'b']))).toMatch(
      /^UsageError: 'b' belongs to no option\. Usage: /,
    );
  });
});

describe('requireFlags', () => {
  it('names all required flags that are missing at once', () => {
    expect(complaint(() => requireFlags(RUN, parseArguments(RUN, ['--input', 'x'])))).toMatch(
      /^UsageError: --modules and --output are missing\. Usage: wadup /,
    );
    expect(complaint(() => requireFlags(RUN, parseArguments(RUN, ['--input', 'x', '--output', 'o'])))).toMatch(
      /^UsageError: --modules is missing\. /,
    );
  });
});

describe('readLimits', () => {
  it('reads counts, sizes in any unit and seconds', () => {
    expect(limits('--threads', '8', '--max-memory', '64MiB', '--max-stack', '1.5mib', '--timeout', '0.25')).toEqual({
      threads: 8,
      maxMemory: 64 * 1024 ** 2,
      maxStack: 1.5 * 1024 ** 2,
      timeout: 0.25,
    });
    expect(limits('--max-memory', '64M', '--max-fs-bytes', '64MB', '--memory-budget', '0.5g')).toEqual({
      maxMemory: 64 * 1024 ** 2,
      maxFsBytes: 64_000_000,
      memoryBudget: 512 * 1024 ** 2,
    });
    expect(
      limits('--max-memory', '100k', '--max-stack', '100kb', '--max-fs-bytes', '2G', '--max-row-bytes', '1GB'),
    ).toEqual({ maxMemory: 102_400, maxStack: 100_000, maxFsBytes: 2 * 1024 ** 3, maxRowBytes: 1_000_000_000 });
    expect(limits('--max-memory', '1GiB', '--max-fs-bytes', '64KiB', '--memory-budget', '8388608')).toEqual({
      maxMemory: 1024 ** 3,
      maxFsBytes: 65_536,
      memoryBudget: 8_388_608,
    });
  });

  it.each([
    ['--threads', '0', '--threads must be a whole number from 1 to 1024'],
    ['--threads', '2.5', '--threads must be a whole number from 1 to 1024'],
    ['--threads', '1e3', '--threads must be a whole number from 1 to 1024'],
    ['--fuel', '-5', '--fuel must be a whole number from 1 to 9007199254740991'],
    ['--fuel', '9007199254740993', '--fuel must be a whole number from 1 to 9007199254740991'],
    [
      '--max-memory',
      '64MBit',
      '--max-memory must be a size in bytes, or one like 64KiB, 64MiB, 1GiB, from 64KiB to 4GiB',
    ],
    [
      '--max-memory',
      '5GiB',
      '--max-memory must be a size in bytes, or one like 64KiB, 64MiB, 1GiB, from 64KiB to 4GiB',
    ],
    [
      '--max-memory',
      '0.3KiB',
      '--max-memory must be a size in bytes, or one like 64KiB, 64MiB, 1GiB, from 64KiB to 4GiB',
    ],
    ['--timeout', 'soon', '--timeout must be a number of seconds from 0.001 to 31536000'],
    ['--timeout', 'Infinity', '--timeout must be a number of seconds from 0.001 to 31536000'],
  ])('refuses %s %s and says what is allowed', (flag, value, sentence) => {
    expect(complaint(() => limits(flag, value))).toBe(`UsageError: ${sentence}, not '${value}'.`);
  });
});

describe('any command line', () => {
  const words = RUN.flags.flatMap(({ name }) => [`--${name}`, `--${name}=`, `--no-${name}`, `--${name}=1`, `-${name}`]);
  const odd = ['-', '--', '---', '-vh', '-v=1', '--=', '=', '', '__proto__', '--__proto__', '--constructor=1', '64MiB'];
  const values = ['0', '-1', '1e3', '0x10', '9007199254740993', 'NaN', ' ', '1.5', '.', '/tmp', 'a::b', 'A=B', '\0'];
  const argv = fc.array(fc.oneof(fc.constantFrom(...words, ...odd, ...values), fc.string({ unit: 'binary' })), {
    maxLength: 8,
  });

  it.each([
    [RUN, RUN_LIMITS],
    [EXEC, EXEC_LIMITS],
    [NEW, []],
    [TEST, TEST_LIMITS],
  ])('is understood or refused with a sentence (%#)', { timeout: SECONDS * 1000 + 60_000 }, (command, names) => {
    const read = (given: readonly string[]): void => {
      try {
        const parsed = parseArguments(command, given);
        const limitsRead = readLimits(parsed, names);
        for (const value of Object.values(limitsRead)) expect(value).toBeGreaterThanOrEqual(0);
        // What belongs to the guest is the end of what was written.
        expect(given.slice(given.length - parsed.rest.length)).toEqual(parsed.rest);
        requireFlags(command, parsed);
      } catch (thrown) {
        if (!(thrown instanceof UsageError)) throw thrown;
        expect(thrown.message.length).toBeGreaterThan(20);
      }
    };
    fc.assert(fc.property(argv, read), RUNS);
  });
});
