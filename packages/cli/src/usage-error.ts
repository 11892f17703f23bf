/** The command line is wrong. The message says what is wrong and what to write, without a trailing newline. */
export class UsageError extends Error {
  override name = 'UsageError';
}
