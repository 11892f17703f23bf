/**
 * Calls once, in a private memory and near the beginning of the stack, every function that may later be called near the
 * end of it. V8 compiles a function when it is first called, and that needs more stack than headroom.ts asks for.
 */
import { InputFile } from '../input/input-file.ts';
import { ReadWindow } from '../input/read-window.ts';
import { type ResolvedLimits, resolveLimits } from '../options.ts';
import { CONTROL, controlLayout, ORIGIN } from '../protocol.ts';
import { HeapRange } from './content-sources.ts';
import { Emission } from './emission.ts';
import { SharedStorage } from './shared-storage.ts';
import { SharedTask } from './shared-task.ts';
import { WorkerMemory } from './worker-memory.ts';

const HEAP_BYTES = 262_144;
const PARENT_UUID = '00000000-0000-0000-0000-000000000000';

/** Once in a thread, before the first guest runs there. 7 ms: best while the thread has nothing else to do. */
export function warmUp(): void {
  const limits = resolveLimits({ threads: 1 });
  const memory = makePrivateMemory(limits);
  const emission = new Emission(memory);
  const bytes = new Uint8Array(5000);
  const parent = makeParent(memory);
  // Two storages grow in turn: now one can grow where it is, now it must move.
  const [first, second] = [new SharedStorage(memory.space), new SharedStorage(memory.space)];
  for (let size = 10; size <= 5000; size *= 4) {
    first.write(bytes, 0, size, 5);
    second.write(bytes, 0, size, 0);
  }
  first.resize(6000);
  first.resize(5000);
  first.read(bytes, 0, 5000, 0);
  emission.emitBytes(parent, PARENT_UUID, 'bytes', first);
  emission.emitBytes(parent, PARENT_UUID, 'bytes', new SharedStorage(memory.space));
  emission.emitBytes(parent, PARENT_UUID, '', second);
  emission.emitSlice(parent, PARENT_UUID, 'slice', 0, 1);
  emission.emitSlice(parent, PARENT_UUID, 'out of range', 1, 1);
  parent.children = limits.maxSubcontents;
  emission.emitSlice(parent, PARENT_UUID, 'one too many', 0, 1);
  parent.children = 0;
  // With no room in the heap the record goes to the spill stack, as yet without a file.
  while (memory.heap.allocate(64) !== 0);
  memory.control[CONTROL.idleWorkers] = 1;
  emission.emitSlice(parent, PARENT_UUID, 'slice', 0, 1);
}

function makePrivateMemory(limits: ResolvedLimits): WorkerMemory {
  const memory = new WorkerMemory({
    workerIndex: 0,
    limits,
    inputs: [],
    shared: {
      control: new SharedArrayBuffer(controlLayout(1).bytes),
      inputRing: new SharedArrayBuffer(0),
      heap: new SharedArrayBuffer(HEAP_BYTES),
      spillDirectory: '',
    },
  });
  memory.heap.format();
  return memory;
}

function makeParent({ views }: WorkerMemory): SharedTask {
  const input = new InputFile('', '', new ReadWindow());
  const location = { origin: ORIGIN.heap, originId: 0, generation: 0, offset: 0, length: 1 };
  return new SharedTask('', 0, null, 0, 0, -1, new HeapRange(views.heapBytes, location), null, input);
}
