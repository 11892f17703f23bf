/** Frames of a few words each: some 20 to 60 KiB, many times what a table definition needs in JavaScript. */
const PROBE_FRAMES = 600;

/**
 * Overflows the stack now rather than later: a guest may call the host with next to no stack left, and a RangeError
 * between taking a lock and giving it back would leave it held for ever. (A regular expression that finds no stack to be
 * compiled on throws a SyntaxError, which nobody takes for an overflow.)
 * @throws {RangeError} when the stack is nearly used up; nothing was changed.
 */
export function requireStackHeadroom(): void {
  descend(PROBE_FRAMES);
}

function descend(frames: number): number {
  return frames === 0 ? 0 : descend(frames - 1) + 1;
}
