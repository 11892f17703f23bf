/** The line of a module's stderr that says best why it failed, for the content's error message. */
import { printable } from '../store/printable.ts';

const HINT_CHARACTERS = 240;
/** How runtimes begin what they print before they abort: Rust, Go, C and C++, Python. */
const LAST_WORDS = /\b(?:panic(?:ked)?|fatal error|abort(?:ed)?|assertion)\b/i;

/** Python's groups of exceptions are printed as a tree: the group's own line in it, and lines that only draw. */
const GROUP = /^\| [\w.]*Group: /;
const DRAWN = /^[|+][|+ -]*/;

/**
 * An abort is announced where it happens and followed by a backtrace: its first line counts. Whoever returns an error
 * code prints the reason last.
 * @returns `null` when nothing was printed.
 */
export function stderrHint(stderr: string | null, aborted: boolean): string | null {
  if (stderr === null) return null;
  const lines = stderr.split('\n', 10_000).map((line) => line.trim());
  const group = aborted ? -1 : lines.findIndex((line) => GROUP.test(line));
  if (group >= 0) return groupHint(lines, group);
  const announced = aborted ? lines.findIndex((line) => LAST_WORDS.test(line)) : -1;
  const found = announced >= 0 ? announced : lines.findLastIndex((line) => line !== '' && !line.startsWith('note: '));
  if (found < 0) return null;
  const line = lines[found]!;
  // Rust says where on one line, and what on the next.
  const next = line.endsWith(':') ? (lines[found + 1] ?? '') : '';
  return printable(next === '' ? line : `${line} ${next}`, HINT_CHARACTERS);
}

/** The group, and the last of its exceptions. */
function groupHint(lines: readonly string[], group: number): string {
  const bare = lines.map((line) => line.replace(DRAWN, ''));
  const last = bare.findLastIndex((line) => line !== '');
  return printable(last > group ? `${bare[group]}: ${bare[last]}` : bare[group]!, HINT_CHARACTERS);
}
