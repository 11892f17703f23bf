import { encodeModule } from '../encoder.ts';
import { FUEL_EXPORT, FUEL_HOOK_EXPORT } from '../passes/fuel.ts';
import { TestInstance } from './engine.ts';

/** A wasm function `() -> ()` that calls `hook`: only such functions can be put into a table. */
export function asTableEntry(hook: () => void): unknown {
  const bytes = encodeModule({
    types: [{ params: [], results: [] }],
    imports: [{ module: 'host', name: 'hook', kind: 'function', type: 0 }],
    exports: [{ name: 'hook', kind: 'function', index: 0 }],
  });
  return new TestInstance(bytes, { host: { hook } }).exports['hook'];
}

/** Hands fuel to an instance in slices and keeps the account. */
export class FuelHost {
  /** How often the guest asked for more. */
  questions = 0;
  private readonly instance: TestInstance;
  private readonly slice: bigint;
  private left = 0n;
  private handedOut = 0n;

  constructor(instance: TestInstance, slice: bigint) {
    this.instance = instance;
    this.slice = slice;
    const hook = asTableEntry(() => {
      this.questions++;
      // One charge may be larger than a slice.
      do this.handOut();
      while (instance.i64(FUEL_EXPORT).value < 0n && this.left > 0n);
    });
    instance.table(FUEL_HOOK_EXPORT).set(0, hook);
  }

  /** Begins a new account of `total` units. */
  begin(total: bigint): void {
    this.instance.i64(FUEL_EXPORT).value = 0n;
    this.left = total;
    this.handedOut = 0n;
    this.questions = 0;
    this.handOut();
  }

  get used(): bigint {
    return this.handedOut - this.instance.i64(FUEL_EXPORT).value;
  }

  private handOut(): void {
    const units = this.left < this.slice ? this.left : this.slice;
    this.left -= units;
    this.handedOut += units;
    this.instance.i64(FUEL_EXPORT).value += units;
  }
}
