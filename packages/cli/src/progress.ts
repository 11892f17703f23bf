/** How far a run is, in words: a live line on a terminal, a plain line every ten seconds anywhere else. */
import type { RunProgress } from '@wadup/engine';
import { formatCount, formatDuration } from './quantities.ts';
import type { Terminal } from './terminal.ts';

const PLAIN_INTERVAL_MS = 10_000;
/** The rate is that of the last few seconds: a run may well become ten times slower half-way. */
const RATE_WINDOW_MS = 5000;

/** One piece of the status line. The most dispensable ones go first when the terminal is narrow. */
interface Segment {
  readonly text: string;
  /** 0 is never left out. */
  readonly dispensable: number;
  readonly alarming?: boolean;
}

export class ProgressDisplay {
  readonly #terminal: Terminal;
  readonly #intervalMs: number;
  readonly #samples: { readonly elapsedMs: number; readonly done: number }[] = [];
  #nextPlainMs: number;

  /** `intervalMs`: time between plain lines. */
  constructor(terminal: Terminal, intervalMs: number = PLAIN_INTERVAL_MS) {
    this.#terminal = terminal;
    this.#intervalMs = intervalMs;
    this.#nextPlainMs = intervalMs;
  }

  update(progress: RunProgress): void {
    const segments = describe(progress, this.#rate(progress));
    if (this.#terminal.live) {
      this.#terminal.showLive(fit(segments, this.#terminal));
    } else if (progress.elapsedMs >= this.#nextPlainMs) {
      this.#nextPlainMs = progress.elapsedMs + this.#intervalMs;
      this.#terminal.print(segments.map(({ text }) => text).join(', '));
    }
  }

  end(): void {
    this.#terminal.showLive('');
  }

  /** Contents per second over the last few seconds. */
  #rate({ elapsedMs, contentsDone }: RunProgress): number {
    const samples = this.#samples;
    samples.push({ elapsedMs, done: contentsDone });
    while (samples.length > 2 && elapsedMs - (samples[1]?.elapsedMs ?? 0) >= RATE_WINDOW_MS) samples.shift();
    const oldest = samples.length > 1 ? samples[0] : undefined;
    const since = oldest ?? { elapsedMs: 0, done: 0 };
    const milliseconds = elapsedMs - since.elapsedMs;
    return milliseconds <= 0 ? 0 : ((contentsDone - since.done) * 1000) / milliseconds;
  }
}

function describe(progress: RunProgress, rate: number): Segment[] {
  const { contentsDone, contentsSeen, failed, subcontents, elapsedMs, walkFinished, spilledBytes } = progress;
  // While the input is still being walked nobody knows how many there will be.
  const seen = `${formatCount(contentsSeen)}${walkFinished ? '' : '+'}`;
  const segments: Segment[] = [
    { text: `${formatCount(contentsDone)} of ${seen} contents`, dispensable: 0 },
    { text: `${formatCount(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate))}/s`, dispensable: 2 },
    { text: `${formatCount(failed)} failed`, dispensable: 1, alarming: failed > 0 },
    { text: `${formatCount(subcontents)} extracted`, dispensable: 4 },
    { text: `${formatDuration(elapsedMs)} elapsed`, dispensable: 5 },
  ];
  const left = contentsSeen - contentsDone;
  if (walkFinished && rate > 0 && left > 0) {
    segments.push({ text: `about ${formatDuration((left / rate) * 1000)} left`, dispensable: 3 });
  }
  if (spilledBytes > 0) {
    segments.push({ text: `${formatCount(Math.ceil(spilledBytes / 1024 ** 2))} MiB spilled`, dispensable: 6 });
  }
  return segments;
}

function fit(segments: readonly Segment[], terminal: Terminal): string {
  const separator = '  ';
  // The last column stays free: some terminals wrap as soon as it is written.
  const width = terminal.columns - 1;
  let shown = [...segments];
  const plain = (): string => shown.map(({ text }) => text).join(separator);
  while (plain().length > width && shown.length > 1) {
    const most = Math.max(...shown.map(({ dispensable }) => dispensable));
    shown = shown.filter(({ dispensable }) => dispensable !== most);
  }
  if (plain().length > width) return plain().slice(0, Math.max(0, width));
  return shown.map(({ text, alarming }) => (alarming === true ? terminal.alarming(text) : text)).join(separator);
}
