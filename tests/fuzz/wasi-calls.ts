/** Random calls of WASI functions, and where in its memory each may leave something. */
import { type WasiName, WASI_SIGNATURES } from '../../packages/engine/src/wasi/signatures.ts';
import { below, pick, type Random } from '../seed.ts';

/** Bytes of the guest's memory; pointers that are meant well lie in the first part. */
export const MEMORY_BYTES = 131_072;
const ARENA = 32_768;
/** Where paths and vectors are put before a call. */
const PATHS = 1024;
const VECTORS = 4096;

export type Range = readonly [from: number, to: number];

/** Results by position of their pointer, with sizes; a size may be another argument, times a factor. */
const RESULTS: Partial<
  Record<WasiName, readonly (readonly [pointer: number, size: number | readonly [number, number]])[]>
> = {
  args_get: [
    [0, 4],
    [1, 4],
  ],
  args_sizes_get: [
    [0, 4],
    [1, 4],
  ],
  clock_res_get: [[1, 8]],
  clock_time_get: [[2, 8]],
  environ_get: [
    [0, 4],
    [1, 4],
  ],
  environ_sizes_get: [
    [0, 4],
    [1, 4],
  ],
  fd_fdstat_get: [[1, 24]],
  fd_filestat_get: [[1, 64]],
  fd_pread: [[4, 4]],
  fd_prestat_dir_name: [[1, [2, 1]]],
  fd_prestat_get: [[1, 8]],
  fd_pwrite: [[4, 4]],
  fd_read: [[3, 4]],
  fd_readdir: [
    [1, [2, 1]],
    [4, 4],
  ],
  fd_seek: [[3, 8]],
  fd_tell: [[1, 8]],
  fd_write: [[3, 4]],
  path_filestat_get: [[4, 64]],
  path_open: [[8, 4]],
  path_readlink: [
    [3, [4, 1]],
    [5, 4],
  ],
  poll_oneoff: [
    [1, [2, 32]],
    [3, 4],
  ],
  random_get: [[0, [1, 1]]],
  sock_accept: [[2, 4]],
  sock_recv: [
    [4, 4],
    [5, 4],
  ],
  sock_send: [[4, 4]],
};

/** Functions that take vectors to read into or write from: positions of pointer and count. */
const VECTORED: Partial<Record<WasiName, readonly [number, number]>> = {
  fd_read: [1, 2],
  fd_pread: [1, 2],
  fd_write: [1, 2],
  fd_pwrite: [1, 2],
  sock_recv: [1, 2],
  sock_send: [1, 2],
};
const READS: ReadonlySet<WasiName> = new Set<WasiName>(['fd_read', 'fd_pread', 'sock_recv']);

/** Positions of pointer and length of paths. */
const PATHED: Partial<Record<WasiName, readonly (readonly [number, number])[]>> = {
  path_create_directory: [[1, 2]],
  path_filestat_get: [[2, 3]],
  path_filestat_set_times: [[2, 3]],
  path_link: [
    [2, 3],
    [5, 6],
  ],
  path_open: [[2, 3]],
  path_readlink: [[1, 2]],
  path_remove_directory: [[1, 2]],
  path_rename: [
    [1, 2],
    [4, 5],
  ],
  path_symlink: [
    [0, 1],
    [3, 4],
  ],
  path_unlink_file: [[1, 2]],
};

const NAMES = Object.keys(WASI_SIGNATURES).filter((name) => name !== 'proc_exit') as WasiName[];
/** Called more often than others: without them nothing much happens. */
const FREQUENT: readonly WasiName[] = [
  'path_open',
  'fd_write',
  'fd_read',
  'fd_close',
  'path_create_directory',
  'path_rename',
];

const PLACES = ['tmp', 'tmp', 'metadata', 'subcontent', '.'];
const COMPONENTS = ['a', 'b', 'c', 'a.json', 'data_1.bin', 'metadata_1.json', 'link'];
const ODD_COMPONENTS = [
  'data.bin',
  'tmp',
  'metadata',
  'subcontent',
  '..',
  '.',
  '',
  '\xff\xfe',
  'x'.repeat(255),
  'x'.repeat(256),
  'nul\0',
];
const TEXTS = [
  '{"filename":"child"}',
  '{"filename":"child","offset":0,"length":1}',
  '{"tables":[{"name":"t","columns":[]}],"rows":[]}',
  '{',
  '',
  '\0\xff',
];
const WORDS = [
  0,
  1,
  2,
  3,
  4,
  7,
  8,
  64,
  255,
  256,
  4096,
  65_535,
  65_536,
  0x7fff_ffff,
  -1,
  -8,
  MEMORY_BYTES - 4,
  MEMORY_BYTES,
];
const LONG_WORDS = [
  0n,
  1n,
  2n,
  3n,
  10n,
  64n,
  4096n,
  -1n,
  1n << 31n,
  1n << 32n,
  (1n << 53n) - 1n,
  1n << 53n,
  1n << 62n,
  (1n << 63n) - 1n,
  -(1n << 63n),
];

export interface WasiCall {
  readonly name: WasiName;
  readonly values: (number | bigint)[];
  /** Where the memory may be another afterwards. */
  readonly results: Range[];
}

/** Makes a call up, mostly with one of these descriptors, and puts what it points to into the memory. */
export function randomCall(random: Random, memory: Buffer, descriptors: readonly number[]): WasiCall {
  const name = random() < 0.5 ? pick(random, FREQUENT) : pick(random, NAMES);
  const values = WASI_SIGNATURES[name].params.map((type) => (type === 'i64' ? randomLong(random) : randomWord(random)));
  // Without a root nothing much can happen: it is closed now and then only.
  const open = name === 'fd_close' || name === 'fd_renumber' ? descriptors.filter((fd) => fd > 3) : descriptors;
  if (/^(fd|sock)_/.test(name) && open.length > 0 && random() < 0.98) values[0] = pick(random, open);
  if (name === 'fd_renumber' && random() < 0.9) values[1] = 4 + below(random, 20);
  for (const [n, [pointer, length]] of (PATHED[name] ?? []).entries()) {
    if (random() < 0.95) [values[pointer], values[length]] = putPath(random, memory, PATHS + n * 1024);
  }
  if (name === 'path_symlink' || name === 'path_link' || name === 'path_rename') {
    if (random() < 0.95) values[name === 'path_symlink' ? 2 : name === 'path_link' ? 4 : 3] = 3;
  }
  if (name.startsWith('path_') && name !== 'path_symlink' && random() < 0.95) values[0] = 3;
  if (name === 'path_open') {
    if (random() < 0.8) [values[1], values[4], values[7]] = [below(random, 2), below(random, 16), below(random, 32)];
    if (random() < 0.5) values[5] = -1n;
  }
  const vectored = VECTORED[name];
  if (vectored !== undefined && random() < 0.9) {
    values[vectored[0]] = VECTORS;
    values[vectored[1]] = putVectors(random, memory, READS.has(name));
  }
  return { name, values, results: resultsOf(name, values, memory) };
}

function randomWord(random: Random): number {
  const kind = random();
  if (kind < 0.5) return below(random, ARENA);
  if (kind < 0.9) return pick(random, WORDS);
  return Math.floor(random() * 0x1_0000_0000) | 0;
}

function randomLong(random: Random): bigint {
  if (random() < 0.7) return pick(random, LONG_WORDS);
  return BigInt.asIntN(64, BigInt(Math.floor(random() * 2 ** 53)) << BigInt(below(random, 12)));
}

function putPath(random: Random, memory: Buffer, at: number): [number, number] {
  const component = (): string => pick(random, random() < 0.9 ? COMPONENTS : ODD_COMPONENTS);
  const components = Array.from({ length: 1 + below(random, 3) }, component);
  if (random() < 0.9) components.unshift(pick(random, PLACES));
  const text = (random() < 0.05 ? '/' : '') + components.join('/') + (random() < 0.1 ? '/' : '');
  const path = Buffer.from(text, 'latin1').subarray(0, 1000);
  memory.set(path, at);
  return [at, path.length];
}

/** Up to four vectors; to be read into, or with something to be written in them. Gives how many. */
function putVectors(random: Random, memory: Buffer, isRead: boolean): number {
  const count = below(random, 5);
  for (let n = 0; n < count; n++) {
    const at = random() < 0.9 ? 8192 + below(random, 8192) : VECTORS + below(random, 64);
    const text = Buffer.from(pick(random, TEXTS), 'latin1');
    const length = random() < 0.7 ? text.length : pick(random, WORDS);
    if (!isRead && at >= 8192) memory.set(text, at);
    memory.writeUInt32LE(at, VECTORS + n * 8);
    memory.writeUInt32LE(length >>> 0, VECTORS + n * 8 + 4);
  }
  return count;
}

function resultsOf(name: WasiName, values: readonly (number | bigint)[], memory: Buffer): Range[] {
  const word = (position: number): number => Number(values[position]) >>> 0;
  const ranges: Range[] = (RESULTS[name] ?? []).map(([pointer, size]) => {
    const bytes = typeof size === 'number' ? size : word(size[0]) * size[1];
    return [word(pointer), word(pointer) + bytes];
  });
  const vectored = VECTORED[name];
  if (vectored === undefined || !READS.has(name)) return ranges;
  const start = word(vectored[0]);
  for (let n = 0; n < Math.min(1024, word(vectored[1])); n++) {
    const vector = start + n * 8;
    if (vector + 8 > memory.length) break;
    ranges.push([memory.readUInt32LE(vector), memory.readUInt32LE(vector) + memory.readUInt32LE(vector + 4)]);
  }
  return ranges;
}
