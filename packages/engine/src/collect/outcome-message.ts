/** How a call into a module ended, in words that a person can act on. */
import type { Outcome } from '../stages.ts';
import { printable } from '../store/printable.ts';

/** V8's wording for each trap, and ours. The first that the message contains. */
const TRAPS: readonly (readonly [string, string])[] = [
  ['unreachable', "trap: it executed 'unreachable' (a panic or an abort; stderr may say more)"],
  [
    'memory access out of bounds',
    'trap: it accessed memory out of bounds (a wild pointer, or the stack that its compiler keeps in memory was too ' +
      'small: link with -z stack-size=BYTES for a larger one)',
  ],
  ['divide by zero', 'trap: it divided an integer by zero'],
  ['remainder by zero', 'trap: it took the remainder of a division by zero'],
  ['divide result unrepresentable', 'trap: integer overflow in a division'],
  ['float unrepresentable in integer range', 'trap: it converted a number that does not fit into an integer'],
  ['null function or function signature', 'trap: it called a function pointer that is null or of another type'],
  ['table index is out of bounds', 'trap: it used a function pointer (an index into a table) that is out of bounds'],
  ['data segment', 'trap: a data segment is out of bounds'],
  ['element segment', 'trap: an element segment is out of bounds'],
  ['Atomics.wait', 'trap: it waited for another thread (memory.atomic.wait), and there is none'],
  ['unaligned access', 'trap: it made an atomic access that is not aligned'],
  ['dereferencing a null pointer', 'trap: it used a null reference'],
  ['illegal cast', 'trap: it made an illegal cast'],
  ['too many exceptions', 'it kept more exceptions at once than there is room for (256 MiB)'],
  ['exception that nothing caught', 'trap: it threw an exception that nothing caught'],
];

const REASON_CHARACTERS = 300;

/** A sentence without the module's name; `null` when the call succeeded. */
export function outcomeMessage(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case 'ok':
      return null;
    case 'returned':
      return `process returned ${outcome.code}${refusal(outcome.refusedBeyond)}`;
    case 'exited':
      return `it exited with code ${outcome.code} (proc_exit) instead of returning`;
    case 'trapped':
      return trapMessage(outcome.trap);
    case 'outOfFuel':
      return `fuel exhausted: it needed more than ${outcome.limit} units (--fuel)`;
    case 'outOfMemory':
      return `memory limit: it needed more than ${describeBytes(outcome.limit)} (--max-memory)`;
    case 'stackOverflow':
      return 'stack overflow: it recursed too deeply (--max-stack)';
    case 'timedOut':
      return `timeout: it ran longer than ${outcome.seconds} ${outcome.seconds === 1 ? 'second' : 'seconds'} (--timeout)`;
    case 'notStarted':
      return `it could not be started: ${printable(outcome.reason, REASON_CHARACTERS)}`;
  }
}

function refusal(limit: number | undefined): string {
  return limit === undefined ? '' : ` after it hit the memory limit of ${describeBytes(limit)} (--max-memory)`;
}

function trapMessage(trap: string): string {
  const known = TRAPS.find(([wording]) => trap.includes(wording));
  // An engine's message can be long, or a guest's own: only its first line, and not all of that.
  return known?.[1] ?? `trap: ${printable(trap.split('\n', 1)[0] ?? '', REASON_CHARACTERS)}`;
}

function describeBytes(bytes: number): string {
  for (const [unit, name] of [
    [2 ** 30, 'GiB'],
    [2 ** 20, 'MiB'],
    [2 ** 10, 'KiB'],
  ] as const) {
    if (bytes >= unit && bytes % unit === 0) return `${bytes / unit} ${name}`;
  }
  return `${bytes} bytes`;
}
