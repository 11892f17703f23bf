/** One module with everything that is its own, and the calls of one rehearsal. */
import { OutputCapture } from '../collect/captured-output.ts';
import { instantiateControl } from '../gateway/control.ts';
import { bindingFunctions } from '../instance/bindings.ts';
import { CaptureStream } from '../instance/capture-stream.ts';
import { BINDINGS_NAMESPACE } from '../instance/contract.ts';
import type { GuestEvents } from '../instance/guest-events.ts';
import { outcomeOfThrow } from '../instance/outcome.ts';
import { MEMORY_IMPORT } from '../instance/prepare.ts';
import type { Outcome } from '../stages.ts';
import { FileSystem } from '../vfs/filesystem.ts';
import { StreamNode } from '../vfs/inode.ts';
import { openStream, preopen } from '../vfs/open.ts';
import { textFromName } from '../vfs/path.ts';
import { EmptyStream } from '../vfs/streams.ts';
import { WasiHost } from '../wasi/host.ts';
import { WASI_MODULE } from '../wasi/signatures.ts';
import { collectFiles, placeFile } from './files.ts';
import type { Rehearsal, RehearsalStart, RehearsedState } from './options.ts';
import { fixedWorld } from './world.ts';

const MiB = 1_048_576;
const OUTPUT_LIMIT = MiB;
const FILES: { readonly bytes: number; readonly files: number; readonly descriptors: number } = {
  bytes: 1024 * MiB,
  files: 1_000_000,
  descriptors: 4096,
};
/** stdin, stdout, stderr and the root. */
const STANDARD_DESCRIPTORS = 4;

type Call = () => number | undefined;

const NO_CONTENT = 'there is no content while building';

const NOBODY: GuestEvents = {
  onMetadata: () => {},
  onSubcontent: () => {},
  createStorage: () => {
    throw new Error(NO_CONTENT);
  },
  defineTable: () => NO_CONTENT,
  insertRow: () => NO_CONTENT,
  emitBytes: () => NO_CONTENT,
  emitSlice: () => NO_CONTENT,
  problem: () => {},
};

/** Throws when there is nothing to call. */
export function runRehearsal(start: RehearsalStart): Rehearsal {
  const fs = new FileSystem(FILES);
  const capture = new OutputCapture(OUTPUT_LIMIT);
  openStandard(fs, capture);
  placeFile(fs, '/tmp/', null);
  for (const [path, bytes] of start.files) placeFile(fs, path, bytes);
  const memory = new WebAssembly.Memory(start.memory);
  const { exports, outcomeOf } = instantiate(start, fs, memory);
  const outcome = callAll(exports, start.calls, outcomeOf);
  const output = capture.take();
  const succeeded = outcome.kind === 'ok';
  return {
    outcome,
    stdout: output?.stdout ?? '',
    stderr: output?.stderr ?? '',
    files: succeeded && start.collect !== null ? collectFiles(fs, start.collect) : new Map(),
    openFiles: openFiles(fs),
    state: succeeded && start.keepState ? stateOf(memory, exports, start.globals) : null,
  };
}

function openStandard(fs: FileSystem, capture: OutputCapture): void {
  const streams = [new EmptyStream(), new CaptureStream(capture, 'stdout'), new CaptureStream(capture, 'stderr')];
  streams.forEach((stream, fd) => {
    fs.descriptors.add(openStream(new StreamNode(fs.nextNumber(), 0, stream), fd === 0, fd !== 0));
  });
  fs.descriptors.add(preopen(fs.root, '/'));
}

interface Instance {
  readonly exports: WebAssembly.Instance['exports'];
  /** How a call ended that did not return. */
  readonly outcomeOf: (thrown: unknown) => Outcome;
}

function instantiate(start: RehearsalStart, fs: FileSystem, memory: WebAssembly.Memory): Instance {
  let exitCode: number | null = null;
  const wasi = new WasiHost({ fs });
  wasi.attach(memory);
  const control = instantiateControl({
    noteExit: (code) => {
      exitCode = code >>> 0;
    },
    refill: () => {},
  });
  const bindings = bindingFunctions({ events: NOBODY, memory: () => memory, charge: () => {} });
  const instance = new WebAssembly.Instance(start.module, {
    [WASI_MODULE]: { ...wasi.imports, ...fixedWorld(memory, start.seed), proc_exit: control.procExit },
    [BINDINGS_NAMESPACE]: bindings,
    [MEMORY_IMPORT.module]: { [MEMORY_IMPORT.name]: memory },
  });
  const outcomeOf = (thrown: unknown): Outcome =>
    outcomeOfThrow(thrown, {
      stopReason: null,
      fuelLimit: undefined,
      timeoutSeconds: undefined,
      growRefused: false,
      memoryLimit: undefined,
      exitCode,
    });
  return { exports: instance.exports, outcomeOf };
}

function callAll(
  exports: WebAssembly.Instance['exports'],
  calls: readonly string[],
  outcomeOf: Instance['outcomeOf'],
): Outcome {
  for (const name of calls) {
    const call = exports[name];
    if (typeof call !== 'function') throw new Error(`it exports no function '${name}'`);
    try {
      const code = (call as Call)() ?? 0;
      if (code !== 0) return { kind: 'returned', code };
    } catch (thrown) {
      return outcomeOf(thrown);
    }
  }
  return { kind: 'ok' };
}

function openFiles(fs: FileSystem): string[] {
  return fs.descriptors.slots
    .slice(STANDARD_DESCRIPTORS)
    .flatMap((descriptor) =>
      descriptor === undefined ? [] : [descriptor.file === null ? 'a directory' : textFromName(descriptor.file.name)],
    );
}

function stateOf(
  memory: WebAssembly.Memory,
  exports: WebAssembly.Instance['exports'],
  globals: readonly string[],
): RehearsedState {
  const values = globals.map((name) => {
    const { value } = exports[name] as WebAssembly.Global<number | bigint>;
    return [name, value] as const;
  });
  return { memory: new Uint8Array(memory.buffer.slice(0)), globals: new Map(values) };
}
