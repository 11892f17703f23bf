/** The thread that runs the calls. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../errors.ts';
import type { RehearsalAnswer, RehearsalStart } from './options.ts';
import { runRehearsal } from './rehearsed.ts';

function run(): RehearsalAnswer {
  try {
    return { rehearsal: runRehearsal(workerData as RehearsalStart) };
  } catch (error) {
    return { notStarted: messageOf(error) };
  }
}

const answer = run();
const state = 'rehearsal' in answer ? answer.rehearsal.state : null;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
parentPort!.postMessage(answer, state === null ? [] : [state.memory.buffer as ArrayBuffer]);
