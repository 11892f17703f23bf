/**
 * Errors that end a run, or keep it from starting. What goes wrong with one content is data (see Outcome in
 * protocol.ts), never one of these.
 */

export type WadupErrorCode =
  | 'option' // an option has an unusable value
  | 'input' // an input cannot be walked
  | 'module' // a module cannot be used
  | 'database' // the output cannot be opened or written
  | 'worker' // a worker thread died
  | 'spill'; // sub-content could be kept neither in memory nor on disk

/** An error with a sentence for people: what happened, to which file or module, what to do. */
export class WadupError extends Error {
  readonly code: WadupErrorCode;
  override name = 'WadupError';

  constructor(code: WadupErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The system error code (`ENOENT`, …) of anything that was thrown, or `''`. */
export function systemCodeOf(thrown: unknown): string {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
