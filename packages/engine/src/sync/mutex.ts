/** A lock in shared memory: a futex of three states (0 free, 1 held, 2 held and waited for). Only worker threads wait for it. */
export class Mutex {
  readonly #words: Int32Array;
  readonly #index: number;

  constructor(words: Int32Array, index: number) {
    this.#words = words;
    this.#index = index;
  }

  tryLock(): boolean {
    return Atomics.compareExchange(this.#words, this.#index, 0, 1) === 0;
  }

  lock(): void {
    if (this.tryLock()) return;
    // Whoever waits leaves the word at 2, so that the holder knows to wake somebody.
    while (Atomics.exchange(this.#words, this.#index, 2) !== 0) Atomics.wait(this.#words, this.#index, 2);
  }

  unlock(): void {
    if (Atomics.exchange(this.#words, this.#index, 0) === 2) Atomics.notify(this.#words, this.#index, 1);
  }
}
