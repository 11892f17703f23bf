/**
 * Extents: files in the spill directory with the bytes of sub-contents that did not fit into the heap. A worker writes
 * its own; everybody reads. A table in shared memory counts the users of each; the last one removes the file.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from '../input/system-errors.ts';
import { makeFolder } from '../make-folder.ts';
import { EXTENT } from '../protocol.ts';
import { requireStackForDisk } from './headroom.ts';
import type { SharedViews } from './shared-views.ts';

/** An extent file, open for writing and reading. */
export interface OpenExtent {
  readonly slot: number;
  readonly generation: number;
  readonly fd: number;
}

interface CachedFile {
  readonly slot: number;
  readonly generation: number;
  readonly fd: number;
}

/** Files of other workers kept open for reading, per thread. */
const FILES_KEPT = 4;

export class Extents {
  readonly #words: Int32Array;
  readonly #directory: string;
  readonly #offset: number;
  readonly #stride: number;
  readonly #slots: number;
  /** Where the next search for a free slot begins. */
  #cursor: number;
  readonly #files: CachedFile[] = [];

  /** `worker` spreads the searches for free slots. */
  constructor({ control, layout }: SharedViews, directory: string, worker: number) {
    this.#words = control;
    this.#directory = directory;
    this.#offset = layout.extents;
    this.#stride = layout.extentStride;
    this.#slots = layout.extentSlots;
    this.#cursor = Math.floor((layout.extentSlots / layout.threads) * worker);
  }

  /**
   * A new, empty extent with one user, or `null` when every slot is taken.
   * @throws the system's error when the file cannot be made.
   */
  create(): OpenExtent | null {
    const slot = this.#claimSlot();
    if (slot < 0) return null;
    const generation = Atomics.add(this.#words, this.#word(slot, EXTENT.generation), 1) + 1;
    try {
      makeFolder(this.#directory, 0o700);
      const fd = fs.openSync(this.#path(slot, generation), 'wx+', 0o600);
      return { slot, generation, fd };
    } catch (thrown) {
      Atomics.store(this.#words, this.#word(slot, EXTENT.users), 0);
      throw thrown;
    }
  }

  addUser(slot: number): void {
    Atomics.add(this.#words, this.#word(slot, EXTENT.users), 1);
  }

  users(slot: number): number {
    return Atomics.load(this.#words, this.#word(slot, EXTENT.users));
  }

  /** The last user's leaving removes the file. */
  dropUser(slot: number): void {
    const generation = Atomics.load(this.#words, this.#word(slot, EXTENT.generation));
    if (Atomics.sub(this.#words, this.#word(slot, EXTENT.users), 1) !== 1) return;
    this.#closeFiles((file) => file.slot === slot);
    removeFile(this.#path(slot, generation));
  }

  /** A descriptor to read the extent with; stays open for a while. @throws the system's error. */
  openForReading(slot: number, generation: number): number {
    for (const file of this.#files) {
      if (file.slot === slot && file.generation === generation) return file.fd;
    }
    requireStackForDisk();
    const fd = fs.openSync(this.#path(slot, generation), 'r');
    if (this.#files.length >= FILES_KEPT) fs.closeSync(this.#files.shift()!.fd);
    this.#files.push({ slot, generation, fd });
    return fd;
  }

  /** Closes files that were removed meanwhile: as long as they are open they occupy the disk. */
  closeRemoved(): void {
    if (this.#files.length === 0) return;
    this.#closeFiles(
      ({ slot, generation }) =>
        this.users(slot) === 0 || Atomics.load(this.#words, this.#word(slot, EXTENT.generation)) !== generation,
    );
  }

  /** Closes everything. */
  close(): void {
    this.#closeFiles(() => true);
  }

  #closeFiles(which: (file: CachedFile) => boolean): void {
    for (let at = this.#files.length - 1; at >= 0; at--) {
      if (which(this.#files[at]!)) fs.closeSync(this.#files.splice(at, 1)[0]!.fd);
    }
  }

  #claimSlot(): number {
    for (let tried = 0; tried < this.#slots; tried++) {
      const slot = this.#cursor;
      this.#cursor = (this.#cursor + 1) % this.#slots;
      if (Atomics.compareExchange(this.#words, this.#word(slot, EXTENT.users), 0, 1) === 0) return slot;
    }
    return -1;
  }

  #path(slot: number, generation: number): string {
    return join(this.#directory, `extent-${slot}-${generation}`);
  }

  #word(slot: number, word: number): number {
    return ((this.#offset + slot * this.#stride) >>> 2) + word;
  }
}

function removeFile(path: string): void {
  try {
    fs.unlinkSync(path);
  } catch (thrown) {
    // Left behind, it goes with the whole directory when the run ends.
    systemErrorCode(thrown);
  }
}
