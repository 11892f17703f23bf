/** Keeps what one module prints while it works on one content, up to a limit. */
import type { CapturedOutput } from '../stages.ts';

const FIRST_CAPACITY = 4096;
/** A buffer that grew past this is given back when the content is done. */
const KEPT_CAPACITY = 65_536;

/** One of the two streams. Its buffer is reused from content to content and made when something is first printed. */
class CapturedStream {
  readonly #limit: number;
  #buffer: Buffer | null = null;
  #length = 0;
  #truncated = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get truncated(): boolean {
    return this.#truncated;
  }

  append(source: Uint8Array, offset: number, length: number): void {
    if (length === 0 || this.#truncated) return;
    const kept = Math.min(length, this.#limit - this.#length);
    if (kept < length) this.#truncated = true;
    if (kept === 0) return;
    this.#reserve(this.#length + kept).set(source.subarray(offset, offset + kept), this.#length);
    this.#length += kept;
  }

  /** What was printed, `null` when nothing; invalid UTF-8 is replaced. */
  text(): string | null {
    if (this.#buffer === null || (this.#length === 0 && !this.#truncated)) return null;
    const end = this.#truncated ? endOfLastCharacter(this.#buffer, this.#length) : this.#length;
    return this.#buffer.toString('utf8', 0, end);
  }

  clear(): void {
    this.#length = 0;
    this.#truncated = false;
    if (this.#buffer !== null && this.#buffer.length > KEPT_CAPACITY) this.#buffer = null;
  }

  #reserve(length: number): Buffer {
    const old = this.#buffer;
    if (old !== null && old.length >= length) return old;
    const capacity = Math.min(this.#limit, Math.max(FIRST_CAPACITY, length, 2 * (old?.length ?? 0)));
    const buffer = Buffer.allocUnsafeSlow(capacity);
    if (old !== null) buffer.set(old.subarray(0, this.#length));
    this.#buffer = buffer;
    return buffer;
  }
}

/**
 * Where the bytes [0, length) end without the first part of a character whose rest was cut off. Bytes that could not
 * have become a character stay, and are replaced like any other invalid ones.
 */
function endOfLastCharacter(bytes: Uint8Array, length: number): number {
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back]!;
    if (byte < 0x80) return length;
    if (byte < 0xc0) continue;
    let needed = 1;
    if (byte >= 0xf0) needed = 4;
    else if (byte >= 0xe0) needed = 3;
    else if (byte >= 0xc2) needed = 2;
    return byte <= 0xf4 && needed > back ? length - back : length;
  }
  return length;
}

/** stdout and stderr of the module that runs just now. One per worker thread. */
export class OutputCapture {
  readonly #stdout: CapturedStream;
  readonly #stderr: CapturedStream;

  /** @param limit bytes kept of each stream. */
  constructor(limit: number) {
    this.#stdout = new CapturedStream(limit);
    this.#stderr = new CapturedStream(limit);
  }

  /** Takes `source[offset, offset + length)`; all of it counts as written. */
  writeStdout(source: Uint8Array, offset: number, length: number): void {
    this.#stdout.append(source, offset, length);
  }

  writeStderr(source: Uint8Array, offset: number, length: number): void {
    this.#stderr.append(source, offset, length);
  }

  /** What was printed since the last call, `null` when nothing at all. */
  take(): CapturedOutput | null {
    const stdout = this.#stdout.text();
    const stderr = this.#stderr.text();
    if (stdout === null && stderr === null) return null;
    const output: CapturedOutput = {
      stdout,
      stderr,
      stdoutTruncated: this.#stdout.truncated,
      stderrTruncated: this.#stderr.truncated,
    };
    this.#stdout.clear();
    this.#stderr.clear();
    return output;
  }
}
