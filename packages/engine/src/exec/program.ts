/** One program with everything that is its own, run once from its beginning to its end. */
import { FUEL_HOOK_EXPORT, START_EXPORT } from '@wadup/wasm';
import { messageOf } from '../errors.ts';
import { instantiateControl } from '../gateway/control.ts';
import { bindingFunctions } from '../instance/bindings.ts';
import { BINDINGS_NAMESPACE } from '../instance/contract.ts';
import type { GuestEvents } from '../instance/guest-events.ts';
import { HeapWatch } from '../instance/heap-watch.ts';
import { Meter } from '../instance/metering.ts';
import { outcomeOfThrow } from '../instance/outcome.ts';
import { createMemory } from '../instance/initial-memory.ts';
import { MEMORY_IMPORT } from '../instance/prepare.ts';
import { quotaLimits, quotaSentence } from '../instance/quotas.ts';
import type { Outcome } from '../stages.ts';
import { FileSystem } from '../vfs/filesystem.ts';
import { HostView } from '../vfs/host-directory.ts';
import { type Stream, StreamNode } from '../vfs/inode.ts';
import { openStream, preopen } from '../vfs/open.ts';
import { nameFromText } from '../vfs/path.ts';
import { WasiHost } from '../wasi/host.ts';
import { WASI_MODULE } from '../wasi/signatures.ts';
import type { ExecEnd, ExecStart, MountedDirectory } from './options.ts';
import { programFailure } from './failure.ts';

export interface StandardStreams {
  readonly stdin: Stream;
  readonly stdout: Stream;
  readonly stderr: Stream;
}

type Call = () => number | undefined;

/** There is no content and no database: what a module for those hands over is accepted and forgotten. */
const NOBODY: GuestEvents = {
  onMetadata: () => {},
  onSubcontent: () => {},
  createStorage: () => {
    throw new Error('a program has no sub-content');
  },
  defineTable: () => null,
  insertRow: () => null,
  emitBytes: () => null,
  emitSlice: () => null,
  problem: () => {},
};

export function runProgram(start: ExecStart, streams: StandardStreams): ExecEnd {
  const { limits } = start;
  const fs = new FileSystem(quotaLimits(limits));
  openStreams(fs, streams);
  const view = new HostView(fs);
  try {
    const problem = mountAll(fs, view, start.directories);
    return problem === null ? new Program(start, fs).run() : { notStarted: problem };
  } finally {
    view.close();
  }
}

function openStreams(fs: FileSystem, { stdin, stdout, stderr }: StandardStreams): void {
  for (const [stream, read] of [
    [stdin, true],
    [stdout, false],
    [stderr, false],
  ] as const) {
    fs.descriptors.add(openStream(new StreamNode(fs.nextNumber(), fs.now(), stream), read, !read));
  }
}

/** What is wrong with one of them, in words. */
function mountAll(fs: FileSystem, view: HostView, directories: readonly MountedDirectory[]): string | null {
  for (const { host, guest } of directories) {
    try {
      fs.descriptors.add(preopen(view.mount(host), nameFromText(guest)));
    } catch (error) {
      return `the directory '${host}' cannot be opened: ${messageOf(error)}`;
    }
  }
  return null;
}

class Program {
  readonly #start: ExecStart;
  readonly #fs: FileSystem;
  readonly #memory: WebAssembly.Memory;
  readonly #wasi: WasiHost;
  readonly #meter: Meter;
  #exitCode: number | null = null;

  constructor(start: ExecStart, fs: FileSystem) {
    this.#start = start;
    this.#fs = fs;
    const { limits, prepared, args, env } = start;
    this.#memory = createMemory(prepared.memory);
    this.#wasi = new WasiHost({
      fs,
      args,
      env,
      remainingMs: () => this.#meter.remainingMs(),
      onDeadline: () => this.#meter.timeIsUp(),
      onWork: () => this.#meter.settle(),
    });
    this.#wasi.attach(this.#memory);
    this.#meter = new Meter({
      fuelLimit: limits.fuel,
      timeLimit: limits.timeout,
      heap: prepared.usesExceptions ? new HeapWatch() : null,
      takeHostWork: () => {
        const units = this.#wasi.pendingFuel;
        this.#wasi.pendingFuel = 0;
        return units;
      },
    });
  }

  run(): ExecEnd {
    const { prepared } = this.#start;
    let instance: WebAssembly.Instance;
    try {
      instance = this.#instantiate();
    } catch (error) {
      return { notStarted: `it cannot be instantiated: ${messageOf(error)}` };
    }
    const started = performance.now();
    const outcome = this.#call(instance);
    const wallMs = performance.now() - started;
    const fuel = prepared.fuelGlobal === null ? null : this.#meter.consumed();
    const { status, failure } = programFailure(outcome);
    const quota = status === 0 ? null : quotaSentence(this.#fs.quota, true);
    return { result: { status, failure, quota, fuel, wallMs, peakMemory: this.#memory.buffer.byteLength } };
  }

  #instantiate(): WebAssembly.Instance {
    const { prepared } = this.#start;
    const control = instantiateControl({
      noteExit: (code) => {
        this.#exitCode = code >>> 0;
      },
      refill: this.#meter.refill,
    });
    const instance = new WebAssembly.Instance(prepared.module, {
      [WASI_MODULE]: { ...this.#wasi.imports, proc_exit: control.procExit },
      [BINDINGS_NAMESPACE]: bindingFunctions({
        events: NOBODY,
        memory: () => this.#memory,
        charge: (units) => {
          this.#wasi.pendingFuel += units;
        },
      }),
      [MEMORY_IMPORT.module]: { [MEMORY_IMPORT.name]: this.#memory },
    });
    if (prepared.fuelGlobal !== null) {
      (instance.exports[FUEL_HOOK_EXPORT] as WebAssembly.Table).set(0, control.refill);
      this.#meter.attach(instance.exports[prepared.fuelGlobal] as WebAssembly.Global<bigint>);
    }
    return instance;
  }

  /** A command is started; any other module is initialised, and its `process` called once. */
  #call(instance: WebAssembly.Instance): Outcome {
    const { exports } = instance;
    const { entryPoints, growRefusedGlobal } = this.#start.prepared;
    this.#meter.begin();
    try {
      (exports[START_EXPORT] as Call | undefined)?.();
      let code = 0;
      if (entryPoints.start) (exports['_start'] as Call)();
      else {
        if (entryPoints.initialize) (exports['_initialize'] as Call)();
        if (entryPoints.process) code = (exports.process as Call)() ?? 0;
        if (entryPoints.flush) code ||= (exports['__wadup_flush'] as Call)() ?? 0;
      }
      this.#meter.end();
      if (this.#meter.stopReason === null) return code === 0 ? { kind: 'ok' } : { kind: 'returned', code };
      return this.#outcome(null, false);
    } catch (thrown) {
      const refused =
        growRefusedGlobal !== null && (exports[growRefusedGlobal] as WebAssembly.Global<number>).value !== 0;
      return this.#outcome(thrown, refused);
    }
  }

  #outcome(thrown: unknown, growRefused: boolean): Outcome {
    const { limits } = this.#start;
    // A program that was refused memory and exits with a status of its own has dealt with it.
    const exited = this.#exitCode !== null && this.#meter.stopReason === null;
    if (exited) return { kind: 'exited', code: this.#exitCode ?? 0 };
    return outcomeOfThrow(thrown, {
      stopReason: this.#meter.stopReason,
      fuelLimit: limits.fuel,
      timeoutSeconds: limits.timeout,
      growRefused,
      memoryLimit: limits.maxMemory,
      exitCode: this.#exitCode,
    });
  }
}
