/**
 * Fuel and time for one instance. The rewritten module counts fuel down in a global of its own and asks here when it
 * runs out. It is given one slice at a time: between slices the work that host calls caused is added up, and the clock
 * is looked at. Slices are cut by counting alone, so that fuel runs out at the same instruction on every machine.
 *
 * Asking never throws: the module itself traps when it is not given more, and no guest can catch a trap.
 */

import type { HeapWatch } from './heap-watch.ts';

/** Why the host ended a call, before the guest trapped of itself. */
export type StopReason = 'fuel' | 'time' | 'heap' | null;

/** About a millisecond of plain computing, less than a tenth of a second of the slowest instructions (a throw: 200 ns). */
const SLICE = 2_000_000;

const UNLIMITED = Number.MAX_SAFE_INTEGER;

export interface MeterParts {
  /** Units per call; `undefined`: none. */
  readonly fuelLimit: number | undefined;
  /** Seconds per call; `undefined`: none. */
  readonly timeLimit: number | undefined;
  /** Units of work that host calls caused since it was last asked. */
  readonly takeHostWork: () => number;
  /** Of a module with exceptions. */
  readonly heap?: HeapWatch | null;
}

export class Meter {
  stopReason: StopReason = null;
  readonly #fuelLimit: number;
  readonly #timeLimitMs: number;
  readonly #takeHostWork: () => number;
  readonly #heap: HeapWatch | null;
  #counter: WebAssembly.Global<bigint> | null = null;
  /** Given to the module in this call, the part that is still in its counter included. */
  #granted = 0;
  #hostWork = 0;
  #deadline = Infinity;

  constructor(parts: MeterParts) {
    this.#fuelLimit = parts.fuelLimit ?? UNLIMITED;
    this.#timeLimitMs = parts.timeLimit === undefined ? Infinity : parts.timeLimit * 1000;
    this.#takeHostWork = parts.takeHostWork;
    this.#heap = parts.heap ?? null;
  }

  /** The counter of the instance, `null` when its module does not count; its call goes on with what it has left. */
  attach(counter: WebAssembly.Global<bigint> | null): void {
    this.#counter = counter;
    if (counter !== null) counter.value = BigInt(this.#granted);
  }

  /** A new call begins: a full allowance. */
  begin(): void {
    this.stopReason = null;
    this.#hostWork = 0;
    this.#takeHostWork();
    this.#deadline = this.#timeLimitMs === Infinity ? Infinity : performance.now() + this.#timeLimitMs;
    this.#granted = Math.min(SLICE, this.#fuelLimit);
    if (this.#counter !== null) this.#counter.value = BigInt(this.#granted);
  }

  /** The call is over. Whether its host calls alone took it past the limit; then it counts as out of fuel. */
  end(): void {
    if (this.#counter === null || this.stopReason !== null) return;
    if (this.consumed() > this.#fuelLimit) this.stopReason = 'fuel';
  }

  /** Units consumed since `begin`, by instructions and by host calls. */
  consumed(): number {
    this.#hostWork += this.#takeHostWork();
    return this.#granted - this.#left() + this.#hostWork;
  }

  /** Milliseconds until the time limit; Infinity without one. */
  readonly remainingMs = (): number => (this.#deadline === Infinity ? Infinity : this.#deadline - performance.now());

  /** The guest slept to the end of its time: it traps at its next step. */
  readonly timeIsUp = (): void => {
    this.stopReason ??= 'time';
    if (this.#counter === null) return;
    this.#granted -= this.#left() + 1;
    this.#counter.value = -1n;
  };

  /**
   * Takes the work of host calls out of the module's counter at once, so that a guest whose loop does nothing but call
   * the host comes to its next look at the clock in time. Exactly as much is consumed with it as without.
   */
  readonly settle = (): void => {
    const work = this.#takeHostWork();
    if (this.#counter === null) this.#hostWork += work;
    else this.#counter.value -= BigInt(work);
  };

  /** Called by the module when its counter has fallen below zero; it traps if the counter is still below afterwards. */
  readonly refill = (): void => {
    const counter = this.#counter;
    if (counter === null || this.stopReason !== null) return;
    const consumed = this.consumed();
    if (consumed > this.#fuelLimit) this.stopReason = 'fuel';
    else if (performance.now() >= this.#deadline) this.stopReason = 'time';
    else if (this.#heap?.isFull() === true) this.stopReason = 'heap';
    if (this.stopReason !== null) return;
    const slice = Math.min(SLICE, this.#fuelLimit - consumed);
    this.#granted += slice - this.#left();
    counter.value = BigInt(slice);
  };

  #left(): number {
    return this.#counter === null ? this.#granted : Number(this.#counter.value);
  }
}
