/**
 * The linear memories of discarded instances. V8 frees them when it next collects garbage, and is in no hurry: of
 * instances with 512 MiB each, seven stood beside each other (3.7 GB) before it did. So it is told to, which takes
 * a few milliseconds, no longer than making such a memory takes.
 */
import { garbageCollector } from './garbage-collector.ts';

/** Bytes of discarded memories that are left to V8. */
const LEFT_TO_V8 = 134_217_728;

export class DiscardedMemory {
  #bytes = 0;
  #collect: (() => void) | null = null;

  /** An instance with this much memory was discarded. */
  add(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Before the next instance is made, when nothing refers to the discarded ones any more. */
  reclaim(): void {
    if (this.#bytes < LEFT_TO_V8) return;
    this.#bytes = 0;
    this.#collect ??= garbageCollector();
    this.#collect();
  }
}
