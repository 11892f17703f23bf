// Running a toolchain's commands.
import { spawnSync } from 'node:child_process';

/** A toolchain that is not there. The message names it and the command that installs it. */
export class MissingToolError extends Error {}

/**
 * Runs a command to its end; what it prints on stdout is the result.
 *
 * @param {string[]} command
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, missing?: string }} [options] `missing`: what to
 *   install when the command does not exist.
 * @returns {string}
 */
export function run(command, { cwd, env, missing } = {}) {
  const [program, ...args] = command;
  const done = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.error?.code === 'ENOENT') throw new MissingToolError(missing ?? `'${program}' is not installed`);
  if (done.error) throw done.error;
  if (done.status !== 0) {
    throw new Error(`'${command.join(' ')}' ended with status ${done.status}\n${done.stderr.trimEnd()}`);
  }
  return done.stdout;
}
