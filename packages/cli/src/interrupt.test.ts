import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { EXIT } from './exit-codes.ts';

/** Aborted, it goes on for a minute, or ends with status 7 as soon as it is told to. */
const PROGRAM = `
  import { listenForInterrupt } from ${JSON.stringify(import.meta.resolve('./interrupt.ts'))};
  const interrupt = listenForInterrupt((sentence, last) => console.log(sentence, last ? 'last' : ''));
  interrupt.signal.addEventListener('abort', () => console.log('aborted'));
  setTimeout(() => {}, 60_000);
  process.stdin.once('data', () => { interrupt[Symbol.dispose](); console.log('disposed'); });
  console.log('ready');
`;

function start(): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function output(child: ChildProcess, text: string): Promise<void> {
  let seen = '';
  while (!seen.includes(text)) seen += String((await once(child.stdout ?? child, 'data'))[0]);
}

describe.skipIf(process.platform === 'win32')('listenForInterrupt', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'aborts at the first %s and stops the program at the second',
    async (signal) => {
      const child = start();
      await output(child, 'ready');
      child.kill(signal);
      await output(child, 'aborted');
      expect(child.exitCode).toBe(null);
      const exit = once(child, 'exit');
      child.kill(signal);
      await output(child, 'Stopped at once; what was committed is kept, continue with --resume. last');
      expect(await exit).toEqual([EXIT.interrupted, null]);
    },
  );

  it('leaves signals to Node again once disposed of', async () => {
    const child = start();
    await output(child, 'ready');
    child.stdin?.write('x');
    await output(child, 'disposed');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });
});
