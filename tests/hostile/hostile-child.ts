/** The process that a hostile module runs in: one run of the real engine, whose end is told on stdout as JSON. */
import { run, type RunOptions, WadupError } from '../../packages/engine/src/index.ts';

export interface ChildReport {
  /** Why the run failed; `null` when it completed. */
  readonly refusal: string | null;
  /** The most that the process ever had in memory, in bytes. */
  readonly resident: number;
  readonly milliseconds: number;
}

const began = performance.now();
let refusal: string | null = null;
try {
  await run(JSON.parse(process.argv[2]!) as RunOptions);
} catch (thrown) {
  refusal = thrown instanceof WadupError ? `${thrown.code}: ${thrown.message}` : `unexpected: ${String(thrown)}`;
}
const report: ChildReport = {
  refusal,
  resident: process.resourceUsage().maxRSS * 1024,
  milliseconds: performance.now() - began,
};
process.stdout.write(JSON.stringify(report));
