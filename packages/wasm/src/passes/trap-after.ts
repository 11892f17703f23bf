import type { Additions } from '../additions.ts';
import { unsigned } from '../leb128.ts';
import { functionType } from '../module-index.ts';
import type { ModuleIndex } from '../module-facts.ts';
import { OP } from '../opcodes.ts';

/** A function import by its two names. */
export interface ImportName {
  readonly module: string;
  readonly name: string;
}

/**
 * For every function import that is named, adds a function of the same type that calls it and then traps, so that the
 * guest never continues behind the call, not even in a catch_all. Gives the stand-in of each imported function, or -1.
 */
export function addTrappingStandIns(
  module: ModuleIndex,
  additions: Additions,
  names: readonly ImportName[],
): Int32Array {
  const standIns = new Int32Array(module.importedFunctions).fill(-1);
  for (const entry of module.imports) {
    if (entry.kind !== 'function') continue;
    if (!names.some(({ module: from, name }) => from === entry.module && name === entry.name)) continue;
    standIns[entry.index] = addStandIn(module, additions, entry.index);
  }
  return standIns;
}

function addStandIn(module: ModuleIndex, additions: Additions, imported: number): number {
  const { params } = functionType(module, imported);
  const code = params.flatMap((_, index) => [OP.localGet, ...unsigned(index)]);
  code.push(OP.call, ...unsigned(imported), OP.unreachable, OP.end);
  return additions.function(module.functionTypes[imported]!, { code });
}
