import { beforeEach, describe, expect, it } from 'vitest';
import { DIRECTORY, type TestGuest } from '../../packages/engine/src/wasi/test-guest.ts';
import { newGuest } from './guest.ts';

describe('reading a directory', () => {
  let guest: TestGuest;
  let fd: number;

  beforeEach(() => {
    guest = newGuest();
    guest.mkdir('dir');
    fd = guest.opened('dir', DIRECTORY);
  });

  /** All names, read with room for `room` bytes, more when an entry does not fit; `between` runs after each call. */
  function names(room: number, between: () => void = () => {}): string[] {
    const found: string[] = [];
    for (let cookie = 0n, size = room; ; ) {
      const { entries, used } = guest.entries(fd, cookie, size);
      found.push(...entries.map(({ name }) => name));
      if (used < size) return found;
      cookie = entries.at(-1)?.next ?? cookie;
      size = entries.length > 0 ? room : size + 1;
      between();
    }
  }

  it('begins with itself and its parent', () => {
    const { entries } = guest.entries(fd);
    const { ino } = guest.fstat(fd) as { ino: bigint };
    expect(entries).toMatchObject([
      { name: '.', type: 3, ino },
      { name: '..', type: 3 },
    ]);
  });

  it('tells number and type of each file', () => {
    guest.put('dir/file');
    guest.mkdir('dir/sub');
    guest.symlink('x', 'dir/link');
    const { entries } = guest.entries(fd);
    for (const [name, type] of [
      ['file', 4],
      ['sub', 3],
      ['link', 7],
    ] as const) {
      const { ino } = guest.stat(`dir/${name}`, 0) as { ino: bigint };
      expect(entries).toContainEqual(expect.objectContaining({ name, type, ino }));
    }
  });

  it('goes on from any cookie, as often as one likes', () => {
    for (const name of ['a', 'b', 'c']) guest.put(`dir/${name}`);
    const { entries } = guest.entries(fd);
    for (const [i, { next }] of entries.entries()) {
      const rest = entries.slice(i + 1).map(({ name }) => name);
      expect(guest.entries(fd, next).entries.map(({ name }) => name)).toEqual(rest);
      expect(guest.entries(fd, next).entries.map(({ name }) => name)).toEqual(rest);
    }
    expect(guest.entries(fd, entries.at(-1)!.next + 1n).used).toBe(0);
    expect(guest.entries(fd, 1n << 62n).used).toBe(0);
  });

  it.each([1, 23, 24, 25, 26, 30, 64, 100])('with room for %i bytes finds every name once', (room) => {
    const expected = ['.', '..'];
    for (let i = 0; i < 30; i++) {
      expected.push(`${'n'.repeat(i + 1)}${i}`);
      guest.put(`dir/${expected.at(-1)}`);
    }
    expect(names(room)).toEqual(expected);
  });

  it('fills the room it has with as much of the next entry as fits', () => {
    guest.put('dir/long-name');
    expect(guest.entries(fd, 2n, 10).used).toBe(10);
    expect(guest.entries(fd, 2n, 28).used).toBe(28);
    expect(guest.entries(fd, 2n, 33)).toMatchObject({ used: 33, entries: [{ name: 'long-name' }] });
    expect(guest.entries(fd, 2n, 34).used).toBe(33);
    expect(guest.entries(fd, 0n, 0).used).toBe(0);
  });

  it('finds what stays exactly once while others come and go', () => {
    for (let i = 0; i < 100; i++) guest.put(`dir/stays${i}`);
    for (let i = 0; i < 50; i++) guest.put(`dir/goes${i}`);
    let n = 0;
    const found = names(100, () => {
      guest.unlink(`dir/goes${n}`);
      guest.put(`dir/comes${n}`);
      guest.rename(`dir/comes${n}`, `dir/goes${n++}`);
    });
    const stayed = found.filter((name) => name.startsWith('stays'));
    expect(stayed.length).toBe(100);
    expect(new Set(stayed).size).toBe(100);
  });

  it('finds all of a directory that is emptied while it is read', () => {
    for (let i = 0; i < 200; i++) guest.put(`dir/file${i}`);
    const removed = new Set<string>();
    for (let cookie = 0n; ; ) {
      const { entries, used } = guest.entries(fd, cookie, 200);
      for (const { name } of entries) if (guest.unlink(`dir/${name}`) === 'ok') removed.add(name);
      if (used < 200) break;
      cookie = entries.at(-1)!.next;
    }
    expect(removed.size).toBe(200);
    expect(guest.rmdir('dir')).toBe('ok');
  });

  it('sees names that were added after it had come to the end', () => {
    const { entries } = guest.entries(fd);
    guest.put('dir/later');
    expect(guest.entries(fd, entries.at(-1)!.next).entries).toMatchObject([{ name: 'later' }]);
  });

  it('needs a directory', () => {
    guest.put('file');
    const file = guest.opened('file');
    expect(guest.call('fd_readdir', file, 4096, 100, 0n, 64)).toBe('NOTDIR');
    expect(guest.call('fd_readdir', 99, 4096, 100, 0n, 64)).toBe('BADF');
    expect(guest.call('fd_readdir', fd, guest.memory.buffer.byteLength - 10, 100, 0n, 64)).toBe('FAULT');
  });
});
