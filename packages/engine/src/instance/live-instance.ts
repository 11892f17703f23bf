/** One instance of one module with everything that is its own: memory, filesystem, WASI host, meter. */
import { FUEL_HOOK_EXPORT, START_EXPORT } from '@wadup/wasm';
import type { OutputCapture } from '../collect/captured-output.ts';
import { instantiateContentRead } from '../gateway/content-read.ts';
import { instantiateControl } from '../gateway/control.ts';
import type { ResolvedLimits } from '../options.ts';
import type { PreparedModule } from '../protocol.ts';
import type { ContentSource } from '../stages.ts';
import { openStream } from '../vfs/open.ts';
import type { ContentWindow } from '../vfs/content-window.ts';
import { type Stream, StreamNode } from '../vfs/inode.ts';
import { ModuleFileSystem } from '../vfs/module-fs.ts';
import { EmptyStream } from '../vfs/streams.ts';
import { WasiHost } from '../wasi/host.ts';
import { WASI_MODULE } from '../wasi/signatures.ts';
import { bindingFunctions } from './bindings.ts';
import { optimizeEntry } from './code-cache.ts';
import { BINDINGS_NAMESPACE } from './contract.ts';
import type { GuestEvents } from './guest-events.ts';
import { HeapWatch } from './heap-watch.ts';
import { Meter } from './metering.ts';
import { CaptureStream } from './capture-stream.ts';
import type { CallFacts } from './outcome.ts';
import { createMemory } from './initial-memory.ts';
import { MEMORY_IMPORT } from './prepare.ts';
import { quotaLimits, quotaSentence } from './quotas.ts';

export interface LiveInstanceParts {
  readonly prepared: PreparedModule;
  readonly limits: ResolvedLimits;
  readonly events: GuestEvents;
  readonly capture: OutputCapture;
  /** Shared by all instances of a thread. */
  readonly window: ContentWindow;
}

type Call = () => number | undefined;

export class LiveInstance {
  readonly files: ModuleFileSystem;
  readonly meter: Meter;
  /** The code given to `proc_exit` in the last call, `null` when it was not called. */
  exitCode: number | null = null;
  readonly #limits: ResolvedLimits;
  readonly #wasi: WasiHost;
  readonly #instance: WebAssembly.Instance;
  readonly #memory: WebAssembly.Memory;
  readonly #growRefused: WebAssembly.Global<number> | null;
  readonly #process: Call;
  readonly #flush: Call | null;

  /** Makes the instance; none of its code has run yet. Throws what V8 throws when it cannot be instantiated. */
  constructor({ prepared, limits, events, capture, window }: LiveInstanceParts) {
    this.#limits = limits;
    this.files = new ModuleFileSystem(quotaLimits(limits), events, window);
    this.#openStandardStreams(capture);
    const memory = createMemory(prepared.memory);
    this.#wasi = new WasiHost({
      fs: this.files.fs,
      remainingMs: () => this.meter.remainingMs(),
      onDeadline: () => this.meter.timeIsUp(),
      onWork: () => this.meter.settle(),
    });
    this.meter = new Meter({
      fuelLimit: limits.fuel,
      timeLimit: limits.timeout,
      heap: prepared.usesExceptions ? new HeapWatch() : null,
      takeHostWork: () => {
        const units = this.#wasi.pendingFuel + (this.files.windowState?.takeCharges() ?? 0);
        this.#wasi.pendingFuel = 0;
        return units;
      },
    });
    const control = instantiateControl({
      noteExit: (code) => {
        this.exitCode = code >>> 0;
      },
      refill: this.meter.refill,
    });
    this.#instance = new WebAssembly.Instance(prepared.module, {
      [WASI_MODULE]: { ...this.#wasi.imports, ...this.#contentRead(window, memory), proc_exit: control.procExit },
      [BINDINGS_NAMESPACE]: bindingFunctions({
        events,
        memory: () => memory,
        charge: (units) => {
          this.#wasi.pendingFuel += units;
        },
      }),
      [MEMORY_IMPORT.module]: { [MEMORY_IMPORT.name]: memory },
    });
    this.#memory = memory;
    this.#wasi.attach(memory);
    const { exports } = this.#instance;
    if (prepared.fuelGlobal !== null) {
      (exports[FUEL_HOOK_EXPORT] as WebAssembly.Table).set(0, control.refill);
      this.meter.attach(exports[prepared.fuelGlobal] as WebAssembly.Global<bigint>);
    }
    this.#growRefused =
      prepared.growRefusedGlobal === null ? null : (exports[prepared.growRefusedGlobal] as WebAssembly.Global<number>);
    this.#process = exports.process as Call;
    this.#flush = prepared.entryPoints.flush ? (exports.__wadup_flush as Call) : null;
  }

  /** What comes before the first content: the module's start function, and `_initialize` or `_start`. */
  startUp(entryPoints: PreparedModule['entryPoints']): void {
    const { exports } = this.#instance;
    (exports[START_EXPORT] as Call | undefined)?.();
    if (entryPoints.initialize) (exports._initialize as Call)();
    if (entryPoints.start) (exports._start as Call)();
  }

  /** The code that `process` returned (0 when it returns nothing), after what it left in buffers was flushed. */
  process(): number {
    const code = this.#process() ?? 0;
    if (this.#flush === null) return code;
    const flushed = this.#flush() ?? 0;
    return code === 0 ? flushed : code;
  }

  /** See code-cache.ts. */
  optimizeEntry(): boolean {
    return optimizeEntry(this.#process);
  }

  begin(source: ContentSource): void {
    this.files.beginContent(source);
  }

  /** Before each call into the guest: nothing of the last one counts. */
  beginCall(): void {
    this.exitCode = null;
    if (this.#growRefused !== null) this.#growRefused.value = 0;
  }

  /** What the host noted during the call. */
  get facts(): CallFacts {
    return {
      stopReason: this.meter.stopReason,
      fuelLimit: this.#limits.fuel,
      timeoutSeconds: this.#limits.timeout,
      growRefused: this.#growRefused !== null && this.#growRefused.value !== 0,
      memoryLimit: this.#limits.maxMemory,
      exitCode: this.exitCode,
    };
  }

  /** How large its linear memory has become. */
  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Which quota of the filesystem was hit first since the content began, in words; `null`: none that matters. */
  hitQuota(failed: boolean): string | null {
    return quotaSentence(this.files.fs.quota, failed);
  }

  #contentRead(window: ContentWindow, memory: WebAssembly.Memory): WebAssembly.Imports[string] {
    const state = this.files.windowState;
    if (state === null) return {};
    const settle = (): void => this.meter.settle();
    return instantiateContentRead({ window, state, memory, wasi: this.#wasi.imports, settle });
  }

  #openStandardStreams(capture: OutputCapture): void {
    const { fs } = this.files;
    const nodeOf = (stream: Stream): StreamNode => new StreamNode(fs.nextNumber(), fs.now(), stream);
    this.files.openStandard([
      openStream(nodeOf(new EmptyStream()), true, false),
      openStream(nodeOf(new CaptureStream(capture, 'stdout')), false, true),
      openStream(nodeOf(new CaptureStream(capture, 'stderr')), false, true),
    ]);
  }
}
