import type { Errno } from '../vfs/errno.ts';
import { ERRNO } from '../vfs/errno.ts';

/** An address in the guest's memory, as the guest gives it: it may point anywhere. */
export type GuestPtr = number & { readonly __brand: 'GuestPtr' };

const NOTHING = new ArrayBuffer(0);
const TWO_32 = 4_294_967_296;

/** Views of the guest's memory. When it grows, the old views have no length any more: that is what `current` looks at. */
export class GuestMemory {
  bytes: Uint8Array = new Uint8Array(NOTHING);
  view: DataView = new DataView(NOTHING);
  /** In bytes. */
  size = 0;
  #memory: WebAssembly.Memory | null = null;
  /** To take a bigint apart without making others. */
  readonly #halves: DataView = new DataView(new ArrayBuffer(8));

  attach(memory: WebAssembly.Memory): void {
    this.#memory = memory;
    this.refresh();
  }

  refresh(): void {
    if (this.#memory === null) return;
    const buffer = this.#memory.buffer;
    this.bytes = new Uint8Array(buffer);
    this.view = new DataView(buffer);
    this.size = this.bytes.length;
  }

  /** 0, or FAULT when `length` bytes at `pointer` are not all in memory. Every pointer passes through here before use. */
  check(pointer: number, length: number): Errno {
    if (this.bytes.length === 0) this.refresh();
    return pointer + length <= this.size ? 0 : ERRNO.FAULT;
  }

  getUint32(pointer: number): number {
    return this.view.getUint32(pointer, true);
  }

  setUint32(pointer: number, value: number): void {
    this.view.setUint32(pointer, value, true);
  }

  /** `value` is a whole number from 0 to 2^53. */
  setSize(pointer: number, value: number): void {
    this.view.setUint32(pointer, value, true);
    this.view.setUint32(pointer + 4, value / TWO_32, true);
  }

  setBigint(pointer: number, value: bigint): void {
    this.#halves.setBigUint64(0, value, true);
    this.view.setUint32(pointer, this.#halves.getUint32(0, true), true);
    this.view.setUint32(pointer + 4, this.#halves.getUint32(4, true), true);
  }

  /**
   * A time in milliseconds (from 0; 64 bits last until the year 2554), as nanoseconds in 64 bits: more than a number holds exactly, so
   * computed in two halves.
   */
  setMilliseconds(pointer: number, milliseconds: number): void {
    const high = (milliseconds / 65_536) >>> 0;
    const low = milliseconds - high * 65_536;
    const highNs = high * 1_000_000;
    const upper = (highNs / 65_536) >>> 0;
    const rest = (highNs - upper * 65_536) * 65_536 + Math.round(low * 1_000_000);
    const carry = (rest / TWO_32) >>> 0;
    this.view.setUint32(pointer, rest - carry * TWO_32, true);
    this.view.setUint32(pointer + 4, upper + carry, true);
  }
}

/** An unsigned 64-bit value from its halves; exact up to 2^53. */
export function unsigned64(low: number, high: number): number {
  return (high >>> 0) * TWO_32 + (low >>> 0);
}

/** A signed 64-bit value from its halves; exact between -2^53 and 2^53. */
export function signed64(low: number, high: number): number {
  return high * TWO_32 + (low >>> 0);
}

export function bigint64(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}
