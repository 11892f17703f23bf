import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Programs of bench/floor, and why there are none. */
export interface FloorPrograms {
  readonly floor: string | undefined;
  readonly measure: string | undefined;
  /** `undefined` when both are there. */
  readonly leftOut: string | undefined;
}

/** Builds bench/floor where cargo is there, unless `build` is false: then only what an earlier run built is used. */
export function prepareFloor(root: string, build: boolean): FloorPrograms {
  const directory = join(root, 'bench/floor');
  let reason = 'bench/floor is not built, and --quick does not build it';
  if (build) {
    const { error, status } = spawnSync('cargo', ['build', '--release', '--locked', '--quiet'], {
      cwd: directory,
      stdio: ['ignore', 2, 2],
    });
    reason = error === undefined ? `cargo build ended with status ${status} in bench/floor` : 'there is no cargo';
    if (error === undefined && status !== 0) return { floor: undefined, measure: undefined, leftOut: reason };
  }
  const [floor, measure] = ['floor', 'measure'].map((name) => join(directory, 'target/release', name));
  if (!existsSync(floor!) || !existsSync(measure!)) return { floor: undefined, measure: undefined, leftOut: reason };
  return { floor, measure, leftOut: undefined };
}
