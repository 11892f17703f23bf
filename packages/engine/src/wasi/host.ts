import { argumentFunctions } from './args.ts';
import { clockFunctions } from './clock.ts';
import { WasiContext, type WasiOptions } from './context.ts';
import { descriptorFunctions } from './fd.ts';
import { fileStatFunctions } from './filestat.ts';
import { inputOutputFunctions } from './io.ts';
import { compileNarrowing, WIDE_NAMES, widen } from './narrow.ts';
import { pathFunctions } from './path.ts';
import { pollFunctions } from './poll.ts';
import { ProcessExit, processFunctions } from './process.ts';
import { randomFunctions } from './random.ts';
import type { HostFunction } from './signatures.ts';
import { socketFunctions } from './sockets.ts';

/** WASI preview1 for one instance. */
export class WasiHost {
  /** The import object of module `wasi_snapshot_preview1`. */
  readonly imports: Record<string, WebAssembly.ImportValue>;
  /** What `proc_exit` throws; its `code` is the guest's exit status. */
  readonly exit: ProcessExit = new ProcessExit();
  readonly #context: WasiContext;

  /** `narrowing` is what `compileNarrowing` gave, when a thread has several hosts. */
  constructor(options: WasiOptions, narrowing: WebAssembly.Module = compileNarrowing()) {
    const context = new WasiContext(options);
    this.#context = context;
    const functions: Record<string, HostFunction> = {
      ...argumentFunctions(context),
      ...clockFunctions(context),
      ...descriptorFunctions(context),
      ...fileStatFunctions(context),
      ...inputOutputFunctions(context),
      ...pathFunctions(context),
      ...pollFunctions(context),
      ...processFunctions(context, this.exit),
      ...randomFunctions(context),
      ...socketFunctions(context),
    };
    const wide = Object.fromEntries(WIDE_NAMES.map((name) => [name, functions[name]!]));
    this.imports = { ...functions, ...widen(narrowing, wide) };
  }

  /** The instance's memory; to be called before the guest calls anything. */
  attach(memory: WebAssembly.Memory): void {
    this.#context.memory.attach(memory);
  }

  /** Units of work done for the guest since they were last taken away, see `CHARGE`. */
  get pendingFuel(): number {
    return this.#context.pendingFuel;
  }

  set pendingFuel(units: number) {
    this.#context.pendingFuel = units;
  }
}
