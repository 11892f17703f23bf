import { beforeEach, describe, expect, it } from 'vitest';
import { CREAT, READ, type TestGuest, WRITE } from '../../packages/engine/src/wasi/test-guest.ts';
import { newGuest, STDIN, STDOUT } from './guest.ts';

const FAR = 1n << 40n;
const RESULT = 64;
const ALLOCATE = 1n << 8n;

const ATIM = 1;
const ATIM_NOW = 2;
const MTIM = 4;
const MTIM_NOW = 8;

let guest: TestGuest;
let fd: number;

beforeEach(() => {
  guest = newGuest();
  fd = guest.opened('file', CREAT, READ | WRITE | ALLOCATE);
});

function setTimes(flags: number, accessed = 0n, modified = 0n): string {
  return guest.call('fd_filestat_set_times', fd, accessed, modified, flags);
}

function readInto(vectors: readonly (readonly [number, number])[]): string | number {
  guest.vectors(vectors);
  const answer = guest.call('fd_read', fd, 16, vectors.length, RESULT * 512);
  return answer === 'ok' ? guest.uint32(RESULT * 512) : answer;
}

describe('positions', () => {
  it('move by reading, writing and seeking', () => {
    expect(guest.tell(fd)).toBe(0n);
    guest.write(fd, '0123456789');
    expect(guest.tell(fd)).toBe(10n);
    expect(guest.seek(fd, -5n, 1)).toBe(5n);
    expect(guest.read(fd, 3)).toBe('567');
    expect(guest.tell(fd)).toBe(8n);
    expect(guest.seek(fd, -1n, 2)).toBe(9n);
    expect(guest.seek(fd, 100n, 2)).toBe(110n);
    expect(guest.read(fd)).toBe('');
    expect(guest.tell(fd)).toBe(110n);
  });

  it('are never before the beginning or beyond what can be counted', () => {
    expect(guest.seek(fd, -1n)).toBe('INVAL');
    expect(guest.seek(fd, -1n, 1)).toBe('INVAL');
    expect(guest.seek(fd, 0n, 3)).toBe('INVAL');
    expect(guest.seek(fd, (1n << 63n) - 1n)).toBe('INVAL');
    expect(guest.seek(fd, FAR)).toBe(FAR);
    expect(guest.seek(fd, -FAR, 1)).toBe(0n);
    expect(guest.seek(fd, -(1n << 63n), 1)).toBe('INVAL');
  });

  it('do not exist in streams', () => {
    for (const stream of [STDIN, STDOUT]) {
      expect(guest.seek(stream, 0n)).toBe('SPIPE');
      expect(guest.tell(stream)).toBe('SPIPE');
    }
    expect(guest.read(STDIN, 1, 0n)).toBe('!SPIPE');
    expect(guest.write(STDOUT, 'x', 0n)).toBe('SPIPE');
  });
});

describe('reading and writing', () => {
  it('at an offset leave the position alone', () => {
    expect(guest.write(fd, 'abcd', 2n)).toBe(4);
    expect(guest.tell(fd)).toBe(0n);
    expect(guest.read(fd, 10, 0n)).toBe('\0\0abcd');
    expect(guest.read(fd, 2, 4n)).toBe('cd');
    expect(guest.read(fd, 2, 6n)).toBe('');
    expect(guest.read(fd, 2, FAR)).toBe('');
    expect(guest.read(fd, 2, -1n)).toBe('!INVAL');
    expect(guest.write(fd, 'x', -1n)).toBe('INVAL');
  });

  it('fill what was skipped with zeros, also where there were bytes before', () => {
    guest.write(fd, 'secret');
    guest.call('fd_filestat_set_size', fd, 1n);
    guest.write(fd, 'x', 5n);
    expect(guest.read(fd, 10, 0n)).toBe('s\0\0\0\0x');
    guest.call('fd_filestat_set_size', fd, 2n);
    guest.call('fd_filestat_set_size', fd, 4n);
    expect(guest.read(fd, 10, 0n)).toBe('s\0\0\0');
  });

  it('of nothing change nothing', () => {
    guest.seek(fd, 50n);
    expect(guest.write(fd, '')).toBe(0);
    expect(guest.tell(fd)).toBe(50n);
    expect(guest.fstat(fd)).toMatchObject({ size: 0n });
    expect(guest.call('fd_write', fd, 16, 0, RESULT)).toBe('ok');
    expect(guest.uint32()).toBe(0);
  });

  it('do not make room for what was skipped far away', () => {
    for (const offset of [FAR, 1n << 52n]) expect(guest.write(fd, 'x', offset)).toBe('NOSPC');
    expect(guest.write(fd, 'x', 1n << 60n)).toBe('FBIG');
    guest.seek(fd, FAR);
    expect(guest.write(fd, 'x')).toBe('NOSPC');
    expect(guest.call('fd_filestat_set_size', fd, FAR)).toBe('NOSPC');
    expect(guest.call('fd_filestat_set_size', fd, 1n << 60n)).toBe('FBIG');
    expect(guest.call('fd_filestat_set_size', fd, -1n)).toBe('INVAL');
    expect(guest.call('fd_allocate', fd, FAR, 1n)).toBe('NOSPC');
    expect(guest.fstat(fd)).toMatchObject({ size: 0n });
  });

  it('fill the filesystem up to its last byte', () => {
    const all = 1 << 24;
    expect(guest.call('fd_filestat_set_size', fd, BigInt(all))).toBe('ok');
    expect(guest.write(fd, 'x', BigInt(all))).toBe('NOSPC');
    const other = guest.opened('other', CREAT, WRITE);
    expect(guest.write(other, 'x')).toBe('NOSPC');
    guest.call('fd_filestat_set_size', fd, 0n);
    expect(guest.write(other, 'x')).toBe(1);
  });

  it('see each other at once', () => {
    const reader = guest.opened('file');
    guest.write(fd, 'now');
    expect(guest.read(reader)).toBe('now');
  });
});

describe('vectors', () => {
  it('are filled one after the other', () => {
    guest.write(fd, 'abcdefgh');
    guest.seek(fd, 0n);
    expect(
      readInto([
        [50_000, 3],
        [60_000, 0],
        [70_000, 2],
        [80_000, 100],
        [90_000, 100],
      ]),
    ).toBe(8);
    const { bytes } = guest;
    expect([50_000, 70_000, 80_000].map((at) => bytes.toString('latin1', at, at + 3))).toEqual(['abc', 'de\0', 'fgh']);
  });

  it('count as they were when the call began, though one of them lies over the others', () => {
    // Where the second vector is, which becomes one at 60,000 of 3 bytes.
    const changed = Buffer.alloc(8);
    changed.writeUInt32LE(60_000, 0);
    changed.writeUInt32LE(3, 4);
    guest.write(fd, Buffer.concat([changed, Buffer.from('text')]));
    guest.seek(fd, 0n);
    expect(
      readInto([
        [24, 8],
        [50_000, 4],
      ]),
    ).toBe(12);
    expect(guest.bytes.toString('latin1', 50_000, 50_004)).toBe('text');
    expect(guest.bytes.readUInt32LE(60_000)).toBe(0);
  });

  it('are at most 1024', () => {
    guest.write(fd, 'x'.repeat(2000));
    guest.seek(fd, 0n);
    const one = Array.from({ length: 1024 }, (_, i) => [50_000 + i, 1] as const);
    expect(readInto(one)).toBe(1024);
    expect(readInto([...one, [60_000, 1]])).toBe('INVAL');
    expect(guest.call('fd_write', fd, 16, 0xffff_ffff, RESULT)).toBe('INVAL');
  });

  it('lie in memory, all of them, before anything is done', () => {
    guest.write(fd, 'abc');
    guest.seek(fd, 0n);
    const size = guest.memory.buffer.byteLength;
    expect(
      readInto([
        [50_000, 1],
        [size - 1, 2],
      ]),
    ).toBe('FAULT');
    expect(
      readInto([
        [50_000, 1],
        [0xffff_ffff, 0xffff_ffff],
      ]),
    ).toBe('FAULT');
    expect(guest.tell(fd)).toBe(0n);
    expect(readInto([[size, 0]])).toBe(0);
    expect(readInto([[size - 1, 1]])).toBe(1);
  });

  it('that together are longer than can be told are refused', () => {
    const all: readonly [number, number] = [0, guest.memory.buffer.byteLength];
    expect(readInto(Array.from({ length: 1024 }, () => all))).toBe('INVAL');
  });
});

describe('sizes', () => {
  it('are set by those who may write', () => {
    guest.write(fd, 'text');
    expect(guest.call('fd_filestat_set_size', fd, 2n)).toBe('ok');
    expect(guest.get('file')).toBe('te');
    const reader = guest.opened('file');
    expect(guest.call('fd_filestat_set_size', reader, 0n)).toBe('INVAL');
    expect(guest.call('fd_filestat_set_size', STDOUT, 0n)).toBe('INVAL');
  });

  it('grow by allocating and never shrink by it', () => {
    expect(guest.call('fd_allocate', fd, 0n, 100n)).toBe('ok');
    expect(guest.call('fd_allocate', fd, 10n, 10n)).toBe('ok');
    expect(guest.fstat(fd)).toMatchObject({ size: 100n });
    expect(guest.call('fd_allocate', fd, 90n, 20n)).toBe('ok');
    expect(guest.fstat(fd)).toMatchObject({ size: 110n });
    expect(guest.call('fd_allocate', fd, 0n, 0n)).toBe('INVAL');
    expect(guest.call('fd_allocate', fd, -1n, 1n)).toBe('INVAL');
    expect(guest.call('fd_allocate', fd, 1n << 62n, 1n)).toBe('FBIG');
    expect(guest.call('fd_allocate', guest.opened('file'), 0n, 1n)).toBe('BADF');
    expect(guest.call('fd_allocate', guest.opened('file', 0, WRITE), 0n, 1n)).toBe('NOTSUP');
    expect(guest.call('fd_allocate', STDOUT, 0n, 1n)).toBe('SPIPE');
  });

  it('are not changed by advice', () => {
    for (let advice = 0; advice < 6; advice++) expect(guest.call('fd_advise', fd, 0n, 10n, advice)).toBe('ok');
    expect(guest.call('fd_advise', fd, 0n, 10n, 6)).toBe('INVAL');
    expect(guest.call('fd_advise', fd, -1n, 10n, 0)).toBe('INVAL');
    expect(guest.call('fd_advise', STDOUT, 0n, 10n, 0)).toBe('SPIPE');
    expect(guest.call('fd_sync', fd)).toBe('ok');
    expect(guest.call('fd_datasync', fd)).toBe('ok');
  });
});

describe('times', () => {
  it('are set to the nanosecond, each by itself', () => {
    const precise = 1_700_000_000_123_456_789n;
    expect(setTimes(MTIM, 5n, precise)).toBe('ok');
    const { accessed } = guest.fstat(fd) as { accessed: bigint };
    expect(guest.fstat(fd)).toMatchObject({ modified: precise });
    expect(setTimes(ATIM, precise + 1n)).toBe('ok');
    expect(guest.fstat(fd)).toMatchObject({ accessed: precise + 1n, modified: precise });
    expect(accessed).not.toBe(5n);
    expect(setTimes(ATIM | MTIM, 1n, 2n)).toBe('ok');
    expect(guest.fstat(fd)).toMatchObject({ accessed: 1n, modified: 2n });
  });

  it('are now, give or take the time that the test needs', () => {
    const before = BigInt(Date.now()) * 1_000_000n;
    setTimes(ATIM | MTIM, 1n, 1n);
    expect(setTimes(ATIM_NOW | MTIM_NOW)).toBe('ok');
    const { accessed, modified } = guest.fstat(fd) as { accessed: bigint; modified: bigint };
    const after = BigInt(Date.now()) * 1_000_000n;
    for (const time of [accessed, modified]) expect(time >= before && time <= after).toBe(true);
  });

  it('cannot be both given and now', () => {
    setTimes(ATIM | MTIM, 1n, 2n);
    expect(setTimes(ATIM | ATIM_NOW)).toBe('INVAL');
    expect(setTimes(MTIM | MTIM_NOW)).toBe('INVAL');
    expect(setTimes(16)).toBe('INVAL');
    expect(guest.fstat(fd)).toMatchObject({ accessed: 1n, modified: 2n });
  });

  it('change by writing', () => {
    setTimes(MTIM, 0n, 1n);
    guest.write(fd, 'x');
    expect((guest.fstat(fd) as { modified: bigint }).modified > 1n).toBe(true);
  });

  it('can be set of directories', () => {
    expect(guest.call('fd_filestat_set_times', guest.root, 0n, 7n, MTIM)).toBe('ok');
    expect(guest.stat('.')).toMatchObject({ modified: 7n });
  });
});
