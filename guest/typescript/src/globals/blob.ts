/** Bytes with a type, which libraries pass around. */
import { encodeUtf8 } from 'wadup:host';

type Part = string | ArrayBuffer | ArrayBufferView | Blob;

export class Blob {
  readonly type: string;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(parts: Iterable<Part> = [], { type = '' }: { type?: string } = {}) {
    const pieces = Array.from(parts, (part) => Blob.#bytesOf(part));
    this.#bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      this.#bytes.set(piece, at);
      at += piece.length;
    }
    this.type = String(type).toLowerCase();
  }

  static #bytesOf(part: Part): Uint8Array {
    if (part instanceof Blob) return part.#bytes;
    if (part instanceof ArrayBuffer) return new Uint8Array(part);
    if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    return encodeUtf8(String(part));
  }

  get size(): number {
    return this.#bytes.length;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#bytes.slice().buffer;
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#bytes.slice();
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(this.#bytes);
  }

  slice(start?: number, end?: number, type = ''): Blob {
    return new Blob([this.#bytes.subarray(start, end)], { type });
  }
}
