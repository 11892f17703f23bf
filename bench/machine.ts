import { spawnSync } from 'node:child_process';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** Where and with what something was measured. Load averages are of the last minute. */
export interface Machine {
  readonly date: string;
  readonly commit: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
}

export function describeMachine(root: string): Machine {
  const git = (...args: string[]): string =>
    spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? '';
  const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' with changes';
  return {
    date: new Date().toISOString(),
    commit: (git('rev-parse', 'HEAD') || 'unknown') + changed,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
    v8: process.versions.v8,
  };
}

/** Load average of the last minute. */
export function load(): number {
  return Math.round(loadavg()[0]! * 100) / 100;
}
