/** What went wrong with one content, composed into its error_message. */
import { printable } from '../store/printable.ts';

/** Kept of each module: the first few say what is wrong, a count says how often. */
const PROBLEMS_PER_MODULE = 3;
const MODULES = 5;
const MESSAGE_CHARACTERS = 1000;

class ModuleFailures {
  readonly module: string | null;
  readonly problems: string[] = [];
  count = 0;

  constructor(module: string | null) {
    this.module = module;
  }

  line(): string {
    const more = this.count - this.problems.length;
    const parts = more > 0 ? [...this.problems, `and ${more} more`] : this.problems;
    const text = parts.join('; ');
    return this.module === null ? text : `module '${printable(this.module)}': ${text}`;
  }
}

/** One per worker thread; nothing is allocated while nothing goes wrong. */
export class FailureLog {
  readonly #failures: ModuleFailures[] = [];
  /** Of the content itself. */
  #own: ModuleFailures | null = null;
  #module: string | null = null;
  #current: ModuleFailures | null = null;

  /** What follows concerns this module; `null`: the content itself. */
  beginModule(module: string | null): void {
    this.#module = module;
    this.#current = null;
  }

  add(problem: string): void {
    const failures = this.#ofModule();
    failures.count++;
    if (failures.problems.length < PROBLEMS_PER_MODULE) failures.problems.push(withoutFullStop(problem));
  }

  /** As `add`, before all others of the module: what ended its call. */
  addFirst(problem: string): void {
    const failures = this.#ofModule();
    failures.count++;
    failures.problems.unshift(withoutFullStop(problem));
    failures.problems.length = Math.min(failures.problems.length, PROBLEMS_PER_MODULE);
  }

  /** Whether one more problem of this module would only be counted. */
  get isFull(): boolean {
    return this.#current !== null && this.#current.problems.length >= PROBLEMS_PER_MODULE;
  }

  /**
   * One line per module, a few lines at most; `null` when all went well. What is wrong with the content itself comes
   * first: it is likely why modules failed. Starts over.
   */
  take(): string | null {
    const own = this.#own;
    this.#own = null;
    this.#current = null;
    this.#module = null;
    if (own === null && this.#failures.length === 0) return null;
    const shown = this.#failures.splice(0, MODULES);
    const more = this.#failures.length;
    this.#failures.length = 0;
    if (own !== null) shown.unshift(own);
    const each = Math.floor(MESSAGE_CHARACTERS / shown.length);
    const lines = shown.map((failures) => clip(failures.line(), each));
    if (more > 0) lines.push(`and ${more} more ${more === 1 ? 'module' : 'modules'} failed`);
    return lines.join('\n');
  }

  #ofModule(): ModuleFailures {
    if (this.#current !== null) return this.#current;
    if (this.#module === null) return (this.#current = this.#own ??= new ModuleFailures(null));
    this.#current = new ModuleFailures(this.#module);
    this.#failures.push(this.#current);
    return this.#current;
  }
}

/** Problems of one module are joined into one line. */
function withoutFullStop(problem: string): string {
  return problem.endsWith('.') && !problem.endsWith('..') ? problem.slice(0, -1) : problem;
}

function clip(line: string, characters: number): string {
  if (line.length <= characters) return line;
  const end = line.slice(0, characters - 1);
  // Not in the middle of a surrogate pair.
  return `${/[\ud800-\udbff]$/.test(end) ? end.slice(0, -1) : end}…`;
}
