import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkEntryPoint, readSources } from './sources.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wadup-sources-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string | Buffer, text = ''): void {
  if (typeof path === 'string') mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(typeof path === 'string' ? join(folder, path) : path, text);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  symlinkSync(target, join(folder, path));
}

describe('sources', () => {
  it('are all files of src but those that tools make', () => {
    const made = [
      'src/a/__pycache__/x.cpython-313.pyc',
      'src/a/old.pyc',
      'src/.hidden/x.py',
      'src/a.egg-info/PKG-INFO',
    ];
    for (const path of ['src/a/__init__.py', 'src/a/data/größe.json', 'src/b.py', 'other/c.py', ...made])
      write(path, path);
    expect([...readSources(folder)].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
      ['a/__init__.py', 'src/a/__init__.py'],
      ['a/data/größe.json', 'src/a/data/größe.json'],
      ['b.py', 'src/b.py'],
    ]);
  });

  it('may be links, to files and folders of the project', () => {
    write('shared/code/one.py', 'one');
    link('src/linked', '../shared/code');
    link('src/twice', '../shared/code');
    link('src/two.py', '../shared/code/one.py');
    expect([...readSources(folder).keys()]).toEqual(['linked/one.py', 'twice/one.py', 'two.py']);
  });

  it.each([
    ['loop', '.', 'src/a/loop is a link to a folder that it is in'],
    ['up', '..', 'src/a/up is a link to a folder that it is in'],
    ['itself', 'itself', 'src/a/itself is a link that leads to itself'],
    ['gone', 'nowhere', 'src/a/gone is a link that leads nowhere'],
    ['out', '/etc/hostname', 'src/a/out is a link that leads out of the project'],
    ['outside', '../../..', 'src/a/outside is a link that leads out of the project'],
    ['null', '/dev/null', 'src/a/null is a link that leads out of the project'],
  ])('are not looked for behind a link %s -> %s', (name, target, message) => {
    link(`src/a/${name}`, target);
    expect(() => readSources(folder)).toThrow(message);
  });

  it.runIf(process.platform === 'linux')('have names that are UTF-8', () => {
    mkdirSync(join(folder, 'src'));
    write(Buffer.concat([Buffer.from(join(folder, 'src/gr')), Buffer.of(0xf6), Buffer.from('e.py')]));
    expect(() => readSources(folder)).toThrow('src/gr\u{FFFD}e.py: the name is not UTF-8');
  });

  it('are neither compiled for a machine nor more than a module can hold', () => {
    expect(() => readSources(folder)).toThrow('There is no folder src/');
    write('src/huge.bin');
    truncateSync(join(folder, 'src/huge.bin'), 257 * 1024 * 1024);
    expect(() => readSources(folder)).toThrow('src/ has more than 256 MiB');
    rmSync(join(folder, 'src/huge.bin'));
    write('src/a/fast.cpython-313-x86_64-linux-gnu.so');
    expect(() => readSources(folder)).toThrow('fast.cpython-313-x86_64-linux-gnu.so is compiled for another machine');
    rmSync(join(folder, 'src'), { recursive: true });
    write('src');
    expect(() => readSources(folder)).toThrow('src cannot be read: it is, or lies below, a file that is no folder.');
  });

  it('must have the entry point', () => {
    const files = (...paths: string[]): Map<string, Uint8Array> => new Map(paths.map((path) => [path, Buffer.of()]));
    expect(() => checkEntryPoint('a.b', files('a/b.py'))).not.toThrow();
    expect(() => checkEntryPoint('a.b', files('a/b/__init__.py'))).not.toThrow();
    const wrong = "neither src/c/__init__.py nor src/c.py (in src/ there is 'a', 'b')";
    expect(() => checkEntryPoint('c', files('a/__init__.py', 'b.py', 'c/other.py'))).toThrow(wrong);
    expect(() => checkEntryPoint('c', files())).toThrow('there is no module at all');
  });
});
