/** Programs beside the test: the command `wadup`, and readers of a database that is being written. */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const COMMAND = join(import.meta.dirname, '../../packages/cli/src/main.ts');

export class Program implements Disposable {
  readonly process: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #ended: Promise<number | string>;
  #onOutput: () => void = () => undefined;

  constructor(command: string, args: readonly string[], options: SpawnOptions = {}) {
    this.process = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    this.#ended = once(this.process, 'close').then(([code, signal]) => (code ?? signal) as number | string);
    this.process.stdout?.on('data', (piece: Buffer) => {
      this.stdout += String(piece);
      this.#onOutput();
    });
    this.process.stderr?.on('data', (piece: Buffer) => {
      this.stderr += String(piece);
      this.#onOutput();
    });
  }

  /** The exit status, or the signal that ended it. */
  async end(): Promise<number | string> {
    return await this.#ended;
  }

  /** Waits until it has printed that. */
  async until(text: string | RegExp): Promise<void> {
    const hasIt = (): boolean => {
      const all = this.stdout + this.stderr;
      return typeof text === 'string' ? all.includes(text) : text.test(all);
    };
    const seen = new Promise<void>((resolve) => {
      this.#onOutput = () => {
        if (hasIt()) resolve();
      };
    });
    this.#onOutput();
    const status = await Promise.race([seen, this.#ended]);
    if (!hasIt()) throw new Error(`it ended with ${status} before it printed ${text}: ${this.stdout}${this.stderr}`);
  }

  [Symbol.dispose](): void {
    this.process.kill('SIGKILL');
  }
}

/** The words that start `wadup` with these arguments. */
export function wadupCommand(args: readonly string[]): string[] {
  return [process.execPath, COMMAND, ...args];
}

export function wadup(args: readonly string[], options: SpawnOptions = {}): Program {
  return new Program(process.execPath, [COMMAND, ...args], options);
}

/** Runs JavaScript in another process: `opened(path)` waits for a run to begin there, `print` prints a line. */
export function reader(script: string, options: SpawnOptions = {}): Program {
  const program = `
    import { DatabaseSync } from 'node:sqlite';
    import { setTimeout as sleep } from 'node:timers/promises';
    const opened = async (path) => {
      for (;;) {
        try {
          const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
          if (database.prepare('SELECT count(*) AS runs FROM __wadup_run').get().runs > 0) return database;
          database.close();
        } catch {}
        await sleep(5);
      }
    };
    const print = (text) => process.stdout.write(text + '\\n');
    ${script}`;
  return new Program(process.execPath, ['--input-type=module', '-e', program], options);
}
