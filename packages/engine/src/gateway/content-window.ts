/**
 * The bytes around the current position of the content that a worker processes, in a wasm memory, where the functions
 * of content-read.wat serve short reads from. One per worker thread; all its instances share it.
 */
import type { ContentSource, CountOrErrno } from '../stages.ts';

const PAGE = 65_536;
/** The first fill; each further one of the same content is twice as large, up to the whole window. */
const FIRST_FILL = 16_384;
const WINDOW_PAGES = 16;
const WINDOW_BYTES = WINDOW_PAGES * PAGE;
/** From this length on, a read of its own straight into the guest's memory costs less than going through the window. */
export const DIRECT_READ = 4096;

/** Layout of page 0, see content-read.wat. */
const START = 0;
const END = 8;
const SIZE = 16;
const FIRST_STATE = 1024;
const STATE_BYTES = 1024;
const STATES = (PAGE - FIRST_STATE) / STATE_BYTES;

export class ContentWindow {
  readonly memory: WebAssembly.Memory = new WebAssembly.Memory({ initial: WINDOW_PAGES + 1, maximum: WINDOW_PAGES + 1 });
  /** Page 0. The memory never grows, so the view never detaches. */
  readonly state: DataView<ArrayBuffer>;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #freeStates: number[] = [];
  #source: ContentSource | null = null;
  #start = 0;
  #end = 0;
  #nextFill = FIRST_FILL;

  constructor() {
    this.state = new DataView(this.memory.buffer, 0, PAGE);
    this.#bytes = new Uint8Array(this.memory.buffer, PAGE);
    for (let n = STATES - 1; n >= 0; n--) this.#freeStates.push(FIRST_STATE + n * STATE_BYTES);
    this.#publish(0, 0, -1);
  }

  /** Address of a cleared state block for one instance; `null` when all are taken: then it does without. */
  takeState(): number | null {
    const base = this.#freeStates.pop();
    if (base === undefined) return null;
    new Uint8Array(this.memory.buffer, base, STATE_BYTES).fill(0);
    return base;
  }

  giveState(base: number): void {
    this.#freeStates.push(base);
  }

  /** Another content: nothing is held of it yet. The same source again changes nothing. */
  begin(source: ContentSource): void {
    if (source === this.#source) return;
    this.#source = source;
    this.#nextFill = FIRST_FILL;
    this.#publish(0, 0, -1);
  }

  /**
   * Makes the window hold what a short read at `position` needs. 0, or a negated errno from the source.
   * Who reads backwards (an archive's directory, from its end) gets what lies before the position.
   */
  fill(position: number, length: number): CountOrErrno {
    const source = this.#source;
    if (source === null) return 0;
    const size = source.size();
    if (size < 0) return size;
    const wanted = Math.min(this.#nextFill, size);
    this.#nextFill = Math.min(WINDOW_BYTES, this.#nextFill * 2);
    const backwards = this.#end > 0 && position < this.#start;
    const start = Math.max(0, Math.min(backwards ? position + length - wanted : position, size - wanted));
    const count = source.read(this.#bytes, 0, wanted, start);
    if (count < 0) {
      this.#publish(0, 0, -1);
      return count;
    }
    this.#publish(start, start + count, size);
    return 0;
  }

  #publish(start: number, end: number, size: number): void {
    this.#start = start;
    this.#end = end;
    writeInt64(this.state, START, start);
    writeInt64(this.state, END, end);
    writeInt64(this.state, SIZE, size);
  }
}

/** An integer of up to 53 bits and sign, as i64. */
export function writeInt64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value >>> 0, true);
  view.setInt32(at + 4, Math.floor(value / 4_294_967_296), true);
}

export function readInt64(view: DataView, at: number): number {
  return view.getInt32(at + 4, true) * 4_294_967_296 + view.getUint32(at, true);
}
