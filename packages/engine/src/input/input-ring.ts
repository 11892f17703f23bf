/**
 * The ring in shared memory through which inputs go from the walk (one producer) to the workers (many consumers).
 *
 * A bounded queue with a sequence number per slot, after Dmitry Vyukov: a worker takes one slot at a time with one
 * compare-and-swap, so that a worker in a long call holds nothing that others could take. The bytes of the paths are
 * in a second ring, which only the producer manages: it frees a path's bytes when it finds the path's slot taken.
 */
import { isUtf8 } from 'node:buffer';
import { basename } from 'node:path';
import { RING, RING_SLOT } from '../protocol.ts';
import { type ByteString, displayBytes } from './input-paths.ts';

const MASK = RING.slots - 1;
const PATHS_OFFSET = RING.slotsOffset + RING.slots * RING.slotStride;
/** Size of `SharedMemory.inputRing`. */
export const RING_BYTES: number = PATHS_OFFSET + RING.pathBytes;

function slotWord(position: number): number {
  return (RING.slotsOffset + (position & MASK) * RING.slotStride) >>> 2;
}

/** The walk's end. */
export class InputRingWriter {
  readonly #words: Int32Array;
  readonly #bytes: Buffer;
  /** Next position to fill; next position whose bytes are still held. Both count up, modulo 2^32. */
  #tail = 0;
  #oldest = 0;
  /** Where the next path goes; `#used` bytes before it (circularly) are held. */
  #next = 0;
  #used = 0;
  /** Bytes that each slot holds: its path, and what was left unused at the ring's end before it. */
  readonly #held: Int32Array = new Int32Array(RING.slots);

  /** `memory` is fresh (zeroed). */
  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
    this.#bytes = Buffer.from(memory);
    for (let n = 0; n < RING.slots; n++) this.#words[slotWord(n) + RING_SLOT.sequence] = n;
  }

  /** Hands over one path, relative to input `inputIndex` ('' is the input itself); `false`: no room just now, try again later. */
  push(path: ByteString, ascii: boolean, inputIndex: number, fileNumber: number): boolean {
    // When every slot is in use, the oldest must have been taken before its slot is filled anew.
    if (((this.#tail - this.#oldest) | 0) === RING.slots && !this.#freeOldest()) return false;
    const word = slotWord(this.#tail);
    const start = this.#reserve(path.length);
    if (start < 0) return false;
    this.#bytes.write(path, PATHS_OFFSET + start, path.length, 'latin1');
    this.#words[word + RING_SLOT.pathOffset] = start;
    this.#words[word + RING_SLOT.pathLength] = path.length;
    this.#words[word + RING_SLOT.fileNumber] = fileNumber;
    this.#words[word + RING_SLOT.inputIndex] = inputIndex;
    this.#words[word + RING_SLOT.isAscii] = ascii ? 1 : 0;
    this.#tail = (this.#tail + 1) | 0;
    Atomics.store(this.#words, word + RING_SLOT.sequence, this.#tail);
    return true;
  }

  /** Takes `length` bytes in one piece: where they begin, or -1. */
  #reserve(length: number): number {
    const unused = this.#next + length > RING.pathBytes ? RING.pathBytes - this.#next : 0;
    while (this.#used + unused + length > RING.pathBytes) {
      if (!this.#freeOldest()) return -1;
    }
    const start = unused > 0 ? 0 : this.#next;
    this.#next = start + length;
    this.#used += unused + length;
    this.#held[this.#tail & MASK] = unused + length;
    return start;
  }

  #freeOldest(): boolean {
    if (this.#oldest === this.#tail) return false;
    const sequence = Atomics.load(this.#words, slotWord(this.#oldest) + RING_SLOT.sequence);
    if (sequence !== ((this.#oldest + RING.slots) | 0)) return false;
    this.#used -= this.#held[this.#oldest & MASK]!;
    this.#oldest = (this.#oldest + 1) | 0;
    return true;
  }
}

/** A worker's end. After `take` the fields hold what was taken. */
export class InputRingReader {
  /** The how-manieth file of the walk it is. */
  fileNumber = 0;
  /** Which of the run's inputs it is in. */
  inputIndex = 0;
  /** The path as people see it, relative to its input directory. */
  filename = '';
  /** The path to open. */
  path: string | Buffer = '';
  readonly #words: Int32Array;
  readonly #bytes: Buffer;
  /** For each input of the run: its path, its name, and what goes before the paths in it, as text and as bytes. */
  readonly #roots: readonly {
    readonly path: string;
    readonly name: string;
    readonly text: string;
    readonly bytes: Buffer;
  }[];

  constructor(memory: SharedArrayBuffer, inputs: readonly string[]) {
    this.#words = new Int32Array(memory);
    this.#bytes = Buffer.from(memory);
    this.#roots = inputs.map((input) => {
      const text = input.endsWith('/') ? input : `${input}/`;
      return { path: input, name: basename(input), text, bytes: Buffer.from(text) };
    });
  }

  /** `false`: there is none just now. */
  take(): boolean {
    const words = this.#words;
    for (;;) {
      const position = Atomics.load(words, RING.head);
      const word = slotWord(position);
      const ahead = (Atomics.load(words, word + RING_SLOT.sequence) - position - 1) | 0;
      if (ahead < 0) return false;
      if (ahead > 0) continue;
      if (Atomics.compareExchange(words, RING.head, position, (position + 1) | 0) !== position) continue;
      this.#decode(word);
      Atomics.store(words, word + RING_SLOT.sequence, (position + RING.slots) | 0);
      return true;
    }
  }

  #decode(word: number): void {
    const words = this.#words;
    const start = PATHS_OFFSET + words[word + RING_SLOT.pathOffset]!;
    const end = start + words[word + RING_SLOT.pathLength]!;
    this.fileNumber = words[word + RING_SLOT.fileNumber]! >>> 0;
    this.inputIndex = words[word + RING_SLOT.inputIndex]!;
    const root = this.#roots[this.inputIndex]!;
    if (start === end) {
      this.filename = root.name;
      this.path = root.path;
      return;
    }
    if (words[word + RING_SLOT.isAscii] === 1) {
      this.filename = this.#bytes.toString('latin1', start, end);
      this.path = root.text + this.filename;
      return;
    }
    const bytes = this.#bytes.subarray(start, end);
    this.filename = displayBytes(bytes);
    this.path = isUtf8(bytes) ? root.text + this.filename : Buffer.concat([root.bytes, bytes]);
  }
}
