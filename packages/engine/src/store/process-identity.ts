/** Who runs a run, in a form that tells later whether they still do. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemCodeOf } from '../errors.ts';

/** Position of the start time among the fields after the command's name in /proc/PID/stat. */
const START_TIME_FIELD = 19;

/** `host pid start`: the start time tells a process from a later one that got the same number (Linux; else `-`). */
export function processIdentity(pid: number = process.pid): string {
  return `${hostname()} ${pid} ${startTime(pid)}`;
}

/** Whether that process runs on this host. What ran on another host cannot be asked and counts as gone. */
export function isAlive(identity: string): boolean {
  const [host, pidText, start] = identity.split(' ');
  const pid = Number(pidText);
  if (host !== hostname() || !Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    if (systemCodeOf(thrown) !== 'EPERM') return false;
  }
  return startTime(pid) === start;
}

/** Boot and clock ticks at which the process began. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${boot}:${fields[START_TIME_FIELD]}`;
  } catch {
    return '-';
  }
}
