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
const GREEN = '\u001B[32m';
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

/** The same for text of several lines, with its tabs as spaces: compilers indent with them. */
export function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line.replaceAll('\t', '    ')))
    .join('\n');
}

/** The text as one word of a command, to be copied into a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", "'\\''")}'`;
}

/** Whether to colour what goes to a stream: only on a terminal, and not where colours are not wanted. */
function wantsColour({ isTTY }: TextStream, environment: Readonly<Record<string, string | undefined>>): boolean {
  return isTTY === true && environment['TERM'] !== 'dumb' && (environment['NO_COLOR'] ?? '') === '';
}

/** Colours, where they are wanted. */
export class Palette {
  readonly #coloured: boolean;

  constructor(stream: TextStream, environment: Readonly<Record<string, string | undefined>>) {
    this.#coloured = wantsColour(stream, environment);
  }

  red(text: string): string {
    return this.#coloured ? `${RED}${text}${RESET}` : text;
  }

  green(text: string): string {
    return this.#coloured ? `${GREEN}${text}${RESET}` : text;
  }
}

export class Terminal {
  /** Whether a live line can be shown. */
  readonly live: boolean;
  readonly #stream: TextStream;
  readonly #palette: Palette;
  #liveLine = '';

  constructor(stream: TextStream, environment: Readonly<Record<string, string | undefined>>) {
    this.#stream = stream;
    this.live = stream.isTTY === true && environment['TERM'] !== 'dumb';
    this.#palette = new Palette(stream, environment);
  }

  /** Characters that fit on a line. */
  get columns(): number {
    return this.#stream.columns ?? 80;
  }

  /** The text in red, where colours are wanted. */
  alarming(text: string): string {
    return this.#palette.red(text);
  }

  /** Writes lines (separated by line feeds) above the live line. */
  print(text: string): void {
    const lines = printableLines(text);
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
