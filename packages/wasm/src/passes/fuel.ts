import type { Additions } from '../additions.ts';
import type { SizedOperations } from '../code/prefixed.ts';
import { ifThen } from '../encoder.ts';
import { unsigned, signed, signed64 } from '../leb128.ts';
import * as limits from '../limits.ts';
import { EMPTY_BLOCK, MISC, OP } from '../opcodes.ts';
import { VALUE } from '../value-types.ts';

/** Exported mutable i64: fuel that is left. The host sets it before a call and reads it afterwards. */
export const FUEL_EXPORT = '__wadup_fuel';
/** Exported funcref table of one entry: the host puts a `() -> ()` wasm function there that is called when fuel is negative. */
export const FUEL_HOOK_EXPORT = '__wadup_fuel_hook';

/** Bytes of memory that memory.fill, copy and init handle for one unit of fuel. */
export const BULK_BYTES_PER_UNIT = 16;
/** Fuel for each memory.grow, and again for each page that it really added. */
export const FUEL_PER_PAGE: number = limits.PAGE_BYTES / BULK_BYTES_PER_UNIT;
/** Fuel for each element of a table that is set, copied or added: V8 takes 20 to 50 ns for one. */
export const FUEL_PER_ELEMENT = 16;
/** Bulk operations longer than this are done in pieces, with a look at the fuel before each. */
export const BULK_CHUNK_BYTES = 16_777_216;

/** V8 inlines bodies below 12 bytes even where they are never called; this one belongs out of the way. */
const NEVER_INLINED: readonly number[] = [OP.nop, OP.nop, OP.nop, OP.nop];
const BULK_SHIFT = Math.log2(BULK_BYTES_PER_UNIT);
const PAGE_SHIFT = Math.log2(limits.PAGE_BYTES);

/** The counter, the function that is called when it is negative, and the functions that charge by size. */
export class FuelRuntime implements SizedOperations {
  /** Index of the counter. */
  readonly counter: number;
  /** Index of the function that asks the host for more and traps when there is none. */
  readonly exhausted: number;
  /** Index of the function that does so for a counter in a local: takes its value and gives the new one. */
  readonly exhaustedLocal: number;
  private readonly additions: Additions;
  private readonly made = new Map<string, number>();

  constructor(additions: Additions) {
    this.additions = additions;
    this.counter = additions.global({ type: VALUE.i64, mutable: true, init: [OP.i64Const, 0] });
    additions.export(FUEL_EXPORT, 'global', this.counter);
    const hook = additions.table({ element: [VALUE.funcref], minimum: 1, maximum: 1 });
    additions.export(FUEL_HOOK_EXPORT, 'table', hook);
    const nothing = additions.type([], []);
    // The trap cannot be caught by the guest, as an exception thrown by the hook could be.
    const code = [
      [OP.i32Const, 0, OP.callIndirect, ...unsigned(nothing), ...unsigned(hook)],
      this.isNegative(),
      ifThen(OP.unreachable),
      [OP.end],
    ].flat();
    this.exhausted = additions.function(nothing, { code });
    const global = unsigned(this.counter);
    const viaGlobal = [OP.localGet, 0, OP.globalSet, ...global, OP.call, ...unsigned(this.exhausted)];
    this.exhaustedLocal = additions.function(additions.type([VALUE.i64], [VALUE.i64]), {
      code: [...NEVER_INLINED, ...viaGlobal, OP.globalGet, ...global, OP.end],
    });
  }

  chargeBytes(): number {
    return this.once('bytes', () => this.charger(bytesToUnits(0)));
  }

  chargeElements(): number {
    // More elements than any table can have make the operation fail at once: they cost nothing.
    const cost = [OP.localGet, 0, OP.i64ExtendI32U, OP.i64Const, ...signed(FUEL_PER_ELEMENT), OP.i64Mul];
    const nothing = [OP.i64Const, 0];
    const inRange = [OP.localGet, 0, OP.i32Const, ...signed(limits.MAX_TABLE_ELEMENTS), OP.i32LeU];
    return this.once('elements', () => this.charger([...cost, ...nothing, ...inRange, OP.select]));
  }

  fillMemory(memory: number): number {
    return this.once(`fill ${memory}`, () => {
      const fill = [OP.miscPrefix, MISC.memoryFill, ...unsigned(memory)];
      return this.additions.function(this.threeOperands(), { code: this.chunkedFill(memory, fill) });
    });
  }

  copyMemory(destination: number, source: number): number {
    return this.once(`copy ${destination} ${source}`, () => {
      const copy = [OP.miscPrefix, MISC.memoryCopy, ...unsigned(destination), ...unsigned(source)];
      return this.additions.function(this.threeOperands(), { code: this.chunkedCopy(destination, source, copy) });
    });
  }

  /** `counter -= units; if (counter < 0) exhausted()`, where `units` leaves an i64. */
  chargeAndCheck(units: readonly number[]): number[] {
    const counter = unsigned(this.counter);
    return [
      [OP.globalGet, ...counter, ...units, OP.i64Sub, OP.globalSet, ...counter],
      this.isNegative(),
      ifThen(OP.call, ...unsigned(this.exhausted)),
    ].flat();
  }

  private isNegative(): number[] {
    return [OP.globalGet, ...unsigned(this.counter), OP.i64Const, 0, OP.i64LtS];
  }

  private once(name: string, make: () => number): number {
    let index = this.made.get(name);
    if (index === undefined) this.made.set(name, (index = make()));
    return index;
  }

  private threeOperands(): number {
    return this.additions.type([VALUE.i32, VALUE.i32, VALUE.i32], []);
  }

  private charger(units: readonly number[]): number {
    const type = this.additions.type([VALUE.i32], [VALUE.i32]);
    return this.additions.function(type, { code: [...this.chargeAndCheck(units), OP.localGet, 0, OP.end] });
  }

  /** (destination, value, length). */
  private chunkedFill(memory: number, fill: readonly number[]): number[] {
    const [at, value, length] = [0, 1, 2];
    const chunk = [OP.i32Const, ...signed(BULK_CHUNK_BYTES)];
    return [
      [OP.localGet, length, ...chunk, OP.i32LeU, OP.if, EMPTY_BLOCK],
      this.chargeAndCheck(bytesToUnits(length)),
      [OP.localGet, at, OP.localGet, value, OP.localGet, length, ...fill, OP.return, OP.end],
      trapUnlessInside(memory, at, length, [OP.localGet, at, OP.localGet, value, OP.localGet, length, ...fill]),
      [OP.loop, EMPTY_BLOCK],
      this.chargeAndCheck([OP.i64Const, ...signed64(BigInt(BULK_CHUNK_BYTES / BULK_BYTES_PER_UNIT))]),
      [OP.localGet, at, OP.localGet, value, ...chunk, ...fill],
      [OP.localGet, at, ...chunk, OP.i32Add, OP.localSet, at],
      [OP.localGet, length, ...chunk, OP.i32Sub, OP.localTee, length],
      [...chunk, OP.i32GtU, OP.brIf, 0, OP.end],
      this.chargeAndCheck(bytesToUnits(length)),
      [OP.localGet, at, OP.localGet, value, OP.localGet, length, ...fill, OP.end],
    ].flat();
  }

  /** (destination, source, length). From the end towards the start when the destination lies behind the source. */
  private chunkedCopy(destinationMemory: number, sourceMemory: number, copy: readonly number[]): number[] {
    const [destination, source, length] = [0, 1, 2];
    const operands = [OP.localGet, destination, OP.localGet, source];
    const chunk = [OP.i32Const, ...signed(BULK_CHUNK_BYTES)];
    const chargeChunk = this.chargeAndCheck([OP.i64Const, ...signed64(BigInt(BULK_CHUNK_BYTES / BULK_BYTES_PER_UNIT))]);
    const shorten = [OP.localGet, length, ...chunk, OP.i32Sub, OP.localTee, length];
    const isLong = [...chunk, OP.i32GtU];
    const advance = (local: number): number[] => [OP.localGet, local, ...chunk, OP.i32Add, OP.localSet, local];
    const plusLength = (local: number): number[] => [OP.localGet, local, OP.localGet, length, OP.i32Add];
    return [
      [OP.localGet, length, ...chunk, OP.i32LeU, OP.if, EMPTY_BLOCK],
      this.chargeAndCheck(bytesToUnits(length)),
      [...operands, OP.localGet, length, ...copy, OP.return, OP.end],
      trapUnlessInside(destinationMemory, destination, length, [...operands, OP.localGet, length, ...copy]),
      trapUnlessInside(sourceMemory, source, length, [...operands, OP.localGet, length, ...copy]),
      [OP.localGet, destination, OP.localGet, source, OP.i32GtU, OP.if, EMPTY_BLOCK],
      // Backwards: the last chunk first, until at most one chunk is left at the start.
      [OP.loop, EMPTY_BLOCK, ...chargeChunk, ...shorten, OP.drop],
      [...plusLength(destination), ...plusLength(source), ...chunk, ...copy],
      [OP.localGet, length, ...isLong, OP.brIf, 0, OP.end],
      [OP.else],
      [OP.loop, EMPTY_BLOCK, ...chargeChunk, ...operands, ...chunk, ...copy],
      [...advance(destination), ...advance(source), ...shorten, ...isLong, OP.brIf, 0, OP.end],
      [OP.end],
      this.chargeAndCheck(bytesToUnits(length)),
      [...operands, OP.localGet, length, ...copy, OP.end],
    ].flat();
  }
}

function bytesToUnits(local: number): number[] {
  return [OP.localGet, local, OP.i32Const, BULK_SHIFT, OP.i32ShrU, OP.i64ExtendI32U];
}

/** If `[at, at + length)` is not inside of the memory, does the undivided operation, which traps before it begins. */
function trapUnlessInside(memory: number, at: number, length: number, undivided: readonly number[]): number[] {
  const end = [OP.localGet, at, OP.i64ExtendI32U, OP.localGet, length, OP.i64ExtendI32U, OP.i64Add];
  const size = [OP.memorySize, ...unsigned(memory), OP.i64ExtendI32U, OP.i64Const, PAGE_SHIFT, OP.i64Shl];
  return [...end, ...size, OP.i64GtU, ...ifThen(...undivided)];
}
