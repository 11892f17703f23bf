/** The corpora by name and size, and how one is made ready: made once, then kept with a stamp that says what it is. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeArchives } from './corpus/archives.ts';
import { makeDatabases } from './corpus/databases.ts';
import type { Facts } from './corpus/facts.ts';
import { makeFiles } from './corpus/files.ts';
import { makeBigFile, makeCareless, makeKernels, makeSkewed } from './corpus/special.ts';
import { Random } from './random.ts';

/** Raised when what a corpus consists of changes, so that kept ones are made anew. */
const FORMAT = 1;

export interface Corpus {
  /** Folder name; different for different sizes. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, number | boolean>>;
  /** Fills an empty directory. */
  readonly make: (directory: string, random: Random) => Facts;
}

export interface PreparedCorpus {
  readonly input: string;
  readonly facts: Facts;
}

/** Which size and layout of a corpus is wanted. */
export interface Scale {
  /** Tiny: to see that everything works, not how fast. */
  readonly quick: boolean;
  /** All files in one directory: other hosts may not walk. */
  readonly flat: boolean;
}

function corpus<P extends Record<string, number | boolean>>(
  name: string,
  parameters: P,
  make: (directory: string, random: Random, parameters: P) => Facts,
): Corpus {
  return { name, parameters, make: (directory, random) => make(directory, random, parameters) };
}

function smallFiles(name: string, count: number, smallest: number, largest: number, { quick, flat }: Scale): Corpus {
  const files = quick ? Math.ceil(count / 200) : count;
  return corpus(name + (flat ? '-flat' : ''), { files, smallest, largest, flat }, makeFiles);
}

type CorpusName =
  | 'oneFile'
  | 'files20k'
  | 'files200k'
  | 'files1m'
  | 'archives'
  | 'databases'
  | 'bigFile'
  | 'careless'
  | 'skewed'
  | 'kernels';

/** Each corpus by the name that works use. */
export const CORPORA: Readonly<Record<CorpusName, (scale: Scale) => Corpus>> = {
  oneFile: () => corpus('one-file', { files: 1, smallest: 4096, largest: 4096, flat: true }, makeFiles),
  files20k: (scale) => smallFiles('files-20k', 20_000, 3072, 5120, scale),
  files200k: (scale) => smallFiles('files-200k', 200_000, 3072, 5120, scale),
  files1m: (scale) => smallFiles('files-1m', 1_000_000, 16, 128, scale),
  archives: ({ quick }) =>
    corpus('archives', quick ? { outer: 2, inner: 3, leaves: 9 } : { outer: 100, inner: 10, leaves: 99 }, makeArchives),
  databases: ({ quick }) =>
    corpus('databases', { databases: quick ? 20 : 3000, fewestRows: 40, mostRows: 110 }, makeDatabases),
  bigFile: ({ quick }) => corpus('big-file', { bytes: quick ? 2 ** 24 : 2 ** 31 }, makeBigFile),
  careless: ({ quick }) =>
    corpus('careless', { files: quick ? 10 : 1000, positions: quick ? 1000 : 85_000 }, makeCareless),
  skewed: ({ quick }) =>
    corpus(
      'skewed',
      quick
        ? { steps: 30_000_000, children: 50, childSteps: 1000, ordinary: 20, ordinarySteps: 1000 }
        : { steps: 3_000_000_000, children: 5000, childSteps: 720_000, ordinary: 2000, ordinarySteps: 600_000 },
      makeSkewed,
    ),
  kernels: () => corpus('kernels', {}, makeKernels),
};

/** Gives the corpus, making it in `dataDirectory` unless it is there, whole and the same. */
export function prepareCorpus(wanted: Corpus, dataDirectory: string, seed: number): PreparedCorpus {
  const home = join(dataDirectory, wanted.name);
  const input = join(home, 'input');
  const stampPath = join(home, 'stamp.json');
  const identity = JSON.stringify({ format: FORMAT, seed, ...wanted.parameters });
  if (existsSync(stampPath)) {
    const stamp = JSON.parse(readFileSync(stampPath, 'utf8')) as { identity: string; facts: Facts };
    if (stamp.identity === identity) return { input, facts: stamp.facts };
  }
  rmSync(home, { recursive: true, force: true });
  mkdirSync(input, { recursive: true });
  const facts = wanted.make(input, new Random(seed));
  // Last, so that an interrupted making is never taken for a whole corpus.
  writeFileSync(stampPath, JSON.stringify({ identity, facts }));
  return { input, facts };
}
