/** `wadup exec`: one module by itself. */
import { posix } from 'node:path';
import type { ExecResult, MountedDirectory } from '@wadup/engine/exec';
import { EXEC_LIMITS } from '@wadup/engine/options';
import { type Arguments, parseArguments, readLimits } from '../arguments.ts';
import { EXEC } from '../flags.ts';
import { printHelp } from '../help.ts';
import { printable } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

/** Gives the exit status: the module's own, or 134. @throws {UsageError} @throws {WadupError} */
export async function execCommand(argv: readonly string[]): Promise<number> {
  const given = parseArguments(EXEC, argv);
  if (given.flags.has('help')) return printHelp(EXEC);
  const limits = readLimits(given, EXEC_LIMITS);
  const directories = readDirectories(given);
  const env = readEnvironment(given);
  const [module, ...args] = given.rest;
  if (module === undefined) throw new UsageError(`No module is named. Usage: ${EXEC.usage}`);
  const stats = given.flags.has('stats');
  // Loaded only now: help and complaints need no engine.
  const { execModule } = await import('@wadup/engine/exec');
  const result = await execModule({ module, args, env, directories, stats, ...limits });
  if (result.failure !== null) process.stderr.write(`wadup: ${printable(result.failure)}\n`);
  if (result.quota !== null) process.stderr.write(`wadup: ${printable(result.quota)}\n`);
  if (stats) process.stderr.write(`${formatStats(result)}\n`);
  return result.status;
}

function readDirectories(given: Arguments): MountedDirectory[] {
  const taken = new Set<string>();
  return (given.flags.get('dir') ?? []).map((text) => {
    const [host, guest, ...others] = text.split('::');
    if (host === undefined || host === '' || guest === undefined || guest === '' || others.length > 0) {
      throw new UsageError(`--dir must be HOST::GUEST, not '${text}'. Write for example --dir ./data::/data.`);
    }
    // `/d`, `/d/` and `/x/../d` are one place. Which of two directories a program sees there would be the choice of its
    // C library.
    const place = posix.join(guest, '/');
    if (taken.has(place)) {
      throw new UsageError(`Two directories are to be at '${guest}'. Give each --dir a guest path of its own.`);
    }
    taken.add(place);
    return { host, guest };
  });
}

function readEnvironment(given: Arguments): readonly string[] {
  const variables = given.flags.get('env') ?? [];
  for (const text of variables) {
    if (text.indexOf('=') < 1) throw new UsageError(`--env must be NAME=VALUE, not '${text}'.`);
  }
  return variables;
}

function formatStats({ fuel, wallMs, peakMemory }: ExecResult): string {
  return JSON.stringify({ fuel, wall_ms: Math.round(wallMs * 1000) / 1000, peak_memory: peakMemory });
}
