/** The thread that runs one program. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../errors.ts';
import type { ExecEnd, ExecStart } from './options.ts';
import { runProgram } from './program.ts';
import { InputStream, OutputStream } from './standard-streams.ts';

function run(): ExecEnd {
  try {
    return runProgram(workerData as ExecStart, {
      stdin: new InputStream(0),
      stdout: new OutputStream(1),
      stderr: new OutputStream(2),
    });
  } catch (error) {
    return { notStarted: messageOf(error) };
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
parentPort!.postMessage(run());
