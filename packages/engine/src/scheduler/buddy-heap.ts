/**
 * A buddy allocator over the shared heap, with all of its state in the heap itself, so that every worker thread can
 * allocate and release.
 *
 * Memory is handed out in units of 64 bytes. A block of n units begins at a multiple (in units, from `#base`) of the
 * next power of two and occupies exactly n units: what the power of two has beyond them is given back at once, as the
 * smaller powers of two that it consists of. Callers keep the size of their blocks and give it back when they release.
 *
 * Layout: words 0–31 heads of the free lists by order, then `FREE_ORDERS`, `USED_UNITS`, `PEAK_UNITS`; from byte 256 on
 * one byte per unit (0, or order + 1 where a free block begins); then the units. A free block's first two words link
 * it to its list's next and previous block (unit number + 1; 0 is none).
 */
import { Mutex } from '../sync/mutex.ts';

export const HEAP_UNIT = 64;
const UNIT_SHIFT = 6;
const FREE_ORDERS = 32;
const USED_UNITS = 33;
const PEAK_UNITS = 34;
const STATES_OFFSET = 256;

/** Smallest power of two that is not below `n` (1 … 2^30). */
function powerOfTwoFrom(n: number): number {
  return n <= 1 ? 1 : 1 << (32 - Math.clz32(n - 1));
}

function orderOf(powerOfTwo: number): number {
  return 31 - Math.clz32(powerOfTwo);
}

function unitsFor(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / HEAP_UNIT));
}

export class BuddyHeap {
  readonly #words: Int32Array;
  readonly #states: Uint8Array;
  readonly #mutex: Mutex;
  /** Byte offset of unit 0. */
  readonly #base: number;
  readonly #units: number;

  /** `mutexWords[mutexIndex]` is the lock; it is taken by every public method except the `…Locked` ones. */
  constructor(memory: SharedArrayBuffer, mutexWords: Int32Array, mutexIndex: number) {
    this.#words = new Int32Array(memory, 0, memory.byteLength >>> 2);
    this.#mutex = new Mutex(mutexWords, mutexIndex);
    // One state byte per unit; a few units at the end may go unused.
    const most = Math.floor((memory.byteLength - STATES_OFFSET) / (HEAP_UNIT + 1));
    this.#base = (STATES_OFFSET + most + HEAP_UNIT - 1) & -HEAP_UNIT;
    this.#units = Math.min(most, Math.floor((memory.byteLength - this.#base) / HEAP_UNIT));
    this.#states = new Uint8Array(memory, STATES_OFFSET, this.#units);
  }

  /** Makes fresh (zeroed) memory one large free area. Once per run, before any other thread sees the memory. */
  format(): void {
    let unit = 0;
    while (unit < this.#units) {
      const order = orderOf(this.#units - unit);
      this.#link(unit, order);
      unit += 1 << order;
    }
  }

  lock(): void {
    this.#mutex.lock();
  }

  unlock(): void {
    this.#mutex.unlock();
  }

  /** Bytes handed out. */
  get usedBytes(): number {
    return this.#words[USED_UNITS]! * HEAP_UNIT;
  }

  /** The most that was ever handed out. */
  get peakBytes(): number {
    return this.#words[PEAK_UNITS]! * HEAP_UNIT;
  }

  /** Bytes that can be handed out, in all. */
  get totalBytes(): number {
    return this.#units * HEAP_UNIT;
  }

  /** A block of at least `bytes` bytes: its byte offset in the heap, or 0 when there is none. */
  allocate(bytes: number): number {
    this.lock();
    const address = this.allocateLocked(bytes);
    this.unlock();
    return address;
  }

  /** Gives back what was allocated with `bytes`. */
  release(address: number, bytes: number): void {
    this.lock();
    this.releaseLocked(address, bytes);
    this.unlock();
  }

  /** Keeps the first `keep` bytes of a block of `bytes` bytes. */
  trim(address: number, bytes: number, keep: number): void {
    this.lock();
    this.trimLocked(address, bytes, keep);
    this.unlock();
  }

  /** Makes a block of `bytes` bytes one of `wanted` bytes where it is; `false`: impossible, nothing changed. */
  growInPlace(address: number, bytes: number, wanted: number): boolean {
    this.lock();
    const grown = this.#grow((address - this.#base) >>> UNIT_SHIFT, unitsFor(bytes), unitsFor(wanted));
    this.unlock();
    return grown;
  }

  allocateLocked(bytes: number): number {
    const units = unitsFor(bytes);
    if (units > this.#units) return 0;
    const order = orderOf(powerOfTwoFrom(units));
    const candidates = this.#words[FREE_ORDERS]! & (-1 << order);
    if (candidates === 0) return 0;
    const found = orderOf(candidates & -candidates);
    const unit = this.#words[found]! - 1;
    this.#unlink(unit, found);
    // Of the block that was found, only the first `units` are kept.
    this.#freeRange(unit, units, 1 << found);
    this.#countUsed(units);
    return this.#base + (unit << UNIT_SHIFT);
  }

  releaseLocked(address: number, bytes: number): void {
    this.#give((address - this.#base) >>> UNIT_SHIFT, unitsFor(bytes));
  }

  trimLocked(address: number, bytes: number, keep: number): void {
    const units = unitsFor(bytes);
    const kept = unitsFor(keep);
    if (kept >= units) return;
    const unit = (address - this.#base) >>> UNIT_SHIFT;
    // The tail of a block, cut at multiples of ever larger powers of two, is made of buddy blocks.
    this.#freeRange(unit, kept, units);
    this.#words[USED_UNITS] = this.#words[USED_UNITS]! - (units - kept);
  }

  /** Throws when the free lists, the states and the counters disagree, or two free buddies were not joined. */
  verify(): void {
    let free = 0;
    for (let unit = 0; unit < this.#units; unit++) {
      const state = this.#states[unit]!;
      if (state === 0) continue;
      const size = 1 << (state - 1);
      if (unit % size !== 0 || unit + size > this.#units) throw new Error(`Free block ${unit} has a wrong order.`);
      for (let inner = unit + 1; inner < unit + size; inner++) {
        if (this.#states[inner] !== 0) throw new Error(`Free blocks ${unit} and ${inner} overlap.`);
      }
      if (this.#states[unit ^ size] === state) throw new Error(`Buddies ${unit} and ${unit ^ size} are both free.`);
      free += size;
    }
    if (free + this.#words[USED_UNITS]! !== this.#units) throw new Error('The used units are counted wrongly.');
    let listed = 0;
    for (let order = 0; order < 31; order++) {
      const head = this.#words[order]!;
      if ((head !== 0) !== ((this.#words[FREE_ORDERS]! & (1 << order)) !== 0))
        throw new Error(`Order ${order} is marked wrongly.`);
      for (let link = head, previous = 0; link !== 0; previous = link, link = this.#words[this.#wordOf(link - 1)]!) {
        if (this.#states[link - 1] !== order + 1) throw new Error(`Block ${link - 1} is in a wrong list.`);
        if (this.#words[this.#wordOf(link - 1) + 1] !== previous)
          throw new Error(`Block ${link - 1} is linked wrongly.`);
        listed += 1 << order;
      }
    }
    if (listed !== free) throw new Error('Free blocks are missing from their lists.');
  }

  #grow(unit: number, units: number, wanted: number): boolean {
    if (wanted <= units) return true;
    const span = powerOfTwoFrom(wanted);
    if ((unit & (span - 1)) !== 0 || unit + wanted > this.#units) return false;
    let end = units;
    while (end < wanted) {
      const size = end & -end;
      if (this.#states[unit + end] !== orderOf(size) + 1) return false;
      end += size;
    }
    for (let at = units; at < end; ) {
      const size = at & -at;
      this.#unlink(unit + at, orderOf(size));
      at += size;
    }
    this.#freeRange(unit, wanted, end);
    this.#countUsed(wanted - units);
    return true;
  }

  /** Frees units `from` … `to` of the block that begins at `unit`; none of them can be joined with what is kept. */
  #freeRange(unit: number, from: number, to: number): void {
    for (let at = from; at < to; ) {
      let size = at & -at;
      while (at + size > to) size >>>= 1;
      this.#freePiece(unit + at, orderOf(size));
      at += size;
    }
  }

  #give(unit: number, units: number): void {
    this.#words[USED_UNITS] = this.#words[USED_UNITS]! - units;
    let at = unit;
    for (let rest = units; rest !== 0; ) {
      const order = orderOf(rest);
      this.#freePiece(at, order);
      at += 1 << order;
      rest -= 1 << order;
    }
  }

  #freePiece(piece: number, pieceOrder: number): void {
    let unit = piece;
    let order = pieceOrder;
    for (;;) {
      const buddy = unit ^ (1 << order);
      // Beyond the end of memory the state is undefined.
      if (this.#states[buddy] !== order + 1) break;
      this.#unlink(buddy, order);
      unit &= ~(1 << order);
      order++;
    }
    this.#link(unit, order);
  }

  #link(unit: number, order: number): void {
    const words = this.#words;
    const word = this.#wordOf(unit);
    const head = words[order]!;
    words[word] = head;
    words[word + 1] = 0;
    if (head !== 0) words[this.#wordOf(head - 1) + 1] = unit + 1;
    words[order] = unit + 1;
    words[FREE_ORDERS] = words[FREE_ORDERS]! | (1 << order);
    this.#states[unit] = order + 1;
  }

  #unlink(unit: number, order: number): void {
    const words = this.#words;
    const word = this.#wordOf(unit);
    const next = words[word]!;
    const previous = words[word + 1]!;
    if (next !== 0) words[this.#wordOf(next - 1) + 1] = previous;
    if (previous !== 0) words[this.#wordOf(previous - 1)] = next;
    else {
      words[order] = next;
      if (next === 0) words[FREE_ORDERS] = words[FREE_ORDERS]! & ~(1 << order);
    }
    this.#states[unit] = 0;
  }

  #wordOf(unit: number): number {
    return (this.#base + (unit << UNIT_SHIFT)) >>> 2;
  }

  #countUsed(units: number): void {
    const used = this.#words[USED_UNITS]! + units;
    this.#words[USED_UNITS] = used;
    if (used > this.#words[PEAK_UNITS]!) this.#words[PEAK_UNITS] = used;
  }
}
