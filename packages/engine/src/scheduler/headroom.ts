/**
 * Guests decide how deep the stack is when they call the host, and V8 throws a RangeError wherever it ends: also
 * between the two halves of a change to shared memory, with a lock held. So whatever changes shared memory on behalf
 * of a guest first makes sure that enough stack is left; when not, the RangeError comes before anything was changed.
 *
 * Measured: functions that have been compiled need less than 1 KiB; to compile one needs up to 48 KiB. Hence warm-up.ts
 * for what happens in memory, and a large headroom for what happens on disk, which is slow anyway.
 */
import { setFlagsFromString } from 'node:v8';

// Calling with an array of arguments makes V8 check at once that all of them fit on the stack, at 8 bytes each.
const MEMORY_HEADROOM: readonly number[] = Array.from({ length: 1024 }, () => 0);
const DISK_HEADROOM: readonly number[] = Array.from({ length: 16_384 }, () => 0);

function takeArguments(): void {}

/** @throws {RangeError} when less than 8 KiB of stack are left. 0.3 µs. */
export function requireStackForMemory(): void {
  Reflect.apply(takeArguments, null, MEMORY_HEADROOM);
}

/** @throws {RangeError} when less than 128 KiB of stack are left. 5 µs. */
export function requireStackForDisk(): void {
  Reflect.apply(takeArguments, null, DISK_HEADROOM);
}

/** Keeps V8 from dropping the code of functions that were not called for a while: compiling them anew needs stack. */
export function keepCompiledCode(): void {
  setFlagsFromString('--no-flush-bytecode');
}
