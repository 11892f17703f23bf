/** The thread that runs the calls. */
import { messageOf } from '../errors.ts';
import { answerOnce } from '../sync/answering-thread.ts';
import type { RehearsalAnswer, RehearsalStart } from './options.ts';
import { runRehearsal } from './rehearsed.ts';

function run(start: RehearsalStart): RehearsalAnswer {
  try {
    return { rehearsal: runRehearsal(start) };
  } catch (error) {
    return { notStarted: messageOf(error) };
  }
}

answerOnce((start: RehearsalStart) => {
  const answer = run(start);
  const state = 'rehearsal' in answer ? answer.rehearsal.state : null;
  return { answer, transfer: state === null ? [] : [state.memory.buffer as ArrayBuffer] };
});
