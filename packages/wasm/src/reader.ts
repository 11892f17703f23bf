import { WasmFormatError } from './errors.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A cursor over `bytes[start, end)`. `part` names what is being read, for error sentences. */
export class ByteReader {
  readonly bytes: Uint8Array;
  position: number;
  end: number;
  part: string;

  constructor(bytes: Uint8Array, start: number, end: number, part: string) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
    this.part = part;
  }

  fail(message: string, offset: number = this.position): never {
    throw new WasmFormatError(
      'malformed',
      `is not valid WebAssembly: ${message} (${this.part}, byte ${offset})`,
      offset,
    );
  }

  u8(): number {
    if (this.position >= this.end) this.fail('it ends too early');
    return this.bytes[this.position++]!;
  }

  /** Unsigned LEB128, at most 32 bits in at most 5 bytes. */
  u32(): number {
    const first = this.u8();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    const last = this.u8();
    if (last > 0x0f) this.fail('a number is longer than 32 bits', this.position - 1);
    return (value | (last << 28)) >>> 0;
  }

  /** An index that must be below `count`. */
  index(count: number, what: string): number {
    const at = this.position;
    const value = this.u32();
    if (value >= count) this.fail(`${what} ${value} does not exist, there are ${count}`, at);
    return value;
  }

  /** A number of entries, refused above `limit` and when the remaining bytes cannot hold one byte for each. */
  count(limit: number, what: string): number {
    const at = this.position;
    const value = this.u32();
    if (value > limit) this.fail(`${value} ${what}, more than the engine's ${limit}`, at);
    if (value > this.end - this.position) this.fail(`${value} ${what} do not fit into the section`, at);
    return value;
  }

  /** Steps over one LEB128 number of any sign, at most `maxBytes` long. */
  skipLeb(maxBytes: number): void {
    const start = this.position;
    while (this.u8() >= 0x80) {
      if (this.position - start >= maxBytes) this.fail('a number is too long', start);
    }
  }

  /** Signed 33-bit LEB128 (block and heap types). */
  s33(): number {
    const start = this.position;
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) {
        if (this.position - start === 5 && (byte & 0x70) !== 0x70 && (byte & 0x70) !== 0) {
          this.fail('a number is longer than 33 bits', start);
        }
        return (byte & 0x40) === 0 ? value : value - scale;
      }
      if (this.position - start >= 5) this.fail('a number is too long', start);
    }
  }

  skip(length: number): void {
    if (length > this.end - this.position) this.fail(`${length} more bytes are declared than there are`);
    this.position += length;
  }

  /** A length-prefixed UTF-8 name. */
  name(): string {
    const length = this.u32();
    const start = this.position;
    this.skip(length);
    try {
      return UTF8.decode(this.bytes.subarray(start, this.position));
    } catch {
      return this.fail('a name is not UTF-8', start);
    }
  }
}
