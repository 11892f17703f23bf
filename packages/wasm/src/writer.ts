import { writePaddedUnsigned, writeSigned, writeUnsigned } from './leb128.ts';

// Below this many bytes a plain loop beats TypedArray.set, which needs a view object.
const LOOP_COPY_BYTES = 128;
const PADDED_SIZE_BYTES = 5;
const UTF8 = new TextEncoder();

/** A growing byte buffer. Offsets handed out stay valid while it grows. */
export class ByteWriter {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity = 256) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `more` bytes. Callers that then write into `bytes` directly must advance `length` themselves. */
  reserve(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, Math.ceil(this.bytes.length * 1.5)));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  u8(value: number): this {
    this.reserve(1);
    this.bytes[this.length++] = value;
    return this;
  }

  u32(value: number): this {
    this.reserve(PADDED_SIZE_BYTES);
    this.length = writeUnsigned(this.bytes, this.length, value);
    return this;
  }

  s32(value: number): this {
    this.reserve(PADDED_SIZE_BYTES);
    this.length = writeSigned(this.bytes, this.length, value);
    return this;
  }

  raw(values: Uint8Array | readonly number[]): this {
    this.reserve(values.length);
    this.bytes.set(values, this.length);
    this.length += values.length;
    return this;
  }

  /** Copies `source[start, end)`. */
  range(source: Uint8Array, start: number, end: number): this {
    const size = end - start;
    this.reserve(size);
    if (size < LOOP_COPY_BYTES) {
      const target = this.bytes;
      let at = this.length;
      for (let from = start; from < end; from++) target[at++] = source[from]!;
    } else {
      this.bytes.set(source.subarray(start, end), this.length);
    }
    this.length += size;
    return this;
  }

  name(text: string): this {
    const encoded = UTF8.encode(text);
    return this.u32(encoded.length).raw(encoded);
  }

  /** Leaves room for a size that becomes known at `closeSize`. */
  openSize(): number {
    this.reserve(PADDED_SIZE_BYTES);
    this.length += PADDED_SIZE_BYTES;
    return this.length;
  }

  /** Fills in the number of bytes written since `openSize` returned `opened`. */
  closeSize(opened: number): void {
    writePaddedUnsigned(this.bytes, opened - PADDED_SIZE_BYTES, this.length - opened);
  }

  /** The bytes written so far (a view, not a copy). */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}
