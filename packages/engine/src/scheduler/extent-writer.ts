/** The extents that one worker writes: many small storages after one another in one file, large ones in their own. */
import * as fs from 'node:fs';
import type { Extents, OpenExtent } from './extents.ts';

/** A shared extent is full at this size. */
const EXTENT_BYTES = 64 * 1024 * 1024;
/** A storage that grows beyond this gets an extent of its own. */
const LARGEST_SHARED = 16 * 1024 * 1024;

interface WritableExtent extends OpenExtent {
  /** Regions that are being written. */
  writers: number;
  /** Nothing is appended any more; the file is closed when the last writer is done. */
  retired: boolean;
}

/** A part of an extent that one storage writes. The extent counts it as a user. */
export interface Region {
  readonly extent: WritableExtent;
  readonly start: number;
  /** Bytes reserved; Infinity in an extent of its own. */
  capacity: number;
}

export class ExtentWriter {
  readonly #extents: Extents;
  #current: WritableExtent | null = null;
  /** Where the current extent's free part begins. */
  #tail = 0;

  constructor(extents: Extents) {
    this.#extents = extents;
  }

  /** Room for `bytes` bytes, or `null` when there are too many extents. @throws the system's error. */
  reserve(bytes: number): Region | null {
    if (bytes > LARGEST_SHARED) {
      const extent = this.#create();
      return extent && { extent, start: 0, capacity: Number.POSITIVE_INFINITY };
    }
    const extent = this.#extentWithRoomFor(bytes);
    if (extent === null) return null;
    const region: Region = { extent, start: this.#tail, capacity: bytes };
    this.#tail += bytes;
    this.#extents.addUser(extent.slot);
    extent.writers++;
    return region;
  }

  /** Makes the region larger where it is; `false`: impossible. */
  extend(region: Region, bytes: number): boolean {
    if (bytes <= region.capacity) return true;
    if (!this.#isLast(region) || region.start + bytes > EXTENT_BYTES || bytes > LARGEST_SHARED) return false;
    this.#tail = region.start + bytes;
    region.capacity = bytes;
    return true;
  }

  /** Ends the writing of a region whose first `size` bytes are kept. The region's use of the extent passes on. */
  seal(region: Region, size: number): void {
    // What was never written at the end of an extent of its own are zeros.
    if (region.capacity === Number.POSITIVE_INFINITY) fs.ftruncateSync(region.extent.fd, size);
    else if (this.#isLast(region)) this.#tail = region.start + size;
    this.#leave(region.extent);
  }

  /** Gives up a region and what was written to it. */
  release(region: Region): void {
    if (this.#isLast(region)) this.#tail = region.start;
    this.#leave(region.extent);
    this.#extents.dropUser(region.extent.slot);
  }

  /** Closes the current extent. */
  close(): void {
    const extent = this.#current;
    if (extent === null) return;
    this.#current = null;
    extent.retired = true;
    if (extent.writers === 0) fs.closeSync(extent.fd);
    this.#extents.dropUser(extent.slot);
  }

  #extentWithRoomFor(bytes: number): WritableExtent | null {
    if (this.#current !== null) {
      // Only this thread adds users to an extent that has no others: it may begin again.
      if (this.#extents.users(this.#current.slot) === 1) this.#tail = 0;
      if (this.#tail + bytes <= EXTENT_BYTES) return this.#current;
      this.close();
    }
    const extent = this.#create();
    if (extent === null) return null;
    extent.writers = 0;
    extent.retired = false;
    this.#current = extent;
    this.#tail = 0;
    return extent;
  }

  /** An extent with one writer, closed when that is done. */
  #create(): WritableExtent | null {
    const extent = this.#extents.create();
    return extent && { ...extent, writers: 1, retired: true };
  }

  #isLast(region: Region): boolean {
    return region.extent === this.#current && region.start + region.capacity === this.#tail;
  }

  #leave(extent: WritableExtent): void {
    extent.writers--;
    if (extent.retired && extent.writers === 0) fs.closeSync(extent.fd);
  }
}
