import { beforeEach, describe, expect, it } from 'vitest';
import type { ContentSource, FileStorage } from '../stages.ts';
import { CREAT, DIRECTORY, READ, TestGuest, TRUNC, WRITE } from '../wasi/test-guest.ts';
import { HeapStorage } from './heap-storage.ts';
import { StreamNode } from './inode.ts';
import { ModuleFileSystem } from './module-fs.ts';
import { openStream } from './open.ts';
import { Quota } from './quota.ts';
import { EmptyStream } from './streams.ts';

const LIMITS = { bytes: 1 << 20, files: 1000, descriptors: 64 };

function textOf(bytes: Uint8Array, length: number): string {
  return Buffer.from(bytes.subarray(0, length)).toString();
}

function source(text: string): ContentSource {
  const bytes = Buffer.from(text);
  return {
    trouble: null,
    size: () => bytes.length,
    modifiedMs: () => 5,
    read: (target, offset, length, position) => {
      const part = bytes.subarray(position, position + length);
      target.set(part, offset);
      return part.length;
    },
    close: () => {},
  };
}

describe('the filesystem of a module', () => {
  let handed: string[];
  let lent: number;
  let module: ModuleFileSystem;
  let guest: TestGuest;

  beforeEach(() => {
    handed = [];
    lent = 0;
    module = new ModuleFileSystem(LIMITS, {
      onMetadata: (name, bytes, length) => handed.push(`${name}=${textOf(bytes, length)}`),
      onSubcontent: (id, bytes, length, takeData) => {
        const data = takeData();
        const copy = new Uint8Array(data?.size ?? 0);
        data?.read(copy, 0, copy.length, 0);
        handed.push(`sub ${id}=${textOf(bytes, length)} ${data === null ? 'none' : textOf(copy, copy.length)}`);
        data?.release();
      },
      createStorage: (): FileStorage => {
        lent++;
        const heap = new HeapStorage(new Quota({ bytes: 1 << 20, files: 0, descriptors: 0 }));
        const release = heap.release.bind(heap);
        return Object.assign(heap, { release: () => (lent--, release()) });
      },
    });
    const streams = [0, 1, 2].map((fd) => openStream(new StreamNode(fd, 0, new EmptyStream()), fd === 0, fd !== 0));
    module.openStandard(streams);
    guest = new TestGuest(module.fs);
  });

  function isWhole(content: string): void {
    expect(guest.list('.').sort()).toEqual(['data.bin', 'metadata', 'subcontent', 'tmp']);
    expect(guest.get('data.bin')).toBe(content);
    for (const name of ['tmp', 'metadata', 'subcontent']) expect(guest.list(name)).toEqual([]);
    expect(lent).toBe(0);
  }

  it('shows the bytes of the content and nothing of the one before', () => {
    module.beginContent(source('first, longer'));
    isWhole('first, longer');
    module.endContent();
    module.beginContent(source('second'));
    isWhole('second');
    expect(guest.stat('data.bin')).toMatchObject({ size: 6n, modified: 5_000_000n });
  });

  it('does not let the content be changed', () => {
    module.beginContent(source('content'));
    expect(guest.open('data.bin', 0, WRITE)).toBe('ROFS');
    expect(guest.open('data.bin', TRUNC)).toBe('ROFS');
    expect(guest.link('data.bin', 'metadata/x.json')).toBe('PERM');
    expect(guest.get('data.bin')).toBe('content');
  });

  it('hands over a metadata file when its last descriptor closes, and removes it', () => {
    module.beginContent(source(''));
    const first = guest.opened('metadata/rows.json', CREAT, WRITE);
    const second = guest.opened('metadata/rows.json');
    guest.write(first, '{"rows":[]}');
    guest.close(first);
    expect(handed).toEqual([]);
    guest.close(second);
    expect(handed).toEqual(['rows.json={"rows":[]}']);
    isWhole('');
  });

  it('hands over what is left at the end in order of names, open or not', () => {
    module.beginContent(source(''));
    for (const name of ['b', 'a', 'c']) guest.write(guest.opened(`metadata/${name}.json`, CREAT, WRITE), name);
    guest.put('tmp/renamed', 'r');
    guest.rename('tmp/renamed', 'metadata/aa.json');
    guest.put('metadata/other.txt', 'no JSON');
    guest.symlink('a.json', 'metadata/link.json');
    guest.mkdir('metadata/directory.json');
    module.endContent();
    expect(handed).toEqual(['a.json=a', 'aa.json=r', 'b.json=b', 'c.json=c']);
    module.beginContent(source(''));
    isWhole('');
  });

  it('pairs a sub-content with its data and takes both away', () => {
    module.beginContent(source(''));
    guest.put('subcontent/data_7.bin', 'extracted');
    expect(lent).toBe(1);
    guest.put('subcontent/metadata_7.json', '{"filename":"x"}');
    guest.put('subcontent/metadata_slice.json', '{"offset":1}');
    expect(handed).toEqual(['sub 7={"filename":"x"} extracted', 'sub slice={"offset":1} none']);
    isWhole('');
  });

  it('gives no file of the next content the number of one that was left open', () => {
    module.beginContent(source('first'));
    const left = guest.opened('tmp/left', CREAT, WRITE);
    module.endContent();
    module.beginContent(source('second'));
    const other = guest.opened('tmp/other', CREAT, WRITE);
    expect(other).not.toBe(left);
    // Whoever kept the first one writes what was still in its buffer, and closes it.
    expect(guest.write(left, 'of the first')).toBe('BADF');
    expect(guest.close(left)).toBe('ok');
    expect(guest.close(left)).toBe('BADF');
    guest.write(other, 'of the second');
    expect(guest.get('tmp/other')).toBe('of the second');
    expect(guest.opened('data.bin')).toBe(left);
  });

  it('moves a descriptor over the number of one that was left open', () => {
    module.beginContent(source('first'));
    const left = guest.opened('data.bin');
    module.endContent();
    module.beginContent(source('second'));
    const other = guest.opened('data.bin');
    expect(guest.call('fd_renumber', other, left)).toBe('ok');
    expect(guest.read(left)).toBe('second');
    expect(guest.close(other)).toBe('BADF');
    expect(guest.close(left)).toBe('ok');
  });

  it('gives numbers out again when a module never closes anything', () => {
    const numbers = new Set<number>();
    for (let content = 0; content < 200; content++) {
      module.beginContent(source('content'));
      numbers.add(guest.opened('data.bin'));
      module.endContent();
    }
    expect(Math.max(...numbers)).toBe(4 + 32);
  });

  it('gives sub-content its own bytes: what is written afterwards does not reach them', () => {
    module.beginContent(source(''));
    const fd = guest.opened('subcontent/data_1.bin', CREAT, WRITE | READ);
    guest.write(fd, 'before');
    guest.put('subcontent/metadata_1.json', '{}');
    guest.write(fd, 'after', 0n);
    expect(handed).toEqual(['sub 1={} before']);
    guest.close(fd);
    isWhole('');
  });

  it('copies sub-content that was written elsewhere and renamed', () => {
    module.beginContent(source(''));
    guest.put('tmp/x', 'moved here');
    guest.rename('tmp/x', 'subcontent/data_2.bin');
    guest.put('subcontent/metadata_2.json', '{}');
    expect(handed).toEqual(['sub 2={} moved here']);
    isWhole('');
  });

  it('gives back sub-content that nobody emitted', () => {
    module.beginContent(source(''));
    guest.put('subcontent/data_1.bin', 'left');
    guest.write(guest.opened('subcontent/data_2.bin', CREAT, WRITE), 'left open');
    guest.put('subcontent/data_3.bin', 'moved');
    guest.rename('subcontent/data_3.bin', 'tmp/moved');
    expect(lent).toBe(3);
    module.endContent();
    module.beginContent(source(''));
    isWhole('');
  });

  it('is whole again whatever a module did to it', () => {
    for (let round = 0; round < 3; round++) {
      module.beginContent(source('whole'));
      isWhole('whole');
      guest.rename('data.bin', 'tmp/away');
      guest.mkdir('data.bin');
      guest.put('data.bin/file', 'x');
      guest.rename('metadata', 'subcontent/inside');
      guest.symlink('tmp', 'metadata');
      guest.put('metadata/x.json', 'not metadata');
      guest.rename('tmp', 'elsewhere');
      guest.put('left-over', 'x');
      guest.mkdir('beside');
      guest.close(3);
      guest.close(1);
      module.endContent();
      expect(handed).toEqual([]);
      module.beginContent(source('again'));
      isWhole('again');
      guest.rmdir('tmp');
      guest.rmdir('metadata');
      guest.unlink('data.bin');
      module.endContent();
      expect(module.fs.quota).toMatchObject({ bytes: 0, files: 4 });
      expect(module.fs.descriptors.count).toBe(4);
    }
  });

  it('keeps descriptors that start-up code opened, and closes those of a content', () => {
    guest.put('settings', 'kept');
    const data = guest.opened('data.bin');
    const directory = guest.opened('metadata', DIRECTORY);
    module.beginContent(source('one'));
    const own = guest.opened('data.bin');
    expect(guest.read(data)).toBe('one');
    module.endContent();
    module.beginContent(source('two, more'));
    expect(guest.read(own)).toBe('!BADF');
    expect(guest.read(data)).toBe(', more');
    guest.write(guest.opened('new.json', CREAT, WRITE, { at: directory }), 'rows');
    expect(guest.get('settings')).toBe('kept');
    module.endContent();
    expect(handed).toEqual(['new.json=rows']);
  });

  it('lets a database lock with a directory beside the content', () => {
    module.beginContent(source(''));
    expect(guest.mkdir('data.bin.lock')).toBe('ok');
    expect(guest.mkdir('data.bin.lock')).toBe('EXIST');
    expect(guest.rmdir('data.bin.lock')).toBe('ok');
    isWhole('');
  });

  it('remembers which quota was hit', () => {
    module.beginContent(source(''));
    const fd = guest.opened('tmp/big', CREAT, WRITE);
    expect(guest.write(fd, 'x', 1_000_000_000_000n)).toBe('NOSPC');
    expect(module.fs.quota.exceeded).toBe('bytes');
    module.endContent();
    module.beginContent(source(''));
    expect(module.fs.quota.exceeded).toBe(null);
    for (let i = 0; i < 100; i++) guest.open('data.bin');
    expect(module.fs.quota.exceeded).toBe('descriptors');
    expect(guest.open('data.bin')).toBe('MFILE');
  });

  it('tells a name that is too long to be looked for from one that is too long to be made', () => {
    const hit = (): unknown => ({ exceeded: module.fs.quota.exceeded, met: module.fs.quota.met });
    module.beginContent(source(''));
    expect(guest.open(`tmp/${'x'.repeat(256)}`)).toBe('NAMETOOLONG');
    expect(hit()).toEqual({ exceeded: null, met: 'nameBytes' });
    expect(guest.mkdir('./'.repeat(2049))).toBe('NAMETOOLONG');
    expect(hit()).toEqual({ exceeded: 'pathBytes', met: 'nameBytes' });
    module.endContent();
    module.beginContent(source(''));
    expect(hit()).toEqual({ exceeded: null, met: null });
    expect(guest.open(`tmp/${'x'.repeat(256)}`, CREAT, WRITE)).toBe('NAMETOOLONG');
    expect(hit()).toEqual({ exceeded: 'nameBytes', met: null });
  });

  it('takes 100,000 metadata files, one after the other', () => {
    module.beginContent(source(''));
    for (let i = 0; i < 100_000; i++) guest.put(`metadata/${i}.json`, 'x');
    expect(handed.length).toBe(100_000);
    isWhole('');
  });

  it('takes directories thousands deep', () => {
    module.beginContent(source(''));
    let at = guest.opened('tmp', DIRECTORY, 0n);
    for (let i = 0; i < 900; i++) {
      expect(guest.mkdir('d', at)).toBe('ok');
      const next = guest.opened('d', DIRECTORY, 0n, { at });
      guest.close(at);
      at = next;
    }
    expect(guest.mkdir(`${'d/'.repeat(900)}x`)).toBe('NOENT');
    module.endContent();
    expect(module.fs.quota).toMatchObject({ bytes: 0, files: 4 });
  });
});
