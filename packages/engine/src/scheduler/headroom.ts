/**
 * Guests decide how deep the stack is when they call the host, and V8 throws a RangeError wherever it ends: also
 * between the two halves of a change to shared memory, with a lock held. So whatever changes shared memory on behalf
 * of a guest first makes sure that enough stack is left; when not, the RangeError comes before anything was changed.
 */

// Calling with an array of arguments makes V8 check at once that all of them fit on the stack (8 bytes each). That is
// twice as quick as a recursion of the same size, and no optimization removes it.
const MEMORY_HEADROOM: readonly number[] = Array.from({ length: 1536 }, () => 0);
const DISK_HEADROOM: readonly number[] = Array.from({ length: 8192 }, () => 0);

function takeArguments(): void {}

/** @throws {RangeError} when less than about 12 KiB of stack is left: too little to allocate, link and publish. */
export function requireStackForMemory(): void {
  Reflect.apply(takeArguments, null, MEMORY_HEADROOM);
}

/** @throws {RangeError} when less than about 64 KiB of stack is left: too little for calls of `node:fs`. */
export function requireStackForDisk(): void {
  Reflect.apply(takeArguments, null, DISK_HEADROOM);
}
