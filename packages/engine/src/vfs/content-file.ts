import type { ContentSource, CountOrErrno, FileStorage } from '../stages.ts';
import { type ContentWindow, LONGEST_WINDOWED } from './content-window.ts';
import { ERRNO } from './errno.ts';
import { copyBytes } from './heap-storage.ts';

/**
 * `/data.bin`: the bytes of whichever content is processed. Parsers read four bytes here and four there, so short
 * reads come from a window over the content; long ones go straight from the source into the guest's memory.
 */
export class ContentFile implements FileStorage {
  readonly #window: ContentWindow;
  #source: ContentSource | null = null;

  constructor(window: ContentWindow) {
    this.#window = window;
  }

  setSource(source: ContentSource | null): void {
    this.#source = source;
    if (source !== null) this.#window.show(source);
  }

  get size(): CountOrErrno {
    return this.#source === null ? 0 : this.#source.size();
  }

  get modifiedMs(): number {
    return this.#source === null ? 0 : this.#source.modifiedMs();
  }

  read(target: Uint8Array, offset: number, length: number, position: number): CountOrErrno {
    const source = this.#source;
    const window = this.#window;
    if (source === null || length === 0 || position >= window.knownEnd) return 0;
    const isHeld = position >= window.start && position + length <= window.end;
    if (!isHeld) {
      if (length > LONGEST_WINDOWED) return source.read(target, offset, length, position);
      // The rest of the window is all there is when it ends with the content.
      if (position < window.start || position >= window.end || window.end < window.knownEnd) {
        const errno = window.fill(position, length);
        if (errno < 0) return errno;
      }
    }
    const count = Math.min(length, window.end - position);
    if (count <= 0) return 0;
    copyBytes(window.bytes, position - window.start, target, offset, count);
    return count;
  }

  write(): CountOrErrno {
    return -ERRNO.ROFS;
  }

  resize(): CountOrErrno {
    return -ERRNO.ROFS;
  }

  release(): void {}
}
