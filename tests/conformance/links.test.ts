import { beforeEach, describe, expect, it } from 'vitest';
import { CREAT, DIRECTORY, EXCL, READ, type TestGuest, WRITE } from '../../packages/engine/src/wasi/test-guest.ts';
import { newGuest } from './guest.ts';

const NO_FOLLOW = { lookup: 0 };

describe('hard links', () => {
  let guest: TestGuest;

  beforeEach(() => {
    guest = newGuest();
    guest.put('file', 'text');
    guest.mkdir('dir');
  });

  it('are names of one file', () => {
    expect(guest.link('file', 'dir/link')).toBe('ok');
    const [first, second] = [guest.stat('file'), guest.stat('dir/link')];
    expect(first).toEqual(second);
    expect(first).toMatchObject({ links: 2n });
    guest.put('dir/link', 'changed');
    expect(guest.get('file')).toBe('changed');
    guest.unlink('file');
    expect(guest.get('dir/link')).toBe('changed');
    expect(guest.stat('dir/link')).toMatchObject({ links: 1n });
  });

  it('are made of files, to names that are free', () => {
    expect(guest.link('file', 'file')).toBe('EXIST');
    expect(guest.link('file', 'dir')).toBe('EXIST');
    expect(guest.link('dir', 'link')).toBe('PERM');
    expect(guest.link('missing', 'link')).toBe('NOENT');
    expect(guest.link('file', 'link/')).toBe('NOENT');
    expect(guest.link('file/', 'link')).toBe('NOTDIR');
  });

  it('are made of a symbolic link itself', () => {
    guest.symlink('nowhere', 'dangling');
    expect(guest.link('dangling', 'second')).toBe('ok');
    expect(guest.readlink('second')).toBe('nowhere');
    expect(guest.link('file', 'dangling')).toBe('EXIST');
    expect(guest.link('dangling', 'third', 1)).toBe('INVAL');
  });
});

describe('symbolic links', () => {
  let guest: TestGuest;

  beforeEach(() => {
    guest = newGuest();
    guest.put('file', 'text');
    guest.mkdir('dir');
    guest.mkdir('dir/sub');
    guest.put('dir/sub/deep', 'deep');
  });

  it('are followed where they are asked to be', () => {
    guest.symlink('file', 'link');
    expect(guest.get('link')).toBe('text');
    expect(guest.kind('link')).toBe('file');
    expect(guest.kind('link', 0)).toBe('symlink');
    expect(guest.open('link', 0, READ, NO_FOLLOW)).toBe('LOOP');
    expect(guest.open('link', DIRECTORY, READ, NO_FOLLOW)).toBe('NOTDIR');
    expect(guest.open('link', DIRECTORY)).toBe('NOTDIR');
  });

  it('are always followed before the last component', () => {
    guest.symlink('dir/sub', 'link');
    expect(guest.open('link/deep', 0, READ, NO_FOLLOW)).toBeTypeOf('number');
    expect(guest.get('link/../sub/deep')).toBe('deep');
    expect(guest.kind('link/', 0)).toBe('directory');
  });

  it('lead from where they are', () => {
    guest.symlink('sub/deep', 'dir/link');
    guest.symlink('../dir/link', 'dir/again');
    expect(guest.get('dir/again')).toBe('deep');
    guest.symlink('.', 'dir/self');
    expect(guest.get('dir/self/self/link')).toBe('deep');
  });

  it('lead nowhere when they dangle, and a file made through one is what it names', () => {
    guest.symlink('missing', 'link');
    expect(guest.open('link')).toBe('NOENT');
    expect(guest.open('link', DIRECTORY, READ, NO_FOLLOW)).toBe('NOTDIR');
    expect(guest.open('link', CREAT | EXCL)).toBe('EXIST');
    expect(guest.mkdir('link')).toBe('EXIST');
    expect(guest.mkdir('link/')).toBe('EXIST');
    guest.put('link', 'made', CREAT);
    expect(guest.get('missing')).toBe('made');
  });

  it('that go round end with an error', () => {
    guest.symlink('self', 'self');
    guest.symlink('b', 'a');
    guest.symlink('a', 'b');
    expect(guest.open('self')).toBe('LOOP');
    expect(guest.stat('a')).toBe('LOOP');
    expect(guest.open('a/x')).toBe('LOOP');
    expect(guest.kind('a', 0)).toBe('symlink');
  });

  it('are followed forty times and no more', () => {
    guest.symlink('file', 'l0');
    for (let i = 1; i <= 40; i++) guest.symlink(`l${i - 1}`, `l${i}`);
    expect(guest.get('l39')).toBe('text');
    expect(guest.get('l40')).toBe('!LOOP');
  });

  it('do not lead out', () => {
    expect(guest.symlink('/file', 'absolute')).toBe('NOTCAPABLE');
    guest.symlink('../../file', 'dir/out');
    expect(guest.open('dir/out')).toBe('PERM');
    guest.symlink('..', 'dir/up');
    const dir = guest.opened('dir', DIRECTORY);
    expect(guest.open('up/file', 0, READ, { at: dir })).toBe('PERM');
    expect(guest.get('dir/up/file')).toBe('text');
  });

  it('are made where nothing is', () => {
    expect(guest.symlink('x', 'new/')).toBe('NOENT');
    expect(guest.symlink('x', 'dir/')).toBe('EXIST');
    expect(guest.symlink('x', 'dir')).toBe('EXIST');
    expect(guest.symlink('x', 'file/')).toBe('NOTDIR');
    expect(guest.symlink('x', 'file')).toBe('EXIST');
    expect(guest.symlink('', 'empty')).toBe('NOENT');
  });

  it('are read as far as there is room', () => {
    guest.symlink('dir/sub/deep', 'link');
    expect(guest.readlink('link')).toBe('dir/sub/deep');
    expect(guest.readlink('link', 4)).toBe('dir/');
    expect(guest.readlink('link', 0)).toBe('');
    expect(guest.readlink('file')).toBe('!INVAL');
    expect(guest.readlink('missing')).toBe('!NOENT');
  });

  it('are removed and renamed themselves', () => {
    guest.symlink('dir', 'link');
    expect(guest.rmdir('link')).toBe('NOTDIR');
    expect(guest.rmdir('link/')).toBe('NOTDIR');
    expect(guest.unlink('link/')).toBe('NOTDIR');
    expect(guest.rename('link', 'moved')).toBe('ok');
    expect(guest.kind('moved', 0)).toBe('symlink');
    expect(guest.unlink('moved')).toBe('ok');
    expect(guest.kind('dir')).toBe('directory');
  });

  it('have times of their own', () => {
    guest.symlink('file', 'link');
    const before = guest.stat('file');
    const set = (lookup: number): string =>
      guest.call('path_filestat_set_times', guest.root, lookup, ...guest.text('link'), 0n, 77n, 4);
    expect(set(0)).toBe('ok');
    expect(guest.stat('link', 0)).toMatchObject({ modified: 77n });
    expect(guest.stat('file')).toEqual(before);
    expect(set(1)).toBe('ok');
    expect(guest.stat('file')).toMatchObject({ modified: 77n });
  });

  it('can have another link put over them', () => {
    guest.symlink('file', 'link');
    guest.symlink('dir', 'other');
    expect(guest.rename('other', 'link')).toBe('ok');
    expect(guest.readlink('link')).toBe('dir');
    expect(guest.open('link', 0, WRITE)).toBe('ISDIR');
  });
});
