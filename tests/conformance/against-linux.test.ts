/**
 * The same calls, chosen at random, on a filesystem in memory and on the kernel's: each must end alike, and both must
 * hold the same files afterwards. Left out is only what WASI wants otherwise: leaving the directory.
 */
import {
  closeSync,
  constants,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CREAT,
  DIRECTORY,
  EXCL,
  READ,
  type TestGuest,
  TRUNC,
  WRITE,
} from '../../packages/engine/src/wasi/test-guest.ts';
import { newGuest } from './guest.ts';

const CALLS = 6000;
const NAMES = ['a', 'b', 'c', 'd'];
const ENDINGS = ['', '', '', '', '', '', '/', '//', '/.', '/..'];
const OPEN_FLAGS: readonly (readonly [number, number])[] = [
  [0, 0],
  [CREAT, constants.O_CREAT],
  [CREAT | EXCL, constants.O_CREAT | constants.O_EXCL],
  [CREAT | TRUNC, constants.O_CREAT | constants.O_TRUNC],
  [TRUNC, constants.O_TRUNC],
  [DIRECTORY, constants.O_DIRECTORY],
];

/** xorshift: the same calls on every machine. */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % limit;
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

/** A path of one to three components, never above where it starts. */
function randomPath(random: Random): string {
  const names = Array.from({ length: 1 + random.below(3) }, () => random.of(NAMES));
  return names.join(random.of(['/', '/', '//', '/./'])) + random.of(ENDINGS);
}

/** What a call gave, or the kernel's name for what was wrong, without its E. */
function attempt(action: () => unknown): string {
  try {
    return String(action() ?? 'ok');
  } catch (error) {
    return String((error as { code?: string }).code).replace(/^E/, '');
  }
}

/**
 * Whether both are right where they differ. `link/..` may lead out, which the kernel does not mind and WASI does; it only
 * stands at the end, where no call changes anything. A link that is to be made at `file/` is refused with another errno.
 */
function mayDiffer(what: string, ours: string, theirs: string): boolean {
  if (ours === 'PERM') return what.includes('/..');
  return /^(?:sym)?link .*\/$/.test(what) && ours === 'NOTDIR' && theirs === 'EXIST';
}

describe.runIf(process.platform === 'linux').each([1, 22, 333, 4444])('random calls, series %i,', (seed) => {
  let top: string;
  let guest: TestGuest;
  const on = (path: string): string => `${top}/${path}`;

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'wadup-linux-'));
    guest = newGuest();
  });

  afterEach(() => rmSync(top, { recursive: true }));

  /** One call on both; what each gave. */
  function call(random: Random): { what: string; ours: string; theirs: string } {
    const path = randomPath(random);
    const other = randomPath(random);
    switch (random.below(11)) {
      case 0:
        return { what: `mkdir ${path}`, ours: guest.mkdir(path), theirs: attempt(() => mkdirSync(on(path))) };
      case 1:
        return { what: `rmdir ${path}`, ours: guest.rmdir(path), theirs: attempt(() => rmdirSync(on(path))) };
      case 2:
        return { what: `unlink ${path}`, ours: guest.unlink(path), theirs: attempt(() => unlinkSync(on(path))) };
      case 3:
      case 4:
        return {
          what: `rename ${path} ${other}`,
          ours: guest.rename(path, other),
          theirs: attempt(() => renameSync(on(path), on(other))),
        };
      case 5:
        return {
          what: `link ${path} ${other}`,
          ours: guest.link(path, other),
          theirs: attempt(() => linkSync(on(path), on(other))),
        };
      case 6: {
        const target = random.of([...NAMES, 'a/b', './c', 'b/', '.', 'a/./d']);
        return {
          what: `symlink ${target} ${path}`,
          ours: guest.symlink(target, path),
          theirs: attempt(() => symlinkSync(target, on(path))),
        };
      }
      case 7:
        return {
          what: `readlink ${path}`,
          ours: guest.readlink(path).replace(/^!/, ''),
          theirs: attempt(() => readlinkSync(on(path))),
        };
      case 8:
        return { what: `kind ${path}`, ...kinds(path, random.below(2)) };
      default:
        return open(random, path);
    }
  }

  function kinds(path: string, follow: number): { ours: string; theirs: string } {
    const theirs = attempt(() => {
      const stats = follow === 1 ? statSync(on(path)) : lstatSync(on(path));
      if (stats.isDirectory()) return 'directory';
      return `${stats.isFile() ? 'file' : 'symlink'} ${stats.nlink} ${stats.size}`;
    });
    const stat = guest.stat(path, follow);
    if (typeof stat === 'string') return { ours: stat, theirs };
    const kind = guest.kind(path, follow);
    return { ours: kind === 'directory' ? kind : `${kind} ${stat.links} ${stat.size}`, theirs };
  }

  /** Opens, writes or cuts when it was opened to be written, and closes. */
  function open(random: Random, path: string): { what: string; ours: string; theirs: string } {
    const [flags, hostFlags] = random.of(OPEN_FLAGS);
    const write = random.below(2) === 1;
    const follow = random.below(4) > 0;
    const size = random.below(3) === 0 ? random.below(20) : null;
    const text = 'x'.repeat(random.below(10));
    const fd = guest.open(path, flags, write ? READ | WRITE : READ, { lookup: follow ? 1 : 0 });
    if (typeof fd === 'number') {
      if (write) guest.write(fd, text);
      if (write && size !== null) guest.call('fd_filestat_set_size', fd, BigInt(size));
      guest.close(fd);
    }
    const theirs = attempt(() => {
      const access = write ? constants.O_RDWR : constants.O_RDONLY;
      const host = openSync(on(path), hostFlags | access | (follow ? 0 : constants.O_NOFOLLOW));
      if (write) writeSync(host, text);
      if (write && size !== null) ftruncateSync(host, size);
      closeSync(host);
    });
    const what = `open ${path} flags ${flags}${write ? ' to write' : ''}${follow ? '' : ' nofollow'}`;
    return { what, ours: typeof fd === 'number' ? 'ok' : fd, theirs };
  }

  /** Everything below a directory, as text. */
  function oursBelow(path: string): string[] {
    return guest.list(path === '' ? '.' : path).flatMap((name) => {
      const full = path === '' ? name : `${path}/${name}`;
      const kind = guest.kind(full, 0);
      if (kind === 'directory') return [`${full}/`, ...oursBelow(full)];
      return [`${full} ${kind === 'symlink' ? guest.readlink(full) : guest.get(full)}`];
    });
  }

  function theirsBelow(path: string): string[] {
    return readdirSync(on(path), { withFileTypes: true }).flatMap((entry) => {
      const full = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) return [`${full}/`, ...theirsBelow(full)];
      return [`${full} ${entry.isSymbolicLink() ? readlinkSync(on(full)) : readFileSync(on(full), 'latin1')}`];
    });
  }

  it('end as on Linux and leave the same files', () => {
    const random = new Random(seed);
    for (let n = 0; n < CALLS; n++) {
      const { what, ours, theirs } = call(random);
      if (!mayDiffer(what, ours, theirs)) expect(ours, `call ${n}: ${what}`).toBe(theirs);
      if (n % 100 === 0) expect(oursBelow('').sort(), `after call ${n}: ${what}`).toEqual(theirsBelow('').sort());
    }
  });
});
