/** How a call ended, told from what it threw and from what the host noted meanwhile. */
import type { Outcome } from '../stages.ts';
import type { StopReason } from './metering.ts';

export interface CallFacts {
  readonly stopReason: StopReason;
  readonly fuelLimit: number | undefined;
  readonly timeoutSeconds: number | undefined;
  /** The guest asked for more memory than `--max-memory` allows, and was refused. */
  readonly growRefused: boolean;
  readonly memoryLimit: number | undefined;
  /** The code given to `proc_exit`, if it was called. */
  readonly exitCode: number | null;
}

/** Told by outcome-message.ts in more words. */
const TOO_MANY_EXCEPTIONS = 'too many exceptions';

/** The outcome of a call that returned this code, not 0. Languages that survive a refused allocation end here, not in a trap. */
export function outcomeOfCode(code: number, facts: CallFacts): Outcome {
  if (!facts.growRefused || facts.memoryLimit === undefined) return { kind: 'returned', code };
  return { kind: 'returned', code, refusedBeyond: facts.memoryLimit };
}

/** The outcome of a call that did not return. */
export function outcomeOfThrow(thrown: unknown, facts: CallFacts): Outcome {
  if (facts.stopReason === 'fuel') return { kind: 'outOfFuel', limit: facts.fuelLimit ?? 0 };
  if (facts.stopReason === 'time') return { kind: 'timedOut', seconds: facts.timeoutSeconds ?? 0 };
  if (facts.stopReason === 'heap') return { kind: 'trapped', trap: TOO_MANY_EXCEPTIONS };
  if (facts.growRefused && facts.memoryLimit !== undefined && facts.exitCode !== 0) {
    return { kind: 'outOfMemory', limit: facts.memoryLimit };
  }
  if (facts.exitCode !== null) return { kind: 'exited', code: facts.exitCode };
  if (isStackOverflow(thrown)) return { kind: 'stackOverflow' };
  return { kind: 'trapped', trap: trapText(thrown) };
}

/**
 * V8 reports an exhausted stack as a RangeError, from wasm and from host functions alike; one that ends while a regular
 * expression is compiled, as a SyntaxError.
 */
export function isStackOverflow(thrown: unknown): boolean {
  if (thrown instanceof RangeError) return /call stack/i.test(thrown.message);
  return thrown instanceof SyntaxError && /stack overflow/i.test(thrown.message);
}

function trapText(thrown: unknown): string {
  if (thrown instanceof WebAssembly.RuntimeError) return thrown.message;
  if (thrown instanceof WebAssembly.Exception) return 'an exception that nothing caught';
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
}
