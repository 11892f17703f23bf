/** Running a toolchain's commands. */
import { spawn } from 'node:child_process';
import { BuildError, MissingToolError } from './errors.ts';
import type { Environment } from './language.ts';

export interface CommandOptions {
  readonly cwd: string;
  /** All variables that the command sees. */
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** What to install when the program does not exist. */
  readonly missing: string;
}

export interface CommandResult {
  /** `null` when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** More than any compiler has to say that a person would read: what follows is dropped. */
const MOST_OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * Runs a program to its end, without a shell and without stdin. A status other than 0 is a result.
 * @throws {MissingToolError} when there is no such program.
 * @throws {BuildError} when it cannot be started for another reason, or was aborted.
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  { cwd, environment, signal, missing }: CommandOptions,
): Promise<CommandResult> {
  const child = spawn(program, args, { cwd, env: { ...environment }, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: collect(child.stdout), stderr: collect(child.stderr) };
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(new BuildError('The build was interrupted.'));
      else if (error.code === 'ENOENT') reject(new MissingToolError(missing));
      else reject(new BuildError(`'${program}' cannot be started: ${error.message}`));
    });
    child.once('close', resolve);
  });
  return { status, stdout: output.stdout(), stderr: output.stderr() };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes < MOST_OUTPUT_BYTES) chunks.push(chunk);
    bytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
