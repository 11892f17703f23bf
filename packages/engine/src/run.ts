/** What a caller of the library holds: a promise of the summary that can also be iterated for progress. */

/** A moment of a run. */
export interface RunProgress {
  /** Inputs and sub-contents that are done, failed ones included. */
  readonly contentsDone: number;
  /** Inputs found and sub-contents emitted so far. */
  readonly contentsSeen: number;
  readonly failed: number;
  /** Sub-contents emitted. */
  readonly subcontents: number;
  readonly inputsSeen: number;
  /** Whether `inputsSeen` is final. */
  readonly walkFinished: boolean;
  readonly elapsedMs: number;
  /** Bytes of sub-content written to temporary files. */
  readonly spilledBytes: number;
  /** Things in the input directories that were passed over. */
  readonly skipped: number;
}

export interface RunSummary {
  readonly status: 'completed' | 'interrupted';
  /** Inputs and sub-contents processed, failed ones included. */
  readonly contents: number;
  readonly failed: number;
  /** Inputs processed by this run; without those that a resumed run had done before. */
  readonly inputs: number;
  /** What an earlier run had done that this one resumed; `null` when it did not. */
  readonly resumed: {
    readonly inputsDone: number;
    readonly contentsKept: number;
    readonly contentsRemoved: number;
  } | null;
  readonly subcontents: number;
  /** Rows that modules produced, all tables together. */
  readonly rows: number;
  /** Tables that the modules defined, by name, with the rows that they got in this run; and any other that got some. */
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly skipped: number;
  /** The first few things that were passed over, in words. */
  readonly notices: readonly string[];
  readonly elapsedMs: number;
  /** For each worker, the share of time from its first content to the end in which it was not idle. */
  readonly utilisation: readonly number[];
  readonly spilledBytes: number;
}

/** Await it for the summary, or iterate it for progress (about ten times a second, and once at the end). */
export interface Run extends Promise<RunSummary>, AsyncIterable<RunProgress> {}

/** The part of a run that makes progress visible. */
export interface RunExecution {
  readonly summary: Promise<RunSummary>;
  progress(): RunProgress;
}

const PROGRESS_MS = 100;

/** Joins a run's summary and its progress into what callers hold. */
export function createRun({ summary, progress }: RunExecution): Run {
  return Object.assign(summary, {
    async *[Symbol.asyncIterator](): AsyncGenerator<RunProgress> {
      const ended = summary.then(
        () => true,
        () => true,
      );
      for (;;) {
        const { promise: tick, resolve } = Promise.withResolvers<false>();
        const timer = setTimeout(resolve, PROGRESS_MS, false);
        const isOver = await Promise.race([ended, tick]);
        clearTimeout(timer);
        yield progress();
        if (isOver) break;
      }
      // Whoever iterates learns of a failure here.
      await summary;
    },
  });
}
