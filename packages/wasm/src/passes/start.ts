import type { Additions } from '../additions.ts';
import { unsigned } from '../leb128.ts';
import { OP } from '../opcodes.ts';

/** Exported `() -> ()` in place of a start section: the host calls it once, first of all. */
export const START_EXPORT = '__wadup_start';

/**
 * Exports the start function, so that it runs when the host has fuel and hooks in place. It is exported through a
 * function of its own: to export it directly would let code refer to it that could not before.
 */
export function exportStart(additions: Additions, start: number): void {
  const wrapper = additions.function(additions.type([], []), { code: [OP.call, ...unsigned(start), OP.end] });
  additions.export(START_EXPORT, 'function', wrapper);
}
