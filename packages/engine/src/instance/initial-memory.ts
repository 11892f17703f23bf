/** Memory as an instance finds it. */
import type { DataPlacement } from '@wadup/wasm';
import type { InitialData, PreparedMemory } from '../protocol.ts';

const NUMBERS_EACH = 3;

/** One copy for all threads. */
export function shareData(data: readonly DataPlacement[]): InitialData {
  const total = data.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const bytes = new SharedArrayBuffer(total);
  const places = new SharedArrayBuffer(data.length * NUMBERS_EACH * Uint32Array.BYTES_PER_ELEMENT);
  const [target, numbers] = [new Uint8Array(bytes), new Uint32Array(places)];
  let at = 0;
  data.forEach((placement, index) => {
    target.set(placement.bytes, at);
    numbers.set([placement.offset, at, placement.bytes.length], index * NUMBERS_EACH);
    at += placement.bytes.length;
  });
  return { bytes, places };
}

export function createMemory({ minimum, maximum, data }: PreparedMemory): WebAssembly.Memory {
  const memory = new WebAssembly.Memory({ initial: minimum, ...(maximum === null ? {} : { maximum }) });
  if (data !== null) writeData(new Uint8Array(memory.buffer), data);
  return memory;
}

function writeData(target: Uint8Array, data: InitialData): void {
  const bytes = new Uint8Array(data.bytes);
  const places = new Uint32Array(data.places);
  for (let i = 0; i < places.length; i += NUMBERS_EACH) {
    const start = places[i + 1]!;
    target.set(bytes.subarray(start, start + places[i + 2]!), places[i]!);
  }
}
