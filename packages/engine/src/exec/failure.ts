import { outcomeMessage } from '../collect/outcome-message.ts';
import type { Outcome } from '../stages.ts';

/** As a shell reports a program that was aborted. */
const ABORTED = 134;
const STATUS_MASK = 0xff;

export interface ProgramEnd {
  readonly status: number;
  readonly failure: string | null;
}

/** The exit status that an outcome stands for, and, where the host ended the program, why. */
export function programFailure(outcome: Outcome): ProgramEnd {
  switch (outcome.kind) {
    case 'ok':
      return { status: 0, failure: null };
    case 'exited':
      return { status: statusOf(outcome.code), failure: null };
    case 'returned':
      return { status: statusOf(outcome.code), failure: null };
    default:
      return { status: ABORTED, failure: outcomeMessage(outcome) };
  }
}

/** A status has eight bits; what is lost in the others must not turn failure into success. */
function statusOf(code: number): number {
  const status = code & STATUS_MASK;
  return status === 0 && code !== 0 ? 1 : status;
}
