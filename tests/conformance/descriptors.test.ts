import { beforeEach, describe, expect, it } from 'vitest';
import {
  CREAT,
  DIRECTORY,
  EXCL,
  READ,
  type TestGuest,
  TRUNC,
  WRITE,
} from '../../packages/engine/src/wasi/test-guest.ts';
import { newGuest, ROOT, STDIN, STDOUT } from './guest.ts';

const APPEND = 1;
const SYNC = 16;
const FD_SEEK = 4n;
const FD_SYNC = 16n;
const PATH_OPEN = 1n << 13n;
const PATH_SET_SIZE = 1n << 19n;
const FD_SET_SIZE = 1n << 22n;

let guest: TestGuest;

beforeEach(() => {
  guest = newGuest();
  guest.put('file', 'text');
  guest.mkdir('dir');
});

describe('opening', () => {
  it('makes files only when asked to, and new ones when asked for that', () => {
    expect(guest.open('missing')).toBe('NOENT');
    expect(guest.open('missing', CREAT)).toBeTypeOf('number');
    expect(guest.open('missing', CREAT | EXCL)).toBe('EXIST');
    expect(guest.open('another', CREAT | EXCL)).toBeTypeOf('number');
  });

  it('cuts a file off', () => {
    guest.opened('file', TRUNC, 0n);
    expect(guest.get('file')).toBe('');
  });

  it('does not write directories', () => {
    for (const flags of [0, DIRECTORY]) expect(guest.open('dir', flags, READ | WRITE)).toBe('ISDIR');
    expect(guest.open('dir', TRUNC)).toBe('ISDIR');
    expect(guest.open('dir', CREAT)).toBe('ISDIR');
    expect(guest.open('dir', CREAT | EXCL)).toBe('EXIST');
    expect(guest.open('file', DIRECTORY)).toBe('NOTDIR');
    expect(guest.open('new', CREAT | DIRECTORY)).toBe('INVAL');
    expect(guest.open('.', DIRECTORY)).toBeTypeOf('number');
  });

  it('refuses flags that do not exist, and writes that would have to reach a disk', () => {
    expect(guest.open('file', 16)).toBe('INVAL');
    expect(guest.open('file', 0, READ, { fdFlags: 32 })).toBe('INVAL');
    expect(guest.open('file', 0, READ, { lookup: 2 })).toBe('INVAL');
    expect(guest.open('file', 0, READ, { fdFlags: SYNC })).toBe('NOTSUP');
    const synchronous = guest.opened('file', 0, READ | FD_SYNC, { fdFlags: SYNC });
    expect(guest.rights(synchronous).flags).toBe(SYNC);
    expect(guest.call('fd_fdstat_set_flags', synchronous, SYNC | APPEND)).toBe('ok');
  });

  it('gives out the lowest free number', () => {
    const first = guest.opened('file');
    const second = guest.opened('file');
    expect(second).toBe(first + 1);
    guest.close(first);
    expect(guest.opened('file')).toBe(first);
    guest.close(STDIN);
    expect(guest.opened('file')).toBe(STDIN);
  });

  it('ends at the most descriptors there may be, and goes on when one is closed', () => {
    const opened: number[] = [];
    for (let fd = guest.open('file'); typeof fd === 'number'; fd = guest.open('file')) opened.push(fd);
    expect(opened.length).toBe(252);
    expect(guest.open('new', CREAT | TRUNC)).toBe('MFILE');
    expect(guest.kind('new')).toBe('NOENT');
    guest.close(opened[100]!);
    expect(guest.opened('file')).toBe(opened[100]);
  });
});

describe('rights', () => {
  it('to read and to write are the ones asked for', () => {
    const reader = guest.opened('file', 0, READ);
    expect(guest.rights(reader).base & (READ | WRITE)).toBe(READ);
    expect(guest.write(reader, 'x')).toBe('BADF');
    expect(guest.write(reader, '')).toBe('BADF');
    const writer = guest.opened('file', 0, WRITE);
    expect(guest.rights(writer).base & (READ | WRITE)).toBe(WRITE);
    expect(guest.read(writer)).toBe('!BADF');
    const neither = guest.opened('file', 0, 0n);
    expect(guest.read(neither)).toBe('!BADF');
    expect(guest.fstat(neither)).toMatchObject({ size: 4n });
  });

  it('can be given up and not taken back', () => {
    const fd = guest.opened('file', 0, READ | WRITE);
    const { base, inheriting } = guest.rights(fd);
    expect(guest.call('fd_fdstat_set_rights', fd, base & ~(READ | FD_SEEK), inheriting)).toBe('ok');
    expect(guest.read(fd)).toBe('!BADF');
    expect(guest.seek(fd, 0n)).toBe('NOTCAPABLE');
    expect(guest.read(fd, 1, 0n)).toBe('!BADF');
    expect(guest.call('fd_fdstat_set_rights', fd, base, inheriting)).toBe('NOTCAPABLE');
    expect(guest.call('fd_fdstat_set_rights', fd, 1n << 40n, 0n)).toBe('NOTCAPABLE');
    expect(guest.write(fd, 'still')).toBe(5);
  });

  it('that a directory may not pass on are not got through it', () => {
    const dir = guest.opened('.', DIRECTORY);
    const { base, inheriting } = guest.rights(dir);
    guest.call('fd_fdstat_set_rights', dir, base & ~PATH_SET_SIZE, inheriting & ~(WRITE | FD_SEEK));
    expect(guest.open('file', 0, WRITE, { at: dir })).toBe('NOTCAPABLE');
    expect(guest.open('file', TRUNC, READ, { at: dir })).toBe('NOTCAPABLE');
    const fd = guest.opened('file', 0, READ, { at: dir });
    expect(guest.seek(fd, 0n)).toBe('NOTCAPABLE');
    const nested = guest.opened('dir', DIRECTORY, READ, { at: dir });
    expect(guest.rights(nested).inheriting & WRITE).toBe(0n);
    guest.call('fd_fdstat_set_rights', dir, base & ~(PATH_OPEN | PATH_SET_SIZE), 0n);
    expect(guest.open('file', 0, 0n, { at: dir })).toBe('NOTCAPABLE');
  });

  it('of a directory are those that a directory has', () => {
    const { base, inheriting, type } = guest.rights(ROOT);
    expect(type).toBe(3);
    expect(base & (READ | WRITE | FD_SEEK | FD_SET_SIZE)).toBe(0n);
    expect(inheriting & (READ | WRITE | FD_SEEK | FD_SET_SIZE)).toBe(READ | WRITE | FD_SEEK | FD_SET_SIZE);
    expect(guest.rights(guest.opened('dir', DIRECTORY, FD_SEEK)).base & FD_SEEK).toBe(0n);
    expect(guest.open('.', 0, base)).toBeTypeOf('number');
  });
});

describe('what a directory is not good for', () => {
  it.each([
    ['fd_read', [16, 0, 64]],
    ['fd_pread', [16, 0, 0n, 64]],
    ['fd_write', [16, 0, 64]],
    ['fd_pwrite', [16, 0, 0n, 64]],
    ['fd_seek', [0n, 1, 64]],
    ['fd_tell', [64]],
    ['fd_advise', [0n, 0n, 0]],
    ['fd_allocate', [0n, 1n]],
    ['fd_datasync', []],
    ['fd_sync', []],
    ['fd_fdstat_set_flags', [4]],
    ['fd_filestat_set_size', [0n]],
  ] as const)('%s', (name, values) => {
    expect(guest.call(name, ROOT, ...values)).toBe('BADF');
    expect(guest.call(name, 99, ...values)).toBe('BADF');
  });
});

describe('renumbering', () => {
  it('moves a descriptor over another one, which is closed', () => {
    const from = guest.opened('file', 0, READ);
    const to = guest.opened('file', 0, READ);
    guest.read(from, 2);
    expect(guest.call('fd_renumber', from, to)).toBe('ok');
    expect(guest.close(from)).toBe('BADF');
    expect(guest.read(to)).toBe('xt');
  });

  it('needs both to be open', () => {
    const fd = guest.opened('file');
    expect(guest.call('fd_renumber', fd, 99)).toBe('BADF');
    expect(guest.call('fd_renumber', fd, -1)).toBe('BADF');
    expect(guest.call('fd_renumber', 99, fd)).toBe('BADF');
    expect(guest.call('fd_renumber', fd, fd)).toBe('ok');
    expect(guest.read(fd)).toBe('text');
  });

  it('works over a preopened directory and of stdout', () => {
    const dir = guest.opened('dir', DIRECTORY);
    const { ino } = guest.fstat(dir) as { ino: bigint };
    expect(guest.call('fd_renumber', dir, ROOT)).toBe('ok');
    expect(guest.fstat(ROOT)).toMatchObject({ ino });
    expect(guest.call('fd_prestat_get', ROOT, 64)).toBe('BADF');
    const fd = guest.opened('new', CREAT, WRITE);
    expect(guest.call('fd_renumber', STDOUT, fd)).toBe('ok');
    expect(guest.call('fd_fdstat_get', STDOUT, 64)).toBe('BADF');
    expect(guest.write(fd, 'to stdout')).toBe(9);
    expect(guest.stat('new')).toMatchObject({ size: 0n });
  });
});

describe('flags', () => {
  it('append at the end, wherever the position is, until they are cleared', () => {
    const fd = guest.opened('file', 0, READ | WRITE, { fdFlags: APPEND });
    expect(guest.rights(fd).flags).toBe(APPEND);
    guest.write(fd, ' one');
    guest.seek(fd, 0n);
    guest.write(fd, ' two');
    expect(guest.tell(fd)).toBe(12n);
    expect(guest.call('fd_fdstat_set_flags', fd, 0)).toBe('ok');
    guest.seek(fd, 0n);
    guest.write(fd, 'TEXT');
    expect(guest.get('file')).toBe('TEXT one two');
    expect(guest.call('fd_fdstat_set_flags', fd, SYNC)).toBe('NOTSUP');
    expect(guest.call('fd_fdstat_set_flags', fd, 64)).toBe('INVAL');
  });

  it('do not move a write at an offset', () => {
    const fd = guest.opened('file', 0, READ | WRITE, { fdFlags: APPEND });
    guest.write(fd, 'T', 0n);
    expect(guest.get('file')).toBe('Text');
    expect(guest.tell(fd)).toBe(0n);
  });
});

describe('preopened directories', () => {
  it('tell their names', () => {
    expect(guest.call('fd_prestat_get', ROOT, 64)).toBe('ok');
    expect([guest.uint32(64), guest.uint32(68)]).toEqual([0, 1]);
    expect(guest.call('fd_prestat_dir_name', ROOT, 64, 0)).toBe('NAMETOOLONG');
    expect(guest.call('fd_prestat_dir_name', ROOT, 64, 10)).toBe('ok');
    expect(guest.bytes.toString('latin1', 64, 65)).toBe('/');
    expect(guest.call('fd_prestat_get', STDOUT, 64)).toBe('BADF');
    expect(guest.call('fd_prestat_get', 4, 64)).toBe('BADF');
  });

  it('can be closed, and what was opened through them stays', () => {
    const dir = guest.opened('.', DIRECTORY);
    expect(guest.close(ROOT)).toBe('ok');
    expect(guest.call('fd_fdstat_get', ROOT, 64)).toBe('BADF');
    expect(guest.open('file', 0, READ, { at: dir })).toBeTypeOf('number');
  });
});

describe('streams', () => {
  it('have neither size nor times', () => {
    for (const fd of [STDIN, STDOUT]) {
      expect(guest.fstat(fd)).toMatchObject({ size: 0n, accessed: 0n, modified: 0n, type: 0 });
    }
  });
});

describe('sockets', () => {
  it.each(['sock_accept', 'sock_recv', 'sock_send', 'sock_shutdown'])('%s finds none', (name) => {
    expect(guest.call(name, STDOUT, 0, 0, 0, 0, 0)).toBe('NOTSOCK');
    expect(guest.call(name, 99, 0, 0, 0, 0, 0)).toBe('BADF');
  });
});
