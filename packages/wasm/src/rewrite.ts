import { Additions } from './additions.ts';
import type { ChargeSlack } from './code/function-plan.ts';
import type { LimitsEntry } from './encoder.ts';
import { WasmRefusedError } from './errors.ts';
import type { ModuleIndex } from './module-facts.ts';
import { indexModule } from './module-index.ts';
import { rewriteBodies } from './passes/code.ts';
import { checkComplexity } from './passes/complexity.ts';
import { FuelRuntime } from './passes/fuel.ts';
import { checkReferences } from './passes/function-references.ts';
import { growFunctions, limitMemories, limitTables } from './passes/memory-limit.ts';
import { type ImportName, checkImportMemory } from './passes/import-memory.ts';
import { exportStart } from './passes/start.ts';
import { type ModuleChanges, writeModule } from './module-writer.ts';

/** What to change. Everything is off by default: no option at all gives an equivalent module. */
export interface RewriteOptions {
  /** Count fuel, see FUEL_EXPORT and FUEL_HOOK_EXPORT. A start section becomes START_EXPORT. */
  readonly fuel?: boolean;
  /** Pages (64 KiB) that all memories together can ever have. */
  readonly maxMemoryPages?: number;
  /** Note in GROW_REFUSED_EXPORT that a memory.grow gave -1. */
  readonly noteRefusedGrow?: boolean;
  /** Elements that all tables together can ever have. */
  readonly maxTableElements?: number;
  /** Turn the one memory that the module defines into this import. */
  readonly importMemory?: ImportName;
  /** Turn a start section into START_EXPORT also without fuel. */
  readonly deferStart?: boolean;
}

/** Merging conditional code into the charge before it: fewer charges, at the cost of counting some code not executed. */
export const DEFAULT_SLACK: ChargeSlack = { ratio: 0.5, floor: 4 };

/**
 * Rewrites a core module in one traversal. V8 accepts the result exactly when it accepts the input.
 * Throws WasmFormatError for malformed input and WasmRefusedError for a module that the options or the sandbox exclude.
 */
export function rewrite(bytes: Uint8Array, options: RewriteOptions): Uint8Array {
  return rewriteWithSlack(bytes, options, DEFAULT_SLACK);
}

/** `rewrite` with another precision of counting; `{ ratio: 0, floor: 0 }` counts every instruction exactly. */
export function rewriteWithSlack(bytes: Uint8Array, options: RewriteOptions, slack: ChargeSlack): Uint8Array {
  const module = indexModule(bytes);
  refuseUnsupported(module);
  checkComplexity(module);
  const additions = new Additions(module);
  const fuel = options.fuel === true ? new FuelRuntime(additions) : undefined;
  const countsGrowth = (fuel !== undefined || options.noteRefusedGrow === true) && module.memories.length > 0;
  const growMemory = countsGrowth ? growFunctions(additions, fuel, options.noteRefusedGrow === true) : undefined;
  const defersStart = module.start !== undefined && (fuel !== undefined || options.deferStart === true);
  if (defersStart) exportStart(additions, module.start!);
  if (options.importMemory !== undefined) checkImportMemory(module);

  // Code needs to be looked at only where it is changed or could reach what is added.
  const untouched = additions.isEmpty() && growMemory === undefined;
  if (!untouched) checkReferences(module);
  const bodies = untouched ? undefined : rewriteBodies(module, { fuel, growMemory }, slack);
  const changes: ModuleChanges = {
    additions,
    bodies,
    memories: limitsOf(options.maxMemoryPages, (most) => limitMemories(module, most)),
    tables: limitsOf(options.maxTableElements, (most) => limitTables(module, most)),
    importMemory: module.memories[0]?.imported === false ? options.importMemory : undefined,
    dropStart: defersStart,
    data: [],
  };
  return writeModule(module, changes);
}

function limitsOf(most: number | undefined, lower: (most: number) => LimitsEntry[]): LimitsEntry[] | undefined {
  return most === undefined ? undefined : lower(most);
}

function refuseUnsupported(module: ModuleIndex): void {
  if (module.usesGc) {
    throw new WasmRefusedError('gc', 'uses garbage-collected objects (WasmGC), whose memory cannot be limited');
  }
  if (module.memories.some(({ shared }) => shared)) {
    const message = 'uses memory shared between threads: build it without threads (wasm32-wasip1, not -threads)';
    throw new WasmRefusedError('shared-memory', message);
  }
  if ([...module.memories, ...module.tables].some(({ is64 }) => is64)) {
    throw new WasmRefusedError('memory64', 'uses 64-bit memory addresses: build it for wasm32-wasip1');
  }
}
