/** What each language brings to `wadup new`, `wadup build` and `wadup test`. */

export interface BuildRequest {
  /** The project's folder, absolute. */
  readonly directory: string;
  /** What the toolchain has to say that is no error (a download, a warning) goes here, a line each. */
  readonly say: (line: string) => void;
}

export interface Language {
  /** As people write it: `wadup new NAME DIR`. */
  readonly name: string;
  /** Relative to the project's folder, with slashes; a folder that has it is a project in this language. */
  readonly entryFile: string;
  /** The files of a new project by their path, for a module of this name. */
  readonly template: (moduleName: string) => Readonly<Record<string, string>>;
  /**
   * Builds the module.
   * @throws {MissingToolError} says what to install.
   * @throws {BuildError} says what is wrong with the project, in the words of its compiler.
   */
  readonly build: (request: BuildRequest) => Promise<Uint8Array>;
}
