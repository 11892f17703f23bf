/** What changed between two texts, line by line. */

export interface DifferenceLine {
  /** A line of both texts, of the first only, of the second only; or lines of both that are left out. */
  readonly kind: 'same' | 'missing' | 'added' | 'left out';
  readonly text: string;
}

/** Lines of both texts that are shown before and after each change. */
const CONTEXT = 3;
/** Texts that differ in more lines than this are not compared line by line: the time would grow with the square. */
const MOST_EDITS = 1000;

/** Empty when the texts are equal, but for commas at line ends: what follows a line does not change it. */
export function differenceOf(before: string, after: string): DifferenceLine[] {
  const a = linesOf(before);
  const b = linesOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  if (start === a.length && start === b.length) return [];
  const middle = compareLines(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return abridge([...a.slice(0, start).map(same), ...middle, ...a.slice(a.length - end).map(same)]);
}

function same(text: string): DifferenceLine {
  return { kind: 'same', text };
}

/** Without commas at their ends. The end of a text's last line begins no further one. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => (line.endsWith(',') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The fewest changes, found from both texts' starts by ever more of them (Myers). */
function compareLines(a: readonly string[], b: readonly string[]): DifferenceLine[] {
  const most = Math.min(a.length + b.length, MOST_EDITS);
  // For each diagonal (lines taken of a minus lines taken of b) how many lines of a the best way there has taken.
  let reached = new Map<number, number>([[1, 0]]);
  const history: Map<number, number>[] = [];
  for (let edits = 0; edits <= most; edits++) {
    history.push(reached);
    const next = new Map(reached);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let taken = firstStep(reached, diagonal, edits);
      while (taken < a.length && taken - diagonal < b.length && a[taken] === b[taken - diagonal]) taken++;
      next.set(diagonal, taken);
      if (taken >= a.length && taken - diagonal >= b.length) return retrace(a, b, history);
    }
    reached = next;
  }
  return [
    ...a.map((text): DifferenceLine => ({ kind: 'missing', text })),
    ...b.map((text): DifferenceLine => ({ kind: 'added', text })),
  ];
}

function firstStep(reached: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  const down = reached.get(diagonal + 1) ?? -1;
  const right = reached.get(diagonal - 1) ?? -1;
  return diagonal === -edits || (diagonal !== edits && right < down) ? down : right + 1;
}

function retrace(
  a: readonly string[],
  b: readonly string[],
  history: readonly ReadonlyMap<number, number>[],
): DifferenceLine[] {
  const lines: DifferenceLine[] = [];
  let [takenA, takenB] = [a.length, b.length];
  for (let edits = history.length - 1; edits >= 0; edits--) {
    const reached = history[edits] ?? new Map<number, number>();
    const diagonal = takenA - takenB;
    const down = reached.get(diagonal + 1) ?? -1;
    const right = reached.get(diagonal - 1) ?? -1;
    const cameDown = diagonal === -edits || (diagonal !== edits && right < down);
    const fromA = edits === 0 ? 0 : cameDown ? down : right;
    const fromB = edits === 0 ? 0 : fromA - (cameDown ? diagonal + 1 : diagonal - 1);
    while (takenA > fromA && takenB > fromB) {
      takenA--;
      takenB--;
      lines.push({ kind: 'same', text: a[takenA] ?? '' });
    }
    if (edits === 0) break;
    if (cameDown) lines.push({ kind: 'added', text: b[--takenB] ?? '' });
    else lines.push({ kind: 'missing', text: a[--takenA] ?? '' });
  }
  return lines.toReversed();
}

/** Leaves out what is the same far from every change. */
function abridge(lines: readonly DifferenceLine[]): DifferenceLine[] {
  const near = new Set<number>();
  for (const [index, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    for (let at = index - CONTEXT; at <= index + CONTEXT; at++) near.add(at);
  }
  const shown: DifferenceLine[] = [];
  let leftOut = 0;
  const closeGap = (): void => {
    if (leftOut > 0) shown.push({ kind: 'left out', text: leftOut === 1 ? '1 line' : `${leftOut} lines` });
    leftOut = 0;
  };
  for (const [index, line] of lines.entries()) {
    if (!near.has(index)) {
      leftOut++;
      continue;
    }
    closeGap();
    shown.push(line);
  }
  closeGap();
  return shown;
}
