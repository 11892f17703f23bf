/** Queued sub-contents as records, in the heap and in the spill stack. */
import { RECORD } from '../protocol.ts';
import type { Location } from './shared-storage.ts';

/** Memory that holds records, seen as words, floats and bytes. */
export interface RecordMemory {
  readonly words: Int32Array;
  readonly floats: Float64Array;
  readonly bytes: Buffer;
}

/** A queued sub-content. */
export interface QueuedContent extends Location {
  readonly tree: number;
  readonly depth: number;
  readonly parentUuid: string;
  readonly filename: string;
}

/** Bytes of the record of a content whose name has `nameLength` bytes: a multiple of 8. */
export function recordBytes(nameLength: number): number {
  return (RECORD.name + nameLength + 7) & -8;
}

/** Reads and writes records. Keeps the last UUID, because children of one parent come together. */
export class RecordCodec {
  #uuid = '';
  readonly #uuidWords: Int32Array = new Int32Array(4);
  readonly #uuidBytes: Buffer = Buffer.from(this.#uuidWords.buffer);

  /** Writes everything but the links, at byte `address` (a multiple of 8). */
  write(memory: RecordMemory, address: number, content: QueuedContent, nameLength: number): void {
    const { words, floats, bytes } = memory;
    const word = address >>> 2;
    const float = address >>> 3;
    if (content.parentUuid !== this.#uuid) this.#encodeUuid(content.parentUuid);
    words[word + RECORD.origin] = content.origin;
    words[word + RECORD.originId] = content.originId;
    words[word + RECORD.generation] = content.generation;
    words[word + RECORD.tree] = content.tree;
    floats[float + RECORD.offset] = content.offset;
    floats[float + RECORD.length] = content.length;
    words[word + RECORD.depth] = content.depth;
    words[word + RECORD.nameLength] = nameLength;
    for (let n = 0; n < 4; n++) words[word + RECORD.parentUuid + n] = this.#uuidWords[n]!;
    bytes.write(content.filename, address + RECORD.name, nameLength, 'utf8');
  }

  read(memory: RecordMemory, address: number): QueuedContent {
    const { words, floats, bytes } = memory;
    const word = address >>> 2;
    const float = address >>> 3;
    const name = address + RECORD.name;
    return {
      origin: words[word + RECORD.origin]!,
      originId: words[word + RECORD.originId]!,
      generation: words[word + RECORD.generation]!,
      offset: floats[float + RECORD.offset]!,
      length: floats[float + RECORD.length]!,
      tree: words[word + RECORD.tree]!,
      depth: words[word + RECORD.depth]!,
      parentUuid: this.#decodeUuid(words, word + RECORD.parentUuid),
      filename: bytes.toString('utf8', name, name + words[word + RECORD.nameLength]!),
    };
  }

  #encodeUuid(uuid: string): void {
    this.#uuidBytes.write(uuid.replaceAll('-', ''), 0, 16, 'hex');
    this.#uuid = uuid;
  }

  #decodeUuid(words: Int32Array, at: number): string {
    const kept = this.#uuidWords;
    let isSame = this.#uuid !== '';
    for (let n = 0; n < 4; n++) {
      if (kept[n] !== words[at + n]) isSame = false;
    }
    if (isSame) return this.#uuid;
    for (let n = 0; n < 4; n++) kept[n] = words[at + n]!;
    const hex = this.#uuidBytes.toString('hex', 0, 16);
    this.#uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    return this.#uuid;
  }
}
