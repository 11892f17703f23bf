import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { EXIT } from './exit-codes.ts';

/** Goes on for a minute, and stops listening when it is told to. */
const program = (samePressMs: string): string => `
  import { listenForInterrupt } from ${JSON.stringify(import.meta.resolve('./interrupt.ts'))};
  const interrupt = listenForInterrupt((last) => console.log(last ? 'stopped' : 'interrupted'), ${samePressMs});
  interrupt.signal.addEventListener('abort', () => console.log('aborted'));
  setTimeout(() => {}, 60_000);
  process.stdin.once('data', () => { interrupt[Symbol.dispose](); console.log('disposed'); });
  let count = 0;
  if (${samePressMs} === Infinity) {
    for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => console.log('outlived', count++));
  }
  console.log('ready');
`;

function start(samePressMs: string): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '-e', program(samePressMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

async function output(child: ChildProcess, text: string): Promise<void> {
  let seen = '';
  while (!seen.includes(text)) seen += String((await once(child.stdout ?? child, 'data'))[0]);
}

describe.skipIf(process.platform === 'win32')('listenForInterrupt', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'aborts at the first %s and stops the program at the second',
    async (signal) => {
      const child = start('0');
      await output(child, 'ready');
      child.kill(signal);
      await output(child, 'aborted\ninterrupted');
      expect(child.exitCode).toBe(null);
      const exit = once(child, 'exit');
      child.kill(signal);
      await output(child, 'stopped');
      expect(await exit).toEqual([EXIT.interrupted, null]);
    },
  );

  it('takes signals that come close together for one', async () => {
    const child = start('Infinity');
    await output(child, 'ready');
    for (const [count, signal] of (['SIGINT', 'SIGINT', 'SIGTERM'] as const).entries()) {
      child.kill(signal);
      await output(child, `outlived ${count}`);
    }
    child.kill('SIGKILL');
  });

  it('leaves signals to Node again once disposed of', async () => {
    const child = start('undefined');
    await output(child, 'ready');
    child.stdin?.write('x');
    await output(child, 'disposed');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });
});
