import { describe, expect, it } from 'vitest';
import type { Outcome } from '../stages.ts';
import { outcomeMessage } from './outcome-message.ts';

/** What V8 says when a module of these bytes after the header traps in its export `f`. */
function trapOf(body: readonly number[], memory = false): string {
  const type = [1, 4, 1, 0x60, 0, 0];
  const functions = [3, 2, 1, 0];
  const table = [4, 4, 1, 0x70, 0, 1];
  const memories = memory ? [5, 3, 1, 0, 1] : [];
  const exports = [7, 5, 1, 1, 0x66, 0, 0];
  const code = [10, body.length + 4, 1, body.length + 2, 0, ...body, 0x0b];
  const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...type, ...functions, ...table, ...memories, ...exports, ...code];
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes)));
  try {
    (instance.exports.f as () => void)();
  } catch (thrown) {
    return (thrown as Error).message;
  }
  throw new Error('it did not trap');
}

const DROP = 0x1a;
const MIN_I32 = [0x41, 0x80, 0x80, 0x80, 0x80, 0x78];
const traps: readonly (readonly [string, string])[] = [
  ["executed 'unreachable'", trapOf([0x00])],
  ['accessed memory out of bounds', trapOf([0x41, 0x7f, 0x28, 2, 0, DROP], true)],
  ['divided an integer by zero', trapOf([0x41, 1, 0x41, 0, 0x6d, DROP])],
  ['remainder', trapOf([0x41, 1, 0x41, 0, 0x6f, DROP])],
  ['integer overflow', trapOf([...MIN_I32, 0x41, 0x7f, 0x6d, DROP])],
  ['does not fit into an integer', trapOf([0x43, 0, 0, 0xc0, 0x7f, 0xa8, DROP])],
  ['null or of another type', trapOf([0x41, 0, 0x11, 0, 0])],
  ['out of bounds', trapOf([0x41, 5, 0x11, 0, 0])],
  ['function pointer (an index into a table) that is out of bounds', trapOf([0x41, 5, 0x25, 0, DROP])],
];

describe('the message of an outcome', () => {
  it.each(traps)("for V8's trap says that it %s", (words, trap) => {
    const message = outcomeMessage({ kind: 'trapped', trap });
    expect(message).toContain(words);
    expect(message).toMatch(/^trap: it|^trap: integer/);
  });

  const others: readonly (readonly [Outcome, string | null])[] = [
    [{ kind: 'ok' }, null],
    [{ kind: 'returned', code: -3 }, 'process returned -3'],
    [
      { kind: 'returned', code: 1, refusedBeyond: 2 ** 23 },
      'process returned 1 after it hit the memory limit of 8 MiB (--max-memory)',
    ],
    [{ kind: 'exited', code: 2 }, 'it exited with code 2 (proc_exit) instead of returning'],
    [{ kind: 'outOfFuel', limit: 5 }, 'fuel exhausted: it needed more than 5 units (--fuel)'],
    [{ kind: 'outOfMemory', limit: 67_108_864 }, 'memory limit: it needed more than 64 MiB (--max-memory)'],
    [{ kind: 'outOfMemory', limit: 70_000 }, 'memory limit: it needed more than 70000 bytes (--max-memory)'],
    [{ kind: 'stackOverflow' }, 'stack overflow: it recursed too deeply (--max-stack)'],
    [{ kind: 'timedOut', seconds: 1.5 }, 'timeout: it ran longer than 1.5 seconds (--timeout)'],
    [{ kind: 'notStarted', reason: 'fuel\nexhausted' }, 'it could not be started: fuel\\u{a}exhausted'],
    [{ kind: 'trapped', trap: 'something new\n    at wasm-function[7]' }, 'trap: something new'],
  ];

  it.each(others)('for %j is in words', (outcome, message) => {
    expect(outcomeMessage(outcome)).toBe(message);
  });

  it('is never long', () => {
    expect(outcomeMessage({ kind: 'trapped', trap: 'x'.repeat(10_000) })?.length).toBeLessThan(400);
  });
});
