/**
 * Queued sub-contents that did not fit into the heap: a stack of records, its top in shared memory, the rest in a file
 * in the spill directory. Memory stays the same however many contents are queued. Newest first, as everywhere.
 *
 * A record is a multiple of 8 bytes long; after it come 8 more with its length, to find it from above.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.ts';
import { CONTROL } from '../protocol.ts';
import { Mutex } from '../sync/mutex.ts';
import { requireStackForDisk } from './headroom.ts';
import type { SharedViews } from './shared-views.ts';

const TRAILER = 8;

export class SpillStack {
  readonly #control: Int32Array;
  readonly #floats: Float64Array;
  readonly #bytes: Buffer;
  readonly #mutex: Mutex;
  readonly #directory: string;
  readonly #start: number;
  readonly #capacity: number;
  #fd = -1;

  constructor({ control, controlFloats, controlBytes, layout }: SharedViews, directory: string) {
    this.#control = control;
    this.#floats = controlFloats;
    this.#bytes = controlBytes;
    this.#mutex = new Mutex(control, CONTROL.spillMutex);
    this.#directory = directory;
    this.#start = layout.spillBuffer;
    this.#capacity = layout.spillBufferBytes;
  }

  /**
   * Puts `record` (at most a sixteenth of the buffer) on top; gives how many bytes went to the file.
   * @throws the system's error when the file cannot be written, or a RangeError when too little of the call stack is
   * left to do so; nothing is changed then.
   */
  push(record: Uint8Array): number {
    this.#mutex.lock();
    try {
      const written = this.#makeRoom(record.length + TRAILER);
      const buffered = this.#control[CONTROL.spillBuffered]!;
      const at = this.#start + buffered;
      this.#bytes.set(record, at);
      this.#control[(at + record.length) >>> 2] = record.length;
      Atomics.store(this.#control, CONTROL.spillBuffered, buffered + record.length + TRAILER);
      return written;
    } finally {
      this.#mutex.unlock();
    }
  }

  /**
   * Takes the top record into `target` and gives its length; 0 when there is none.
   * @throws the system's error when the file cannot be read.
   */
  pop(target: Uint8Array): number {
    // An empty buffer is filled from the file at once: when it is empty, the file is too.
    if (Atomics.load(this.#control, CONTROL.spillBuffered) === 0) return 0;
    this.#mutex.lock();
    try {
      const buffered = this.#control[CONTROL.spillBuffered]!;
      if (buffered === 0) return 0;
      const end = this.#start + buffered - TRAILER;
      const length = this.#control[end >>> 2]!;
      target.set(this.#bytes.subarray(end - length, end));
      const left = buffered - TRAILER - length;
      if (left === 0 && this.#floats[CONTROL.spillFiled]! > 0) this.#readBack();
      else Atomics.store(this.#control, CONTROL.spillBuffered, left);
      return length;
    } finally {
      this.#mutex.unlock();
    }
  }

  close(): void {
    if (this.#fd >= 0) fs.closeSync(this.#fd);
    this.#fd = -1;
  }

  /** Moves the lower half of the buffer, in whole records, to the file when `length` more bytes do not fit. */
  #makeRoom(length: number): number {
    const buffered = this.#control[CONTROL.spillBuffered]!;
    if (buffered + length <= this.#capacity) return 0;
    requireStackForDisk();
    let cut = buffered;
    while (cut > this.#capacity / 2) cut -= TRAILER + this.#control[(this.#start + cut - TRAILER) >>> 2]!;
    const filed = this.#floats[CONTROL.spillFiled]!;
    const fd = this.#open();
    for (let done = 0; done < cut; ) {
      done += fs.writeSync(fd, this.#bytes, this.#start + done, cut - done, filed + done);
    }
    this.#floats[CONTROL.spillFiled] = filed + cut;
    this.#bytes.copyWithin(this.#start, this.#start + cut, this.#start + buffered);
    this.#control[CONTROL.spillBuffered] = buffered - cut;
    return cut;
  }

  /** Fills the empty buffer with whole records from the file's end. */
  #readBack(): void {
    const filed = this.#floats[CONTROL.spillFiled]!;
    const length = Math.min(filed, this.#capacity / 2);
    const fd = this.#open();
    for (let done = 0; done < length; ) {
      const count = fs.readSync(fd, this.#bytes, this.#start + done, length - done, filed - length + done);
      if (count === 0)
        throw Object.assign(new Error('the spill file ends too early'), { code: 'EIO', syscall: 'read' });
      done += count;
    }
    let cut = length;
    for (;;) {
      if (cut === 0) break;
      const below = cut - TRAILER - this.#control[(this.#start + cut - TRAILER) >>> 2]!;
      if (below < 0) break;
      cut = below;
    }
    if (cut > 0) this.#bytes.copyWithin(this.#start, this.#start + cut, this.#start + length);
    this.#floats[CONTROL.spillFiled] = filed - (length - cut);
    if (filed - (length - cut) === 0) fs.ftruncateSync(fd, 0);
    Atomics.store(this.#control, CONTROL.spillBuffered, length - cut);
  }

  #open(): number {
    if (this.#fd < 0) {
      makeFolder(this.#directory, 0o700);
      this.#fd = fs.openSync(join(this.#directory, 'queue'), fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
    }
    return this.#fd;
  }
}
