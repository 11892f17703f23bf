/** What one filesystem may hold. A refusal is remembered, so that the host can name the quota in a sentence. */

export type QuotaName = 'bytes' | 'files' | 'descriptors';

export interface QuotaLimits {
  readonly bytes: number;
  readonly files: number;
  readonly descriptors: number;
}

/** A buffer for bytes of files, kept for the next file: most contents write one small file and no more. */
const LARGEST_SPARE = 1 << 20;

export class Quota {
  readonly limits: QuotaLimits;
  bytes = 0;
  files = 0;
  /** The quota that was hit first since `clearExceeded`; `null` when none was. */
  exceeded: QuotaName | null = null;
  #spare: Uint8Array | null = null;

  constructor(limits: QuotaLimits) {
    this.limits = limits;
  }

  clearExceeded(): void {
    this.exceeded = null;
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
