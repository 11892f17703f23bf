/** What was measured, as it is kept in the JSON file. */
import type { Machine } from './machine.ts';
import type { Measurement } from './measure.ts';

export interface VariantResult {
  readonly label: string;
  readonly host: string;
  readonly threads: number;
  readonly fuel: boolean;
  readonly set: string | null;
  readonly runs: Measurement[];
  /** Of the work's own rows: one value per run. */
  readonly metrics: Record<string, number[]>;
  /** What went wrong; the variant is not run again then. */
  failure: string | null;
}

export interface WorkResult {
  readonly name: string;
  readonly title: string;
  readonly facts: Readonly<Record<string, number>>;
  /** Bytes of the module, by module set. */
  readonly modules: Readonly<Record<string, number>>;
  readonly variants: VariantResult[];
  /** Variants that could not be run, each with the reason. */
  readonly leftOut: readonly string[];
  /** Load average of the last minute. */
  readonly loadBefore: number;
  loadAfter: number;
}

export interface Results {
  readonly machine: Machine;
  readonly meter: string;
  readonly quick: boolean;
  readonly seed: number;
  /** Others' names and commands, without directories. */
  readonly against: Readonly<Record<string, string>>;
  readonly works: WorkResult[];
  /** What was left out of the whole comparison, with the reason. */
  readonly leftOut: readonly string[];
}
