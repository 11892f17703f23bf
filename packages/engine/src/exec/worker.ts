/** The thread that runs one program. */
import { messageOf } from '../errors.ts';
import { answerOnce } from '../sync/answering-thread.ts';
import type { ExecEnd, ExecStart } from './options.ts';
import { runProgram } from './program.ts';
import { InputStream, OutputStream } from './standard-streams.ts';

function run(start: ExecStart): ExecEnd {
  try {
    return runProgram(start, { stdin: new InputStream(0), stdout: new OutputStream(1), stderr: new OutputStream(2) });
  } catch (error) {
    return { notStarted: messageOf(error) };
  }
}

answerOnce((start: ExecStart) => ({ answer: run(start) }));
