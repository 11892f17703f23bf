/**
 * stderr as the commands use it: lines of log, and one live line below them when it is a terminal. stdout stays free
 * for what was asked for.
 */

/** What of a stream is used; `process.stderr` is one. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const CLEAR_LINE = '\r\u001B[K';
const RED = '\u001B[31m';
const RESET = '\u001B[39m';
/** Names and messages come from untrusted data: nothing in them may move the cursor or turn text around. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text on one line, with everything that is no visible character written as `\xNN` or `\u{NNNN}`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u{${code}}`;
  });
}

export class Terminal {
  /** Whether a live line can be shown. */
  readonly live: boolean;
  readonly #stream: TextStream;
  readonly #coloured: boolean;
  #liveLine = '';

  constructor(stream: TextStream, environment: Readonly<Record<string, string | undefined>>) {
    this.#stream = stream;
    this.live = stream.isTTY === true && environment['TERM'] !== 'dumb';
    this.#coloured = this.live && (environment['NO_COLOR'] ?? '') === '';
  }

  /** Characters that fit on a line. */
  get columns(): number {
    return this.#stream.columns ?? 80;
  }

  /** The text in red, where colours are wanted. */
  alarming(text: string): string {
    return this.#coloured ? `${RED}${text}${RESET}` : text;
  }

  /** Writes lines (separated by line feeds) above the live line. */
  print(text: string): void {
    const lines = text.split('\n').map(printable).join('\n');
    this.#stream.write(this.#liveLine === '' ? `${lines}\n` : `${CLEAR_LINE}${lines}\n${this.#liveLine}`);
  }

  /** Replaces the live line; an empty one takes it away. Contains only what the caller made itself. */
  showLive(line: string): void {
    if (!this.live || line === this.#liveLine) return;
    this.#liveLine = line;
    this.#stream.write(CLEAR_LINE + line);
  }
}

/** A reader that went away must not end the program: what it would have read is lost, nothing else is. */
export function outliveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
