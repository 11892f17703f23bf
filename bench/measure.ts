/**
 * Runs a program to its end and says what it used. CPU time and peak memory are what the kernel accounted to the
 * process and all its threads when it was waited for, so nothing is sampled. Node cannot ask that of a child, so a
 * small program stands between: ours (bench/floor, microseconds) or GNU time (hundredths of a second). It also keeps
 * the peak honest: Linux lets a program's peak begin with the size of the process that started it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface Measurement {
  readonly wallMs: number;
  /** User and system time of all threads; `null` when nothing could measure it. */
  readonly cpuMs: number | null;
  /** Peak resident memory in 10^6 bytes, or `null`. */
  readonly peakMb: number | null;
}

export interface Outcome {
  /** `null` when it was ended for taking too long. */
  readonly status: number | null;
  /** The last of what it said on stderr. */
  readonly complaint: string;
  readonly measurement: Measurement;
}

export interface Meter {
  readonly description: string;
  /** What to put before the command so that figures get written to `result`. */
  readonly wrap: (result: string) => readonly string[];
  readonly read: (result: string, wallMs: number) => Measurement;
}

const KEPT_STDERR = 4000;

function ownMeter(program: string): Meter {
  return {
    description: 'bench/floor measure (wait4): wall from start to end of the process, microseconds',
    wrap: (result) => [program, result],
    read: (result) => {
      const used = JSON.parse(readFileSync(result, 'utf8')) as Record<string, number>;
      return {
        wallMs: used['wall_ns']! / 1e6,
        cpuMs: (used['user_us']! + used['system_us']!) / 1e3,
        peakMb: (used['peak_kib']! * 1024) / 1e6,
      };
    },
  };
}

const GNU_TIME: Meter = {
  description: 'GNU time (wait4): CPU in hundredths of a second; wall includes starting GNU time itself, about 1 ms',
  wrap: (result) => ['/usr/bin/time', '-o', result, '-f', '%U %S %M'],
  read: (result, wallMs) => {
    // A line about a non-zero status may come first.
    const figures = readFileSync(result, 'utf8').trimEnd().split('\n').at(-1)!;
    const [user, system, peakKib] = figures.split(' ').map(Number);
    return { wallMs, cpuMs: (user! + system!) * 1e3, peakMb: (peakKib! * 1024) / 1e6 };
  },
};

const WALL_ONLY: Meter = {
  description: 'wall time only: neither cargo nor GNU time is there to measure CPU time and memory',
  wrap: () => [],
  read: (_result, wallMs) => ({ wallMs, cpuMs: null, peakMb: null }),
};

/** The most exact way of measuring that this machine has. */
export function chooseMeter(ownProgram: string | undefined): Meter {
  if (ownProgram !== undefined) return ownMeter(ownProgram);
  const version = spawnSync('/usr/bin/time', ['--version'], { encoding: 'utf8' });
  return `${version.stdout}${version.stderr}`.includes('GNU') ? GNU_TIME : WALL_ONLY;
}

/** Runs `command`, ending it and whatever it started after `limitSeconds`. */
export async function runMeasured(
  meter: Meter,
  command: readonly string[],
  scratch: string,
  limitSeconds: number,
): Promise<Outcome> {
  const result = join(scratch, 'usage');
  rmSync(result, { force: true });
  const [program, ...args] = [...meter.wrap(result), ...command];
  const started = process.hrtime.bigint();
  // A group of its own, so that the program behind the meter ends too.
  const child = spawn(program!, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-KEPT_STDERR);
  });
  child.on('error', reject);
  child.on('close', (status) => resolve(status));
  let late = false;
  const endGroup = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  const timer = setTimeout(() => {
    late = true;
    endGroup();
  }, limitSeconds * 1000);
  process.once('exit', endGroup);
  try {
    const status = await promise;
    const wallMs = Number(process.hrtime.bigint() - started) / 1e6;
    if (late || status === null) {
      const measurement = { wallMs, cpuMs: null, peakMb: null };
      return { status: null, complaint: late ? `ended after ${limitSeconds} s` : 'ended by a signal', measurement };
    }
    return { status, complaint, measurement: meter.read(result, wallMs) };
  } finally {
    clearTimeout(timer);
    process.removeListener('exit', endGroup);
  }
}
