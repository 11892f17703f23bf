/**
 * The trees that are alive: for each input whose content emitted something, its path (for slices of it) and how much
 * was emitted under it (for the limits).
 *
 * The table is small and never runs over, because a worker takes a new input only while it holds a spare slot, and
 * prefers queued sub-content to new inputs.
 */
import { TREE } from '../protocol.ts';
import type { SharedViews } from './shared-views.ts';

/** Path of an input file: a string, or bytes when it is not UTF-8. */
export type HostPath = string | Buffer;

export class Trees {
  readonly #words: Int32Array;
  readonly #floats: Float64Array;
  readonly #bytes: Buffer;
  readonly #offset: number;
  readonly #stride: number;
  readonly #longestPath: number;
  readonly #slots: number;

  constructor({ control, controlFloats, controlBytes, layout }: SharedViews) {
    this.#words = control;
    this.#floats = controlFloats;
    this.#bytes = controlBytes;
    this.#offset = layout.trees;
    this.#stride = layout.treeStride;
    this.#longestPath = layout.longestPath;
    this.#slots = layout.treeSlots;
  }

  /** A free slot, now with one user, or -1. */
  claim(): number {
    for (let tree = 0; tree < this.#slots; tree++) {
      if (Atomics.compareExchange(this.#words, this.#word(tree, TREE.users), 0, 1) === 0) return tree;
    }
    return -1;
  }

  /** Fills a claimed slot. */
  begin(tree: number, inputIndex: number, fileNumber: number, path: HostPath): void {
    const at = this.#at(tree) + TREE.pathOffset;
    const isUtf8 = typeof path === 'string';
    const length = isUtf8 ? Buffer.byteLength(path) : path.length;
    const fits = length <= this.#longestPath;
    if (fits && isUtf8) this.#bytes.write(path, at, length, 'utf8');
    else if (fits) this.#bytes.set(path as Buffer, at);
    this.#words[this.#word(tree, TREE.inputIndex)] = inputIndex;
    this.#words[this.#word(tree, TREE.fileNumber)] = fileNumber;
    this.#words[this.#word(tree, TREE.contents)] = 0;
    this.#words[this.#word(tree, TREE.pathLength)] = fits ? length : 0;
    this.#words[this.#word(tree, TREE.pathIsUtf8)] = isUtf8 ? 1 : 0;
    this.#floats[(this.#at(tree) >>> 3) + TREE.bytes] = 0;
  }

  inputIndex(tree: number): number {
    return this.#words[this.#word(tree, TREE.inputIndex)]!;
  }

  fileNumber(tree: number): number {
    return this.#words[this.#word(tree, TREE.fileNumber)]! >>> 0;
  }

  /** '' when the path is too long to be opened. */
  path(tree: number): HostPath {
    const at = this.#at(tree) + TREE.pathOffset;
    const length = this.#words[this.#word(tree, TREE.pathLength)]!;
    if (this.#words[this.#word(tree, TREE.pathIsUtf8)] === 1) return this.#bytes.toString('utf8', at, at + length);
    return Buffer.from(this.#bytes.subarray(at, at + length));
  }

  addUser(tree: number): void {
    Atomics.add(this.#words, this.#word(tree, TREE.users), 1);
  }

  /** The last user's leaving frees the slot. */
  dropUser(tree: number): void {
    Atomics.sub(this.#words, this.#word(tree, TREE.users), 1);
  }

  /** Contents emitted in the tree. Call under the heap's lock, as the three below. */
  contents(tree: number): number {
    return this.#words[this.#word(tree, TREE.contents)]! >>> 0;
  }

  /** Bytes extracted in the tree. */
  bytes(tree: number): number {
    return this.#floats[(this.#at(tree) >>> 3) + TREE.bytes]!;
  }

  /** Counts contents and bytes into the tree (or, negative, out of it again). */
  count(tree: number, contents: number, bytes: number): void {
    const word = this.#word(tree, TREE.contents);
    this.#words[word] = this.#words[word]! + contents;
    const float = (this.#at(tree) >>> 3) + TREE.bytes;
    this.#floats[float] = this.#floats[float]! + bytes;
  }

  /** Slots in use. */
  get alive(): number {
    let alive = 0;
    for (let tree = 0; tree < this.#slots; tree++) {
      if (Atomics.load(this.#words, this.#word(tree, TREE.users)) !== 0) alive++;
    }
    return alive;
  }

  #at(tree: number): number {
    return this.#offset + tree * this.#stride;
  }

  #word(tree: number, word: number): number {
    return (this.#at(tree) >>> 2) + word;
  }
}
