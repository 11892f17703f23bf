/** Corpora for one guest module each, see bench/modules. */
import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from './facts.ts';
import type { Random } from '../random.ts';

const ISLAND = 1 << 16;
const ISLAND_EVERY = 1 << 24;

/**
 * One sparse file: 64 KiB of random bytes every 16 MiB, holes in between. Facts: files, bytes, checksum (sum of its
 * little-endian 64-bit words, as signed high and low half: a number holds only 53 bits exactly).
 */
export function makeBigFile(directory: string, random: Random, { bytes }: { bytes: number }): Facts {
  const file = openSync(join(directory, 'big.bin'), 'w');
  let checksum = 0n;
  try {
    ftruncateSync(file, bytes);
    for (let position = 0; position < bytes; position += ISLAND_EVERY) {
      const island = random.bytes(ISLAND);
      writeSync(file, island, 0, island.length, position);
      for (let at = 0; at < island.length; at += 8) checksum += island.readBigInt64LE(at);
    }
  } finally {
    closeSync(file);
  }
  const sum = BigInt.asIntN(64, checksum);
  return { files: 1, bytes, checksumHigh: Number(sum >> 32n), checksumLow: Number(sum & 0xffff_ffffn) };
}

/** Files in which no ZIP ends, of so many positions where four bytes can be read. Facts: files, positions. */
export function makeCareless(
  directory: string,
  random: Random,
  { files, positions }: { files: number; positions: number },
): Facts {
  for (let index = 0; index < files; index++) {
    // Text has no control characters, so it cannot have the signature.
    writeFileSync(join(directory, `${String(index).padStart(5, '0')}.txt`), random.text(positions + 3));
  }
  return { files, positions: files * positions };
}

/** One file that computes long and emits children, beside ordinary ones. Facts: files, contents. */
export function makeSkewed(
  directory: string,
  _random: Random,
  options: { steps: number; children: number; childSteps: number; ordinary: number; ordinarySteps: number },
): Facts {
  const { steps, children, childSteps, ordinary, ordinarySteps } = options;
  writeFileSync(join(directory, 'busy'), `busy ${steps} ${children} ${childSteps}\n`);
  for (let index = 0; index < ordinary; index++) {
    writeFileSync(join(directory, `work-${String(index).padStart(5, '0')}`), `work ${ordinarySteps}\n`);
  }
  return { files: 1 + ordinary, contents: 1 + ordinary + children };
}

/** One file of one byte per kernel. Facts: files. */
export function makeKernels(directory: string): Facts {
  for (const kernel of ['s', 'p', 'f']) writeFileSync(join(directory, kernel), kernel);
  return { files: 3 };
}
