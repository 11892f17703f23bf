/** WASI functions with random arguments, over the filesystem that modules see: no exception, no byte out of place. */
import { expect, test } from 'vitest';
import { instantiateContentRead } from '../../packages/engine/src/gateway/content-read.ts';
import type { ContentSource } from '../../packages/engine/src/stages.ts';
import { ContentWindow } from '../../packages/engine/src/vfs/content-window.ts';
import { HeapStorage } from '../../packages/engine/src/vfs/heap-storage.ts';
import { StreamNode } from '../../packages/engine/src/vfs/inode.ts';
import { ModuleFileSystem } from '../../packages/engine/src/vfs/module-fs.ts';
import { openStream } from '../../packages/engine/src/vfs/open.ts';
import { Quota } from '../../packages/engine/src/vfs/quota.ts';
import { EmptyStream } from '../../packages/engine/src/vfs/streams.ts';
import { WasiHost } from '../../packages/engine/src/wasi/host.ts';
import { below, type Random } from '../seed.ts';
import { FUZZ_TIMEOUT, forSeeds } from './seeds.ts';
import { MEMORY_BYTES, randomCall, type Range } from './wasi-calls.ts';

const CONTENT = Buffer.from('the content, '.repeat(1000));
const CALLS = 150;
const LIMITS = { bytes: 65_536, files: 60, descriptors: 24 };

const source: ContentSource = {
  size: () => CONTENT.length,
  modifiedMs: () => 0,
  read: (target, offset, length, position) => CONTENT.copy(target, offset, position, position + length),
  trouble: null,
  close: () => undefined,
};

class Guest {
  readonly memory = new WebAssembly.Memory({ initial: MEMORY_BYTES / 65_536 });
  readonly bytes: Buffer = Buffer.from(this.memory.buffer);
  /** Storages for sub-content that have not come back. */
  lent = 0;
  readonly files: ModuleFileSystem;
  readonly #imports: Record<string, WebAssembly.ImportValue>;

  constructor() {
    const window = new ContentWindow();
    const release = (): void => {
      this.lent--;
    };
    this.files = new ModuleFileSystem(
      LIMITS,
      {
        onMetadata: () => undefined,
        onSubcontent: (_id, _bytes, _length, takeData) => takeData()?.release(),
        createStorage: () => {
          this.lent++;
          return new CountedStorage(release);
        },
      },
      window,
    );
    const { fs } = this.files;
    const stream = (): StreamNode => new StreamNode(fs.nextNumber(), fs.now(), new EmptyStream());
    this.files.openStandard([
      openStream(stream(), true, false),
      openStream(stream(), false, true),
      openStream(stream(), false, true),
    ]);
    // Sleeps end at once.
    const host = new WasiHost({ fs, remainingMs: () => 0, onDeadline: () => undefined });
    host.attach(this.memory);
    this.#imports = {
      ...host.imports,
      ...instantiateContentRead({
        window,
        state: this.files.windowState!,
        memory: this.memory,
        wasi: host.imports,
        settle: () => undefined,
      }),
    };
  }

  call(name: string, values: readonly (number | bigint)[]): number {
    return (this.#imports[name] as unknown as (...values: readonly (number | bigint)[]) => number)(...values);
  }
}

class CountedStorage extends HeapStorage {
  readonly #onRelease: () => void;

  constructor(onRelease: () => void) {
    super(new Quota({ bytes: 1_000_000, files: 1, descriptors: 1 }));
    this.#onRelease = onRelease;
  }

  override release(): void {
    this.#onRelease();
    super.release();
  }
}

test('any call gives an errno, changes memory in its results only, and contents leave nothing behind', {
  timeout: FUZZ_TIMEOUT,
}, () => {
  forSeeds('WASI calls', 60, (random) => {
    const guest = new Guest();
    for (let content = 0; content < 3; content++) {
      guest.files.beginContent(source);
      checkLayout(guest);
      for (let n = 0; n < CALLS; n++) callOnce(random, guest);
      guest.files.endContent();
      const { quota } = guest.files.fs;
      expect({ bytes: quota.bytes, files: quota.files, lent: guest.lent }).toEqual({ bytes: 0, files: 4, lent: 0 });
    }
  });
});

function callOnce(random: Random, guest: Guest): void {
  if (random() < 0.1) guest.bytes.fill(below(random, 256), 0, 32_768);
  const open = guest.files.fs.descriptors.slots.flatMap((descriptor, fd) => (descriptor === undefined ? [] : [fd]));
  const { name, values, results } = randomCall(random, guest.bytes, open);
  const before = Buffer.from(guest.bytes);
  const described = `${name}(${values.join(', ')})`;
  let errno: number;
  try {
    errno = guest.call(name, values);
  } catch (thrown) {
    throw new Error(`${described} threw ${String(thrown)}`, { cause: thrown });
  }
  if (!(Number.isInteger(errno) && errno >= 0 && errno <= 76)) throw new Error(`${described} gave ${errno}`);
  const changed = firstChange(before, guest.bytes, results);
  if (changed >= 0) throw new Error(`${described} changed byte ${changed}`);
}

/** The first byte that is different outside of the ranges, or -1. */
function firstChange(before: Buffer, after: Buffer, ranges: readonly Range[]): number {
  for (const [from, to] of ranges) {
    const end = Math.min(to, before.length);
    if (from < end) after.copy(before, from, from, end);
  }
  if (before.equals(after)) return -1;
  return before.findIndex((byte, at) => byte !== after[at]);
}

/** What every content finds, whatever was done before it. */
function checkLayout(guest: Guest): void {
  const { bytes } = guest;
  bytes.write('data.bin', 512, 'latin1');
  expect(guest.call('path_open', [3, 1, 512, 8, 0, 6n, 0n, 0, 520])).toBe(0);
  const fd = bytes.readUInt32LE(520);
  bytes.writeUInt32LE(1024, 528);
  bytes.writeUInt32LE(20, 532);
  expect(guest.call('fd_read', [fd, 528, 1, 536])).toBe(0);
  expect(bytes.toString('latin1', 1024, 1044)).toBe(CONTENT.toString('latin1', 0, 20));
  expect(guest.call('fd_close', [fd])).toBe(0);
  expect([...guest.files.fs.root.entries.keys()].sort()).toEqual(['data.bin', 'metadata', 'subcontent', 'tmp']);
  for (const name of ['tmp', 'metadata', 'subcontent']) {
    bytes.write(name, 512, 'latin1');
    expect(guest.call('path_filestat_get', [3, 1, 512, name.length, 1024])).toBe(0);
    expect(bytes[1040]).toBe(3);
  }
}
