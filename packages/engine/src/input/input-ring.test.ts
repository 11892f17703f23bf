import { expect, test } from 'vitest';
import { RING } from '../protocol.ts';
import { InputRingReader, InputRingWriter, RING_BYTES } from './input-ring.ts';
import { isAscii, toByteString } from './input-paths.ts';

function makeRing(...inputs: string[]): { writer: InputRingWriter; reader: InputRingReader } {
  const memory = new SharedArrayBuffer(RING_BYTES);
  return { writer: new InputRingWriter(memory), reader: new InputRingReader(memory, inputs) };
}

test('what goes in comes out in order, many times round, whatever the lengths of the paths', () => {
  const { reader, writer } = makeRing('/in');
  const pathOf = (n: number): string => `${n}-${'x'.repeat((n * 7919) % 3000)}`;
  let taken = 0;
  let pushed = 0;
  const takeAll = (leave: number): void => {
    while (pushed - taken > leave && reader.take()) {
      expect(reader.fileNumber).toBe(taken);
      expect(reader.path).toBe(`/in/${pathOf(taken)}`);
      taken++;
    }
  };
  while (pushed < 4 * RING.slots) {
    if (writer.push(pathOf(pushed), true, 0, pushed)) pushed++;
    else takeAll((pushed * 31) % 500);
  }
  takeAll(0);
  expect(taken).toBe(pushed);
  expect(reader.take()).toBe(false);
});

test('a full ring refuses, by slots and by bytes, and accepts again when something was taken', () => {
  for (const path of ['p', 'p'.repeat(4000)]) {
    const { reader, writer } = makeRing('/in');
    let pushed = 0;
    while (writer.push(path, true, 0, pushed)) pushed++;
    expect(pushed).toBe(Math.min(RING.slots, Math.floor(RING.pathBytes / path.length)));
    expect(reader.take()).toBe(true);
    expect(writer.push(path, true, 0, pushed)).toBe(true);
    expect(writer.push(path, true, 0, pushed + 1)).toBe(false);
  }
});

test('paths that are not ASCII are text where they are UTF-8, else bytes; an empty one is the input itself', () => {
  const { reader, writer } = makeRing('/in/', '/single/file');
  for (const [path, root] of [
    [toByteString('é'), 0],
    ['a\xff', 0],
    ['', 1],
  ] as const) {
    writer.push(path, isAscii(path), root, 0);
  }
  reader.take();
  expect(reader).toMatchObject({ filename: 'é', path: '/in/é' });
  reader.take();
  expect(reader).toMatchObject({ filename: 'a\\xff', path: Buffer.from('/in/a\xff', 'latin1') });
  reader.take();
  expect(reader).toMatchObject({ filename: 'file', path: '/single/file' });
});
