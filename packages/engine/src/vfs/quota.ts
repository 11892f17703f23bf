/**
 * What one filesystem may hold, and what one call may ask for. A refusal is remembered, so that the host can name the
 * quota in a sentence.
 */
import { LIMITS, type StandingLimitName } from '../options.ts';

/** What is asked of a call, with the option that says how much of it may be. */
type CallQuotaName = 'pathBytes' | 'nameBytes' | 'subscriptions' | 'randomBytes';
const BY_CALL: Readonly<Record<CallQuotaName, StandingLimitName>> = {
  pathBytes: 'maxPathBytes',
  nameBytes: 'maxNameBytes',
  subscriptions: 'maxPollSubscriptions',
  randomBytes: 'maxRandomBytes',
};

export type QuotaName = 'bytes' | 'files' | 'descriptors' | CallQuotaName;

/** Those of calls are the options' defaults unless they are given. */
export type QuotaLimits = {
  readonly bytes: number;
  readonly files: number;
  readonly descriptors: number;
} & { readonly [K in CallQuotaName]?: number };

/** A buffer for bytes of files, kept for the next file: most contents write one small file and no more. */
const LARGEST_SPARE = 1 << 20;

export class Quota {
  readonly limits: Required<QuotaLimits>;
  bytes = 0;
  files = 0;
  /** The quota that was hit first since `clearExceeded`; `null` when none was. */
  exceeded: QuotaName | null = null;
  /**
   * As `exceeded`, where nothing was lost by it: a file with a longer name than any file can have was looked for, and
   * is not there. It only explains a failure.
   */
  met: QuotaName | null = null;
  #spare: Uint8Array | null = null;

  constructor(limits: QuotaLimits) {
    const defaults = Object.entries(BY_CALL).map(([name, option]) => [name, LIMITS[option].fallback] as const);
    this.limits = { ...(Object.fromEntries(defaults) as Record<CallQuotaName, number>), ...limits };
  }

  clearExceeded(): void {
    this.exceeded = null;
    this.met = null;
  }

  refuse(name: QuotaName): false {
    this.exceeded ??= name;
    return false;
  }

  /** Whether `count` more bytes fit; counts them when they do. `count` may be negative. */
  takeBytes(count: number): boolean {
    const bytes = this.bytes + count;
    if (bytes > this.limits.bytes) return this.refuse('bytes');
    this.bytes = bytes;
    return true;
  }

  /** Whether one more file, directory or link fits; counts it when it does. */
  takeFile(): boolean {
    if (this.files >= this.limits.files) return this.refuse('files');
    this.files++;
    return true;
  }

  /** A buffer of at least `size` bytes with anything in it, or `null`: allocate one. */
  takeSpare(size: number): Uint8Array | null {
    const spare = this.#spare;
    if (spare === null || spare.length < size) return null;
    this.#spare = null;
    return spare;
  }

  keepSpare(buffer: Uint8Array): void {
    if (buffer.length > LARGEST_SPARE) return;
    if (this.#spare === null || this.#spare.length < buffer.length) this.#spare = buffer;
  }
}
