import { parseArgs } from 'node:util';
import { type OtherHost, parseOtherHost } from './hosts.ts';
import { WORKS, type Work } from './works.ts';

export const HELP = `npm run bench -- [OPTION]…

Runs wadup, a native floor and other hosts over the same data, in turns, and compares them.

  --only WORK,…        these works (default: all but those that are marked "on request")
  --list               name the works and end
  --runs N             measured runs of each variant, after one warm-up (default 5)
  --quick              tiny data, one run, no warm-up: checks what comes out, and no times
  --threads N,…        thread counts (default 1,2)
  --no-fuel            leave out the variants with --fuel
  --no-floor           leave out the native floor
  --against NAME=CMD   another host; CMD has {modules} {input} {output} {threads}, and may have {cache} (a
                       directory kept from run to run) and {fuel:--flag} (becomes "--flag N" with fuel, nothing
                       without); may be repeated
  --modules NAME=DIR   compiled modules to use beside the project's own; may be repeated, also with the same name
  --data DIR           where corpora are kept (default bench/.data)
  --seed N             of the corpora (default 1)
  --limit SECONDS      longest time of one run (default 1800)
  --results PATH       writes PATH.md and PATH.json (default bench/results/latest)
`;

export interface BenchArguments {
  readonly works: readonly Work[];
  readonly list: boolean;
  readonly help: boolean;
  readonly runs: number;
  readonly quick: boolean;
  readonly threads: readonly number[];
  readonly fuel: boolean;
  readonly floor: boolean;
  readonly against: readonly OtherHost[];
  /** Directories by name of the set. */
  readonly modules: ReadonlyMap<string, readonly string[]>;
  readonly data: string | undefined;
  readonly seed: number;
  readonly limitSeconds: number;
  readonly results: string | undefined;
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text) || text === '0')
    throw new Error(`--${option} takes whole numbers above 0, not '${text}'.`);
  return Number(text);
}

function chooseWorks(only: string | undefined): Work[] {
  if (only === undefined) return WORKS.filter(({ onRequest }) => onRequest !== true);
  const names = only.split(',');
  const unknown = names.find((name) => !WORKS.some((work) => work.name === name));
  if (unknown !== undefined) {
    throw new Error(`--only: there is no work '${unknown}'; there are ${WORKS.map(({ name }) => name).join(', ')}.`);
  }
  return WORKS.filter(({ name }) => names.includes(name));
}

function moduleDirectories(given: readonly string[]): Map<string, string[]> {
  const directories = new Map<string, string[]>();
  for (const argument of given) {
    const [, name, directory] = /^([\w-]+)=(.+)$/s.exec(argument) ?? [];
    if (name === undefined || directory === undefined || name === 'own') {
      throw new Error(`--modules takes NAME=DIR, and NAME is not 'own': ${argument}`);
    }
    directories.set(name, [...(directories.get(name) ?? []), directory]);
  }
  return directories;
}

/** @throws {Error} that says which option is wrong and what it takes. */
export function parseBenchArguments(args: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      runs: { type: 'string', default: '5' },
      quick: { type: 'boolean', default: false },
      threads: { type: 'string', default: '1,2' },
      'no-fuel': { type: 'boolean', default: false },
      'no-floor': { type: 'boolean', default: false },
      against: { type: 'string', multiple: true, default: [] },
      modules: { type: 'string', multiple: true, default: [] },
      data: { type: 'string' },
      seed: { type: 'string', default: '1' },
      limit: { type: 'string', default: '1800' },
      results: { type: 'string' },
    },
  });
  const against = values.against.map(parseOtherHost);
  const names = ['wadup', 'floor', 'floor-stat', ...against.map(({ name }) => name)];
  if (new Set(names).size < names.length)
    throw new Error(`--against: two hosts have the same name: ${names.join(', ')}.`);
  return {
    works: chooseWorks(values.only),
    list: values.list,
    help: values.help,
    runs: values.quick ? 1 : wholeNumber('runs', values.runs),
    quick: values.quick,
    threads: values.threads.split(',').map((text) => wholeNumber('threads', text)),
    fuel: !values['no-fuel'],
    floor: !values['no-floor'],
    against,
    modules: moduleDirectories(values.modules),
    data: values.data,
    seed: wholeNumber('seed', values.seed),
    limitSeconds: wholeNumber('limit', values.limit),
    results: values.results,
  };
}
