/** The project cannot be built; the message is for its author. */
export class BuildError extends Error {
  override readonly name: string = 'BuildError';
}

/** A toolchain is not there; the message says what to install, and how. */
export class MissingToolError extends BuildError {
  override readonly name: string = 'MissingToolError';
}
