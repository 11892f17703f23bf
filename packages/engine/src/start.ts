/**
 * Starts a run: first its threads, as they take longest, and meanwhile loads the engine and prepares the modules.
 * So this file imports little.
 */
import { resolveOptions, type RunOptions } from './options.ts';
import type { Execution } from './engine.ts';
import { createRun, type Run, type RunProgress, type RunSummary } from './run.ts';
import type { Progress } from './scheduler/scheduler.ts';
import { WorkerCrew } from './worker/crew.ts';

/**
 * Runs the modules over the inputs and stores what they produce.
 * @throws {WadupError} as rejection of the run; what was committed stays.
 */
export function run(options: RunOptions): Run {
  const began = performance.now();
  let ended: number | null = null;
  let execution: Execution | null = null;
  const elapsedMs = (): number => (ended ?? performance.now()) - began;
  const execute = async (): Promise<Omit<RunSummary, 'elapsedMs'>> => {
    const resolved = resolveOptions(options);
    const { threads, maxStack } = resolved.limits;
    const crew = new WorkerCrew(threads, maxStack);
    try {
      const engine = await import('./engine.ts');
      execution = new engine.Execution(resolved, crew, options.signal);
      return await execution.run();
    } finally {
      await crew.dismiss();
      ended = performance.now();
    }
  };
  const summary = execute().then((ending): RunSummary => ({ ...ending, elapsedMs: elapsedMs() }));
  return createRun({ summary, progress: () => progressOf(execution?.progress, elapsedMs()) });
}

function progressOf(progress: Progress | undefined, elapsedMs: number): RunProgress {
  return {
    contentsDone: progress?.contentsDone ?? 0,
    contentsSeen: (progress?.inputsSeen ?? 0) + (progress?.contentsEmitted ?? 0),
    failed: progress?.contentsFailed ?? 0,
    subcontents: progress?.contentsEmitted ?? 0,
    inputsSeen: progress?.inputsSeen ?? 0,
    walkFinished: progress?.walkFinished ?? false,
    elapsedMs,
    spilledBytes: progress?.spilledBytes ?? 0,
    skipped: progress?.skipped ?? 0,
  };
}
