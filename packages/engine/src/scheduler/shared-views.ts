/** Typed views of the run's shared memory, made once per thread. */
import { type ControlLayout, controlLayout, type SharedMemory } from '../protocol.ts';

export interface SharedViews {
  readonly layout: ControlLayout;
  readonly control: Int32Array;
  readonly controlFloats: Float64Array;
  readonly controlBytes: Buffer;
  readonly heap: Int32Array;
  readonly heapFloats: Float64Array;
  readonly heapBytes: Buffer;
}

export function viewShared(shared: SharedMemory, threads: number): SharedViews {
  return {
    layout: controlLayout(threads),
    control: new Int32Array(shared.control),
    controlFloats: new Float64Array(shared.control),
    controlBytes: Buffer.from(shared.control),
    heap: new Int32Array(shared.heap),
    heapFloats: new Float64Array(shared.heap, 0, shared.heap.byteLength >>> 3),
    heapBytes: Buffer.from(shared.heap),
  };
}
