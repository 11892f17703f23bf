import { WasmRefusedError } from '../errors.ts';
import type { ModuleIndex } from '../module-facts.ts';

/** An import by its two names. */
export interface ImportName {
  readonly module: string;
  readonly name: string;
}

/**
 * A memory that becomes an import keeps its index only if it is the module's only one: imported memories come first.
 * Functions do not move, because imports count separately for each kind.
 */
export function checkImportMemory(module: ModuleIndex): void {
  if (module.memories.length > 1) {
    const message = `has ${module.memories.length} memories; one is supported`;
    throw new WasmRefusedError('import-memory', message);
  }
}
