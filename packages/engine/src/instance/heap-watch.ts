/**
 * V8's own heap while a guest with exceptions runs. They live there, as many as a deep stack can hold; and a thread
 * whose heap is full dies, and the run with it. Between calls none is left: modules that would keep them elsewhere are
 * refused.
 */
import { getHeapStatistics } from 'node:v8';
import { garbageCollector } from './garbage-collector.ts';

/** Bytes of living objects; the host's own, rows that wait for their commit among them, are a tenth of it at most. */
const MOST_LIVING = 268_435_456;
/** It is asked once a millisecond, and asking takes three microseconds; in so many milliseconds little can happen. */
const ASKED_EVERY = 8;

export interface Heap {
  /** Bytes, of which some may be garbage. */
  used(): number;
  collectGarbage(): void;
}

class OwnHeap implements Heap {
  #collect: (() => void) | null = null;

  used(): number {
    return getHeapStatistics().used_heap_size;
  }

  collectGarbage(): void {
    this.#collect ??= garbageCollector();
    this.#collect();
  }
}

export class HeapWatch {
  readonly #heap: Heap;
  #asked = 0;

  constructor(heap: Heap = new OwnHeap()) {
    this.#heap = heap;
  }

  /** Whether the guest keeps too much. To be asked in the middle of its calls, every now and then. */
  isFull(): boolean {
    this.#asked++;
    if (this.#asked % ASKED_EVERY !== 0 || this.#heap.used() <= MOST_LIVING) return false;
    this.#heap.collectGarbage();
    return this.#heap.used() > MOST_LIVING;
  }
}
