/** Runs one module on content after content: starts its instance, calls it, and replaces what can no longer be trusted. */
import { messageOf } from '../errors.ts';
import type { PreparedModule } from '../protocol.ts';
import type { ContentSource, Outcome } from '../stages.ts';
import { ContentWindow } from '../vfs/content-window.ts';
import { LiveInstance, type LiveInstanceParts } from './live-instance.ts';
import { DiscardedMemory } from './discarded-memory.ts';
import { isStackOverflow, outcomeOfCode, outcomeOfThrow } from './outcome.ts';

/** A module that fails to start this often in a row on one thread is not started again in this run. */
const START_ATTEMPTS = 3;

const OK: Outcome = { kind: 'ok' };

/** One runner for each module, for one thread. */
export function createRunners(
  modules: readonly PreparedModule[],
  parts: Omit<LiveInstanceParts, 'prepared' | 'window'>,
): ModuleRunner[] {
  const window = new ContentWindow();
  return modules.map((prepared) => new ModuleRunner({ ...parts, prepared, window }));
}

export class ModuleRunner {
  readonly name: string;
  readonly #parts: LiveInstanceParts;
  readonly #discarded = new DiscardedMemory();
  #instance: LiveInstance | null = null;
  #failedStarts = 0;
  #lastStartFailure: Outcome | null = null;
  /** The quota that it hit, in words. */
  #lastStartQuota: string | null = null;

  constructor(parts: LiveInstanceParts) {
    this.name = parts.prepared.name;
    this.#parts = parts;
  }

  /** Calls `process` once. What the module produces goes to the events; this is how the call ended. */
  run(source: ContentSource): Outcome {
    let instance = this.#instance;
    if (instance === null) {
      const started = this.#start(source);
      if (!(started instanceof LiveInstance)) return started;
      instance = started;
    } else {
      instance.begin(source);
    }
    const outcome = this.#call(instance);
    const usable = outcome.kind === 'ok' || outcome.kind === 'returned';
    instance.files.endContent();
    this.#reportQuota(instance.hitQuota(outcome.kind !== 'ok'));
    this.#instance = usable ? instance : null;
    if (!usable) this.#discard(instance);
    return outcome;
  }

  /** At the end of a run: prepares the module's code for being kept. Gives whether it can be. */
  optimizeEntry(): boolean {
    try {
      // None of the guest's code runs, in a new instance neither.
      return (this.#instance ?? new LiveInstance(this.#parts)).optimizeEntry();
    } catch {
      return false;
    }
  }

  #call(instance: LiveInstance): Outcome {
    const { meter } = instance;
    instance.beginCall();
    meter.begin();
    try {
      const code = instance.process();
      meter.end();
      if (meter.stopReason !== null) return outcomeOfThrow(null, instance.facts);
      return code === 0 ? OK : outcomeOfCode(code, instance.facts);
    } catch (thrown) {
      return outcomeOfThrow(thrown, instance.facts);
    }
  }

  /** A live instance on which the content has begun, or why there is none. */
  #start(source: ContentSource): LiveInstance | Outcome {
    if (this.#failedStarts >= START_ATTEMPTS && this.#lastStartFailure !== null) {
      this.#reportQuota(this.#lastStartQuota);
      return this.#lastStartFailure;
    }
    const started = this.#tryStart(source);
    if (started instanceof LiveInstance) this.#failedStarts = 0;
    else {
      this.#failedStarts++;
      this.#lastStartFailure = started;
    }
    return started;
  }

  #tryStart(source: ContentSource): LiveInstance | Outcome {
    let instance: LiveInstance;
    this.#lastStartQuota = null;
    this.#discarded.reclaim();
    try {
      instance = new LiveInstance(this.#parts);
    } catch (thrown) {
      if (isStackOverflow(thrown)) return { kind: 'stackOverflow' };
      return { kind: 'notStarted', reason: `it cannot be instantiated: ${messageOf(thrown)}` };
    }
    const { meter } = instance;
    const { entryPoints } = this.#parts.prepared;
    instance.beginCall();
    meter.begin();
    try {
      instance.startUp(entryPoints);
      meter.end();
      // It may have slept past its time, and returned before it came to a check.
      if (meter.stopReason !== null) return this.#notStarted(instance, null);
    } catch (thrown) {
      const exitedWell = instance.exitCode === 0 && entryPoints.start && meter.stopReason === null;
      if (!exitedWell) return this.#notStarted(instance, thrown);
    }
    instance.begin(source);
    return instance;
  }

  #notStarted(instance: LiveInstance, thrown: unknown): Outcome {
    instance.files.abandonContent();
    const outcome = startFailure(outcomeOfThrow(thrown, instance.facts));
    this.#lastStartQuota = instance.hitQuota(true);
    this.#reportQuota(this.#lastStartQuota);
    this.#discard(instance);
    return outcome;
  }

  #discard(instance: LiveInstance): void {
    instance.files.dispose();
    this.#discarded.add(instance.memoryBytes);
  }

  #reportQuota(sentence: string | null): void {
    if (sentence !== null) this.#parts.events.problem(sentence);
  }
}

/** Limits keep their kind, so that people see which one; everything else is told as a failed start. */
function startFailure(outcome: Outcome): Outcome {
  switch (outcome.kind) {
    case 'exited':
      return { kind: 'notStarted', reason: `its start-up code exited with status ${outcome.code}` };
    case 'trapped':
      return { kind: 'notStarted', reason: `its start-up code trapped: ${outcome.trap}` };
    default:
      return outcome;
  }
}
