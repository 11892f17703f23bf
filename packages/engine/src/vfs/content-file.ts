import type { ContentSource, CountOrErrno, FileStorage } from '../stages.ts';
import { ERRNO } from './errno.ts';
import { copyBytes } from './heap-storage.ts';

const SMALLEST_WINDOW = 4096;
const LARGEST_WINDOW = 65_536;
/** Longer reads go straight from the source into the guest's memory. */
const LONGEST_WINDOWED = 4096;

/**
 * `/data.bin`: the bytes of whichever content is processed. Parsers read four bytes here and four there, so short
 * reads come from a window over the content, which grows while they go on.
 */
export class ContentFile implements FileStorage {
  #source: ContentSource | null = null;
  readonly #window: Uint8Array = new Uint8Array(LARGEST_WINDOW);
  /** Content positions that the window holds. */
  #start = 0;
  #end = 0;
  #span = SMALLEST_WINDOW;
  /** The content's size, once a read has met its end; until then 2^53. */
  #knownEnd = Number.MAX_SAFE_INTEGER;

  setSource(source: ContentSource | null): void {
    this.#source = source;
    this.#start = 0;
    this.#end = 0;
    this.#span = SMALLEST_WINDOW;
    this.#knownEnd = Number.MAX_SAFE_INTEGER;
  }

  get size(): CountOrErrno {
    return this.#source === null ? 0 : this.#source.size();
  }

  get modifiedNs(): bigint {
    return this.#source === null ? 0n : this.#source.modifiedNs();
  }

  read(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    const start = this.#start;
    if (position >= start && position + length <= this.#end) {
      copyBytes(this.#window, position - start, target, offset, length);
      return length;
    }
    return this.#readOutside(target, offset, length, position);
  }

  write(): CountOrErrno {
    return -ERRNO.ROFS;
  }

  resize(): CountOrErrno {
    return -ERRNO.ROFS;
  }

  release(): void {}

  #readOutside(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    const source = this.#source;
    if (source === null || length === 0 || position >= this.#knownEnd) return 0;
    if (length > LONGEST_WINDOWED) return source.read(target, offset, length, position);
    if (position < this.#start || position >= this.#end || this.#end < this.#knownEnd) {
      const errno = this.#fill(source, length, position);
      if (errno < 0) return errno;
    }
    const count = Math.min(length, this.#end - position);
    if (count <= 0) return 0;
    copyBytes(this.#window, position - this.#start, target, offset, count);
    return count;
  }

  /** Moves the window so that it begins at `position`, or ends there when the guest reads backwards. */
  #fill(source: ContentSource, length: number, position: number): CountOrErrno {
    const span = this.#span;
    const backwards = position < this.#start;
    const start = backwards ? Math.max(0, position + length - span) : position;
    this.#span = Math.min(LARGEST_WINDOW, span * 4);
    this.#start = start;
    this.#end = start;
    while (this.#end - start < span) {
      const filled = this.#end - start;
      const count = source.read(this.#window, filled, span - filled, this.#end);
      if (count < 0) return count;
      if (count === 0) {
        this.#knownEnd = this.#end;
        break;
      }
      this.#end += count;
      // A source may give less than asked for; going on until the end is worth it only as far as was asked.
      if (this.#end >= position + length && count < span - filled) break;
    }
    return 0;
  }
}
