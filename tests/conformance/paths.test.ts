import { beforeEach, describe, expect, it } from 'vitest';
import { CREAT, DIRECTORY, READ, type TestGuest, WRITE } from '../../packages/engine/src/wasi/test-guest.ts';
import { newGuest, STDOUT } from './guest.ts';

describe('paths', () => {
  let guest: TestGuest;

  beforeEach(() => {
    guest = newGuest();
    guest.mkdir('dir');
    guest.mkdir('dir/nested');
    guest.put('dir/nested/file', 'text');
    guest.put('file', 'top');
  });

  it('go through empty components, dots and back up', () => {
    expect(guest.get('dir/.//nested/../../dir/nested/../nested///./file')).toBe('text');
    expect(guest.get('./file')).toBe('top');
  });

  it('cannot start at the root of anything but the directory they are given with', () => {
    expect(guest.open('/file')).toBe('PERM');
    expect(guest.stat('//file')).toBe('PERM');
    expect(guest.mkdir('/new')).toBe('PERM');
  });

  it('cannot leave the directory they start at', () => {
    expect(guest.open('..')).toBe('PERM');
    expect(guest.open('dir/../../file')).toBe('PERM');
    expect(guest.rename('file', '../file')).toBe('PERM');
    const nested = guest.opened('dir/nested', DIRECTORY);
    expect(guest.open('../nested/file', 0, READ, { at: nested })).toBe('PERM');
    expect(guest.get('dir/nested/../../file')).toBe('top');
  });

  it('are wrong when they are empty, have a NUL, or are too long', () => {
    expect(guest.open('')).toBe('NOENT');
    expect(guest.open('file\0')).toBe('INVAL');
    expect(guest.open('a'.repeat(256))).toBe('NAMETOOLONG');
    expect(guest.open('a'.repeat(255))).toBe('NOENT');
    expect(guest.open('./'.repeat(2049))).toBe('NAMETOOLONG');
    expect(guest.open(`${'./'.repeat(2046)}file`)).toBeTypeOf('number');
  });

  it('need directories in all places but the last', () => {
    expect(guest.open('file/x')).toBe('NOTDIR');
    expect(guest.open('missing/x')).toBe('NOENT');
    expect(guest.mkdir('missing/x')).toBe('NOENT');
    expect(guest.open('file/../dir')).toBe('NOTDIR');
  });

  it('that end with a slash name directories', () => {
    expect(guest.open('file/')).toBe('NOTDIR');
    expect(guest.open('file///')).toBe('NOTDIR');
    expect(guest.open('file/.')).toBe('NOTDIR');
    expect(guest.open('dir/nested///')).toBeTypeOf('number');
    expect(guest.open('missing/', CREAT)).toBe('ISDIR');
    expect(guest.stat('file/')).toBe('NOTDIR');
    expect(guest.mkdir('made/')).toBe('ok');
    expect(guest.kind('made')).toBe('directory');
  });

  it('start at directories only', () => {
    const fd = guest.opened('file');
    expect(guest.open('x', CREAT, READ, { at: fd })).toBe('NOTDIR');
    expect(guest.stat('x', 1, fd)).toBe('NOTDIR');
    expect(guest.mkdir('x', STDOUT)).toBe('NOTDIR');
    expect(guest.mkdir('x', 99)).toBe('BADF');
  });

  it('may have any bytes but slash and NUL in their names', () => {
    const name = Uint8Array.from([0xff, 0xfe, 0x80, 0x20, 0x0a]);
    const fd = guest.opened(name, CREAT, WRITE);
    guest.write(fd, 'bytes');
    guest.close(fd);
    guest.put('Действие');
    expect(guest.open(name)).toBeTypeOf('number');
    expect(guest.open(Uint8Array.from([0xff, 0xfe, 0x81, 0x20, 0x0a]))).toBe('NOENT');
    expect(guest.list('.')).toContain('Действие');
  });
});

describe('making and removing', () => {
  let guest: TestGuest;

  beforeEach(() => {
    guest = newGuest();
    guest.mkdir('dir');
    guest.put('file', 'text');
  });

  it('does not make what is there', () => {
    expect(guest.mkdir('dir')).toBe('EXIST');
    expect(guest.mkdir('file')).toBe('EXIST');
    expect(guest.mkdir('.')).toBe('EXIST');
    expect(guest.mkdir('dir/')).toBe('EXIST');
  });

  it('unlinks files and no directories', () => {
    expect(guest.unlink('dir')).toBe('ISDIR');
    expect(guest.unlink('dir/')).toBe('ISDIR');
    expect(guest.unlink('file/')).toBe('NOTDIR');
    expect(guest.unlink('missing')).toBe('NOENT');
    expect(guest.unlink('file')).toBe('ok');
    expect(guest.kind('file')).toBe('NOENT');
  });

  it('removes empty directories and nothing else', () => {
    guest.mkdir('dir/nested');
    expect(guest.rmdir('dir')).toBe('NOTEMPTY');
    expect(guest.rmdir('file')).toBe('NOTDIR');
    expect(guest.rmdir('file/')).toBe('NOTDIR');
    expect(guest.rmdir('missing')).toBe('NOENT');
    expect(guest.rmdir('.')).toBe('INVAL');
    expect(guest.rmdir('dir/nested/..')).toBe('NOTEMPTY');
    expect(guest.rmdir('dir/nested/')).toBe('ok');
    expect(guest.rmdir('dir')).toBe('ok');
  });

  it('keeps a file until its last descriptor closes', () => {
    const fd = guest.opened('file', 0, READ | WRITE);
    guest.unlink('file');
    guest.put('file', 'another');
    expect(guest.read(fd)).toBe('text');
    guest.write(fd, ' more');
    expect(guest.fstat(fd)).toMatchObject({ size: 9n, links: 0n });
    expect(guest.get('file')).toBe('another');
    guest.close(fd);
  });

  it('makes nothing in a directory that was removed', () => {
    const fd = guest.opened('dir', DIRECTORY);
    guest.rmdir('dir');
    expect(guest.open('x', CREAT, WRITE, { at: fd })).toBe('NOENT');
    expect(guest.mkdir('x', fd)).toBe('NOENT');
    expect(guest.mkdir('dir')).toBe('ok');
    expect(guest.list('dir')).toEqual([]);
  });
});

describe('renaming', () => {
  let guest: TestGuest;

  beforeEach(() => {
    guest = newGuest();
    guest.mkdir('dir');
    guest.mkdir('full');
    guest.put('full/file', 'inside');
    guest.put('file', 'one');
    guest.put('other', 'two');
  });

  it('replaces a file by a file', () => {
    expect(guest.rename('file', 'other')).toBe('ok');
    expect(guest.get('other')).toBe('one');
    expect(guest.kind('file')).toBe('NOENT');
  });

  it('replaces a directory by a directory only when it is empty', () => {
    expect(guest.rename('dir', 'full')).toBe('NOTEMPTY');
    expect(guest.rename('full', 'dir')).toBe('ok');
    expect(guest.get('dir/file')).toBe('inside');
    expect(guest.kind('full')).toBe('NOENT');
  });

  it('does not replace one kind by the other', () => {
    expect(guest.rename('file', 'dir')).toBe('ISDIR');
    expect(guest.rename('dir', 'file')).toBe('NOTDIR');
    expect(guest.rename('missing', 'file')).toBe('NOENT');
  });

  it('knows what slashes at the end mean', () => {
    expect(guest.rename('dir/', 'moved')).toBe('ok');
    expect(guest.rename('moved', 'back/')).toBe('ok');
    expect(guest.rename('back/', 'dir/')).toBe('ok');
    expect(guest.rename('file/', 'x')).toBe('NOTDIR');
    expect(guest.rename('file', 'x/')).toBe('NOTDIR');
  });

  it('does not move a directory into itself', () => {
    guest.mkdir('full/sub');
    expect(guest.rename('full', 'full/sub/x')).toBe('INVAL');
    expect(guest.rename('full', 'full/sub')).toBe('INVAL');
    expect(guest.rename('full', 'full')).toBe('ok');
    expect(guest.rename('dir/.', 'x')).toBe('BUSY');
    expect(guest.rename('full/sub/..', 'x')).toBe('BUSY');
  });

  it('does nothing between two names of one file', () => {
    guest.link('file', 'linked');
    expect(guest.rename('file', 'linked')).toBe('ok');
    expect(guest.list('.').sort()).toEqual(['dir', 'file', 'full', 'linked', 'other']);
  });

  it('leaves open files what they were', () => {
    const fd = guest.opened('other');
    guest.rename('file', 'other');
    expect(guest.read(fd)).toBe('two');
    const moved = guest.opened('full', DIRECTORY);
    guest.rename('full', 'dir');
    expect(guest.read(guest.opened('file', 0, READ, { at: moved }))).toBe('inside');
  });
});
