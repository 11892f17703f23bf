import type { LimitsEntry } from '../encoder.ts';
import { WasmRefusedError } from '../errors.ts';
import type { Additions } from '../additions.ts';
import { signed, unsigned } from '../leb128.ts';
import type { Limits, ModuleIndex } from '../module-facts.ts';
import { EMPTY_BLOCK, OP } from '../opcodes.ts';
import { VALUE } from '../value-types.ts';
import { FUEL_PER_PAGE, type FuelRuntime } from './fuel.ts';

/** Exported mutable i32: set to 1 when memory.grow gave -1. The host clears it. */
export const GROW_REFUSED_EXPORT = '__wadup_grow_refused';

const MINUS_ONE = 0x7f;

/**
 * Lowered limits for every memory, such that all together they never exceed `maxPages`. What the minima leave over is
 * divided evenly: nearly every module has one memory, which gets all of it.
 */
export function limitMemories(module: ModuleIndex, maxPages: number): LimitsEntry[] {
  return lower(module.memories, maxPages, (needed) => {
    const message = `needs ${needed} pages of memory (64 KiB each) from the start; the limit is ${maxPages} pages`;
    return new WasmRefusedError('memory-minimum', message);
  });
}

/** The same for the elements of all tables. */
export function limitTables(module: ModuleIndex, maxElements: number): LimitsEntry[] {
  return lower(module.tables, maxElements, (needed) => {
    const message = `declares tables of ${needed} elements; the limit is ${maxElements}`;
    return new WasmRefusedError('table-minimum', message);
  });
}

function lower(all: readonly Limits[], most: number, refusal: (needed: number) => Error): LimitsEntry[] {
  let needed = 0;
  for (const { minimum } of all) needed += minimum;
  if (needed > most) throw refusal(needed);
  const share = Math.floor((most - needed) / Math.max(1, all.length));
  return all.map(({ minimum, maximum = Infinity }) => ({ minimum, maximum: Math.min(maximum, minimum + share) }));
}

/** Makes functions that stand in for memory.grow: they charge fuel for asking and for pages really added, and note a refusal. */
export function growFunctions(
  additions: Additions,
  fuel: FuelRuntime | undefined,
  noteRefusal: boolean,
): (memory: number) => number {
  const made = new Map<number, number>();
  const refused = noteRefusal ? addRefusedFlag(additions) : undefined;
  return (memory) => {
    let index = made.get(memory);
    if (index === undefined) {
      const type = additions.type([VALUE.i32], [VALUE.i32]);
      index = additions.function(type, { locals: [VALUE.i32], code: growCode(memory, fuel, refused) });
      made.set(memory, index);
    }
    return index;
  };
}

function addRefusedFlag(additions: Additions): number {
  const flag = additions.global({ type: VALUE.i32, mutable: true, init: [OP.i32Const, 0] });
  additions.export(GROW_REFUSED_EXPORT, 'global', flag);
  return flag;
}

function growCode(memory: number, fuel: FuelRuntime | undefined, refused: number | undefined): number[] {
  const [pages, result] = [0, 1];
  const pageCost = [OP.i64Const, ...signed(FUEL_PER_PAGE)];
  const note = refused === undefined ? [] : [OP.i32Const, 1, OP.globalSet, ...unsigned(refused)];
  const charge = fuel?.chargeAndCheck([OP.localGet, pages, OP.i64ExtendI32U, ...pageCost, OP.i64Mul]) ?? [];
  // Asking takes V8 microseconds, also for no page at all.
  const ask = fuel?.chargeAndCheck(pageCost) ?? [];
  return [
    ask,
    [OP.localGet, pages, OP.memoryGrow, ...unsigned(memory), OP.localTee, result],
    [OP.i32Const, MINUS_ONE, OP.i32Eq, OP.if, EMPTY_BLOCK, ...note, OP.else, ...charge, OP.end],
    [OP.localGet, result, OP.end],
  ].flat();
}
