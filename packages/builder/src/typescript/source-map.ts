/** From esbuild's source map to the form in which the runtime's compiler takes it (runtime/quickjs/src/runtime.h). */

/** Lines carry their source's number, from 1, in the bits above these. */
const SOURCE_SHIFT = 20;
const MOST_SOURCES = 2047;

export interface RawSourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

export interface CompactMap {
  /** Four numbers for each position: line and column in the bundle, the author's line with its source, and column. */
  readonly positions: Uint32Array;
  readonly sources: readonly string[];
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...DIGITS].map((digit, value) => [digit.charCodeAt(0), value]));

/** Positions count from 1. Those in sources past the most that there can be are left out. */
export function compactMap({ sources, mappings }: RawSourceMap): CompactMap {
  const positions: number[] = [];
  const state = { source: 0, line: 0, column: 0 };
  for (const [index, line] of mappings.split(';').entries()) {
    let generated = 0;
    for (const segment of line.split(',')) {
      if (segment === '') continue;
      const [columns = 0, source, lines = 0, column = 0] = decode(segment);
      generated += columns;
      if (source === undefined) continue;
      state.source += source;
      state.line += lines;
      state.column += column;
      if (state.source >= MOST_SOURCES || state.line + 1 >= 1 << SOURCE_SHIFT) continue;
      const original = (state.source + 1) * 2 ** SOURCE_SHIFT + state.line + 1;
      positions.push(index + 1, generated + 1, original, state.column + 1);
    }
  }
  return { positions: Uint32Array.from(positions), sources: sources.slice(0, MOST_SOURCES) };
}

/** Numbers in Base64 VLQ: five bits each, the lowest of the first digit is the sign. */
function decode(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (let at = 0; at < segment.length; at++) {
    const digit = VALUES.get(segment.charCodeAt(at)) ?? 0;
    value |= (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push((value & 1) === 0 ? value >>> 1 : -(value >>> 1));
    value = 0;
    shift = 0;
  }
  return numbers;
}
