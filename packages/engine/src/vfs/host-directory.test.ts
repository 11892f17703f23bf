import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CREAT, DIRECTORY, READ, TestGuest, TRUNC, WRITE } from '../wasi/test-guest.ts';
import { runUnprivileged } from '../fixtures/unprivileged.ts';
import { FileSystem } from './filesystem.ts';
import { HostAccess } from './host-access.ts';
import { HostView } from './host-directory.ts';
import { preopen } from './open.ts';

const ON_LINUX = process.platform === 'linux';

let outside: string;
let top: string;
let view: HostView;
let fs: FileSystem;
let guest: TestGuest;

function show(access = new HostAccess()): void {
  fs = new FileSystem({ bytes: 1 << 20, files: 1000, descriptors: 500 });
  view = new HostView(fs, access);
  fs.descriptors.add(preopen(view.mount(top), '/'));
  guest = new TestGuest(fs, {}, 0);
}

beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'wadup-view-'));
  top = join(outside, 'top');
  mkdirSync(join(top, 'sub/deep'), { recursive: true });
  writeFileSync(join(top, 'file'), 'host text');
  writeFileSync(join(top, 'sub/deep/file'), 'deep text');
  writeFileSync(join(outside, 'secret'), 'secret');
  show();
});

afterEach(() => {
  view.close();
  rmSync(outside, { recursive: true });
});

describe('a view of a host directory', () => {
  it('shows what is there', () => {
    expect(guest.list('.').sort()).toEqual(['file', 'sub']);
    expect(guest.get('sub/deep/../../sub/deep/file')).toBe('deep text');
    expect(guest.stat('file')).toMatchObject({
      size: 9n,
      modified: statSync(join(top, 'file'), { bigint: true }).mtimeNs,
    });
    expect(guest.kind('sub')).toBe('directory');
    expect(guest.kind('missing')).toBe('NOENT');
  });

  it('keeps all changes to itself', () => {
    guest.put('file', 'changed', TRUNC);
    guest.put('new', 'new');
    guest.mkdir('sub/made');
    guest.rename('sub/deep', 'moved');
    guest.put('moved/file', 'appended', CREAT);
    expect(guest.get('file')).toBe('changed');
    expect(guest.get('moved/file')).toBe('appendedt');
    expect(guest.list('sub')).toEqual(['made']);
    expect(guest.unlink('file')).toBe('ok');
    expect(guest.get('file')).toBe('!NOENT');
    guest.put('file', 'again', CREAT);
    expect(guest.list('.').sort()).toEqual(['file', 'moved', 'new', 'sub']);
    expect(readFileSync(join(top, 'file'), 'utf8')).toBe('host text');
    expect(readFileSync(join(top, 'sub/deep/file'), 'utf8')).toBe('deep text');
    expect(existsSync(join(top, 'new'))).toBe(false);
  });

  it('removes a directory only when nothing of the host is left in it', () => {
    expect(guest.rmdir('sub/deep')).toBe('NOTEMPTY');
    guest.unlink('sub/deep/file');
    expect(guest.rmdir('sub/deep')).toBe('ok');
    expect(guest.rmdir('sub')).toBe('ok');
    expect(guest.list('.')).toEqual(['file']);
  });

  it('counts as files only those that were made', () => {
    expect(fs.quota.files).toBe(0);
    guest.put('made', 'x');
    guest.rename('file', 'renamed');
    guest.link('renamed', 'linked');
    expect(fs.quota.files).toBe(2);
    for (const name of ['renamed', 'linked', 'made']) expect(guest.unlink(name)).toBe('ok');
    expect(fs.quota.files).toBe(0);
  });

  it('reads what was not written from the host and keeps only what was', () => {
    const size = 100_000;
    writeFileSync(join(top, 'large'), 'h'.repeat(size));
    const fd = guest.opened('large', 0, READ | WRITE);
    guest.write(fd, 'guest', 50_000n);
    expect(guest.read(fd, 8, 49_998n)).toBe('hhguesth');
    expect(guest.read(fd, 3, BigInt(size - 2))).toBe('hh');
    expect(fs.quota.bytes).toBe(16_384);
    guest.call('fd_filestat_set_size', fd, 50_002n);
    guest.call('fd_filestat_set_size', fd, 50_010n);
    expect(guest.read(fd, 100, 49_999n)).toBe(`hgu${'\0'.repeat(8)}`);
    guest.write(fd, 'x', 1n << 40n);
    expect(guest.fstat(fd)).toMatchObject({ size: (1n << 40n) + 1n });
    expect(guest.read(fd, 2, (1n << 40n) - 1n)).toBe('\0x');
  });

  it('does not take more memory than it may', () => {
    const fd = guest.opened('file', 0, READ | WRITE);
    let written = 0;
    while (guest.write(fd, 'x', BigInt(written) * 1_000_000n) === 1) written++;
    expect(written).toBe((1 << 20) / 16_384);
    guest.call('fd_filestat_set_size', fd, 0n);
    expect(fs.quota.bytes).toBe(0);
  });

  it('shows one file under each of its names', () => {
    linkSync(join(top, 'file'), join(top, 'sub/linked'));
    const [first, second] = [guest.stat('file'), guest.stat('sub/linked')] as { ino: bigint }[];
    expect(first?.ino).toBe(second?.ino);
    guest.put('file', 'both', TRUNC);
    expect(guest.get('sub/linked')).toBe('both');
  });

  it('keeps times of the host until they are set', () => {
    utimesSync(join(top, 'file'), 5, 6);
    expect(guest.stat('file')).toMatchObject({ accessed: 5_000_000_000n, modified: 6_000_000_000n });
    const fd = guest.opened('file', 0, WRITE);
    guest.call('fd_filestat_set_times', fd, 0n, 9n, 4);
    expect(guest.stat('file')).toMatchObject({ accessed: 5_000_000_000n, modified: 9n });
  });

  it.runIf(ON_LINUX)('has names that are not UTF-8', () => {
    const name = Buffer.from([0x66, 0xff, 0xfe]);
    writeFileSync(Buffer.concat([Buffer.from(`${top}/`), name]), 'odd');
    const fd = guest.opened(name);
    expect(guest.read(fd)).toBe('odd');
    expect(guest.list('.').length).toBe(3);
  });

  it('says of what cannot be read that it cannot', () => {
    const modules = ['./filesystem.ts', './host-directory.ts', './open.ts', '../wasi/test-guest.ts'];
    const script = `const [{ FileSystem }, { HostView }, { preopen }, { TestGuest }] = modules;
      const fs = new FileSystem({ bytes: 0, files: 0, descriptors: 9 });
      fs.descriptors.add(preopen(new HostView(fs).mount(process.argv[1]), '/'));
      const guest = new TestGuest(fs, {}, 0);
      console.log(guest.open('file'), guest.open('sub/deep'));`;
    const opened = (): string =>
      runUnprivileged(
        modules.map((module) => new URL(module, import.meta.url)),
        script,
        [top],
      );
    expect(opened()).toBe('1 2\n');
    chmodSync(join(top, 'file'), 0);
    chmodSync(join(top, 'sub'), 0);
    expect(opened()).toBe('ACCES ACCES\n');
    chmodSync(join(top, 'sub'), 0o755);
  });

  it.runIf(ON_LINUX)('reads files that claim to be empty', () => {
    top = '/proc/sys/kernel';
    view.close();
    show();
    expect(guest.get('ostype')).toBe('Linux\n');
  });

  it.runIf(ON_LINUX)('does not show the memory and the environment of processes, its own among them', () => {
    writeFileSync(join(top, 'mem'), 'a file like any other');
    expect(guest.get('mem')).toBe('a file like any other');
    top = '/proc';
    view.close();
    show();
    expect(guest.get(`${process.pid}/comm`)).not.toBe('');
    for (const name of [`${process.pid}/mem`, `${process.pid}/environ`, `self/task/${process.pid}/environ`, 'kmsg']) {
      expect(guest.open(name), name).toBe('ACCES');
    }
  });

  it.runIf(ON_LINUX)('opens devices that do no harm, and nothing else that is no file', () => {
    execFileSync('mkfifo', [join(top, 'pipe')]);
    expect(guest.open('pipe')).toBe('NXIO');
    expect(guest.kind('pipe')).toBe('unknown');
    top = '/dev';
    view.close();
    show();
    expect(guest.kind('null')).toBe('character');
    const fd = guest.opened('null', 0, READ | WRITE);
    expect(guest.write(fd, 'gone')).toBe(4);
    expect(guest.read(fd)).toBe('');
    expect(guest.read(guest.opened('zero'), 3)).toBe('\0\0\0');
    expect(guest.read(guest.opened('urandom'), 500)).toHaveLength(500);
    expect(guest.open('tty')).toBe('NXIO');
  });

  it('goes through more directories than it holds open', () => {
    for (let i = 0; i < 200; i++) {
      mkdirSync(join(top, `many${i}/below`), { recursive: true });
      writeFileSync(join(top, `many${i}/below/file`), `${i}`);
    }
    for (const i of [...Array(200).keys(), 0, 100]) expect(guest.get(`many${i}/below/file`)).toBe(`${i}`);
  });
});

describe.each([
  ['by descriptors', true],
  ['by paths', false],
])('links in a view, %s,', (_how, byDescriptor) => {
  beforeEach(() => {
    view.close();
    show(new HostAccess(byDescriptor && ON_LINUX));
  });

  it('are links, and lead to what the view has', () => {
    symlinkSync('sub/deep', join(top, 'link'));
    expect(guest.kind('link', 0)).toBe('symlink');
    expect(guest.readlink('link')).toBe('sub/deep');
    expect(guest.get('link/file')).toBe('deep text');
    expect(guest.list('link')).toEqual(['file']);
    guest.rename('sub/deep', 'sub/other');
    expect(guest.get('link/file')).toBe('!NOENT');
  });

  it('do not lead out', () => {
    symlinkSync(join(outside, 'secret'), join(top, 'absolute'));
    symlinkSync('../secret', join(top, 'up'));
    symlinkSync('../../../secret', join(top, 'sub/deep/up'));
    symlinkSync('/', join(top, 'root'));
    symlinkSync('..', join(top, 'parent'));
    for (const path of ['absolute', 'up', 'sub/deep/up', 'root/etc/passwd', 'parent/secret', '../secret']) {
      expect(guest.get(path)).toBe('!PERM');
    }
  });

  it('that take the place of a directory while the guest looks do not lead out either', () => {
    mkdirSync(join(outside, 'target/deep'), { recursive: true });
    writeFileSync(join(outside, 'target/deep/file'), 'secret');
    writeFileSync(join(outside, 'target/other'), 'secret');
    const held = guest.opened('sub', DIRECTORY);
    guest.list('sub/deep');
    renameSync(join(top, 'sub'), join(outside, 'aside'));
    symlinkSync('../target', join(top, 'sub'));
    for (const path of ['sub/deep/file', 'sub/other']) expect(guest.get(path)).not.toBe('secret');
    for (const path of ['deep/file', 'other']) {
      const fd = guest.open(path, 0, READ, { at: held });
      if (typeof fd === 'number') expect(guest.read(fd)).not.toBe('secret');
    }
  });

  it('that take the place of a file do not lead out either', () => {
    expect(guest.stat('file')).toMatchObject({ size: 9n });
    rmSync(join(top, 'file'));
    symlinkSync('../secret', join(top, 'file'));
    expect(guest.open('file')).toBe('LOOP');
  });
});
