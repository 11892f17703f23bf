/** The library: `import { run } from 'wadup'`. */
export { type ExecOptions, type ExecResult, execModule, type MountedDirectory } from './exec/index.ts';
export { messageOf, WadupError, type WadupErrorCode } from './errors.ts';
export { LIMITS, type LimitName, type LimitSpec, type OptionUnit, type RunOptions } from './options.ts';
export type { Run, RunProgress, RunSummary } from './run.ts';
export { run } from './start.ts';
export { VERSION } from './version.ts';
