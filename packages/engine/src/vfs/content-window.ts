/**
 * The bytes around the current position of the content that a thread processes, in a wasm memory: short reads are
 * served from it, by JavaScript (content-file.ts) or by wasm (gateway/content-read.wat). All instances of a thread
 * share it. The layout of page 0 is described in content-read.wat.
 */
import type { ContentSource, CountOrErrno } from '../stages.ts';

const PAGE = 65_536;
const WINDOW_PAGES = 16;
const WINDOW_BYTES = WINDOW_PAGES * PAGE;
/** Each fill of the same content is this many times as long as the one before, up to the whole window. */
const GROWTH = 4;
const FIRST_FILL = 4096;
/** The first fill is up to that long after a content that needed as much: who reads one whole reads all whole. */
const LARGEST_FIRST_FILL = 65_536;
/** After so many contents in a row for which a long first fill was enough, a short one is tried: it may be, too. */
const TRY_SHORT_AFTER = 8;
/** Longer reads go straight from the source into the guest's memory. */
export const LONGEST_WINDOWED = 4096;

const START = 0;
const END = 8;
const KNOWN_END = 16;
const FIRST_STATE = 1024;
const STATE_BYTES = 1024;
const CELL_BYTES = 16;
/** Descriptors from here on have no cell: wasm does not serve them. */
const CELLS = 60;

/** Where the offset of one descriptor is kept, so that wasm and JavaScript both see it. */
export class PositionCell {
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  read(): number {
    return readInt64(this.#view, this.#at);
  }

  write(position: number): void {
    writeInt64(this.#view, this.#at, position);
  }

  /** Whether wasm may read and seek by itself. */
  activate(active: boolean): void {
    this.#view.setInt32(this.#at + 8, active ? 1 : 0, true);
  }
}

/** What one instance keeps in the window's memory. */
export class WindowState {
  /** Address in page 0, see content-read.wat. */
  readonly base: number;
  readonly #view: DataView;

  constructor(view: DataView, base: number) {
    this.#view = view;
    this.base = base;
  }

  /** `null` for descriptors that wasm does not serve. */
  cellOf(fd: number): PositionCell | null {
    return fd < CELLS ? new PositionCell(this.#view, this.base + (fd + 1) * CELL_BYTES) : null;
  }

  /** Fuel units that wasm charged since it was last asked. */
  takeCharges(): number {
    const units = readInt64(this.#view, this.base);
    writeInt64(this.#view, this.base, 0);
    return units;
  }
}

export class ContentWindow {
  readonly memory: WebAssembly.Memory = new WebAssembly.Memory({
    initial: WINDOW_PAGES + 1,
    maximum: WINDOW_PAGES + 1,
  });
  readonly bytes: Uint8Array;
  /** Positions in the content that `bytes` begins and ends with. */
  start = 0;
  end = 0;
  /** The content's size once a read has met its end; 2^53 until then. */
  knownEnd: number = Number.MAX_SAFE_INTEGER;
  readonly #view: DataView;
  readonly #freeStates: number[] = [];
  #source: ContentSource | null = null;
  #firstSpan = FIRST_FILL;
  #span = FIRST_FILL;
  /** Bytes of the current content that were read into the window. */
  #filled = 0;
  /** Contents in a row for which the first fill was enough. */
  #enough = 0;

  constructor() {
    // The memory never grows, so its views never detach.
    this.#view = new DataView(this.memory.buffer, 0, PAGE);
    this.bytes = new Uint8Array(this.memory.buffer, PAGE);
    for (let base = PAGE - STATE_BYTES; base >= FIRST_STATE; base -= STATE_BYTES) this.#freeStates.push(base);
    this.forget();
  }

  /** State for one instance; `null` when there is none left: then JavaScript serves its reads. */
  takeState(): WindowState | null {
    const base = this.#freeStates.pop();
    if (base === undefined) return null;
    new Uint8Array(this.memory.buffer, base, STATE_BYTES).fill(0);
    return new WindowState(this.#view, base);
  }

  giveState(state: WindowState): void {
    new Uint8Array(this.memory.buffer, state.base, STATE_BYTES).fill(0);
    this.#freeStates.push(state.base);
  }

  /** Another content, of which nothing is held yet; the same again changes nothing. `null`: an empty one. */
  show(source: ContentSource | null): void {
    if (source !== null && source === this.#source) return;
    this.#learn();
    this.#source = source;
    this.#filled = 0;
    this.forget();
  }

  #learn(): void {
    if (this.#filled > this.#firstSpan) {
      this.#firstSpan = Math.min(LARGEST_FIRST_FILL, this.#filled);
      this.#enough = 0;
    } else if (++this.#enough === TRY_SHORT_AFTER) {
      this.#firstSpan = FIRST_FILL;
      this.#enough = 0;
    }
  }

  /** What is held is no longer that of the content. */
  forget(): void {
    this.#span = this.#firstSpan;
    this.#publish(0, 0, Number.MAX_SAFE_INTEGER);
  }

  /**
   * Moves the window so that it begins at `position`, or ends after the read when the guest reads backwards (an
   * archive's directory, from its end). 0 or a negated errno.
   */
  fill(position: number, length: number): CountOrErrno {
    const source = this.#source;
    if (source === null) return 0;
    const span = this.#span;
    const start = position < this.start ? Math.max(0, position + length - span) : position;
    this.#span = Math.min(WINDOW_BYTES, span * GROWTH);
    let filled = 0;
    let knownEnd = this.knownEnd;
    while (filled < span) {
      const count = source.read(this.bytes, filled, span - filled, start + filled);
      if (count < 0) {
        this.#publish(0, 0, knownEnd);
        return count;
      }
      if (count === 0) {
        knownEnd = start + filled;
        break;
      }
      filled += count;
      // A source may give less than asked for; going on until the end is worth it only as far as was asked.
      if (count < span && start + filled >= position + length) break;
    }
    this.#filled += filled;
    this.#publish(start, start + filled, knownEnd);
    return 0;
  }

  #publish(start: number, end: number, knownEnd: number): void {
    this.start = start;
    this.end = end;
    this.knownEnd = knownEnd;
    writeInt64(this.#view, START, start);
    writeInt64(this.#view, END, end);
    writeInt64(this.#view, KNOWN_END, knownEnd === Number.MAX_SAFE_INTEGER ? -1 : knownEnd);
  }
}

/** An integer of up to 53 bits, as i64. */
function writeInt64(view: DataView, at: number, value: number): void {
  view.setInt32(at, value | 0, true);
  view.setInt32(at + 4, Math.floor(value / 4_294_967_296), true);
}

function readInt64(view: DataView, at: number): number {
  return view.getInt32(at + 4, true) * 4_294_967_296 + view.getUint32(at, true);
}
