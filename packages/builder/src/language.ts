/** What each language brings to `wadup new`, `wadup build` and `wadup test`. */

export type Environment = Readonly<Record<string, string | undefined>>;

export interface BuildRequest {
  /** The project's folder: absolute, without links. */
  readonly directory: string;
  /** What comes with wadup: a folder with `guest/` and `runtime/` laid out as in the repository. Never written to. */
  readonly shipped: string;
  /** Variables for the toolchain: those of the command itself. */
  readonly environment: Environment;
  /** Aborted when nobody waits for the module any more: end the toolchain and throw whatever it throws. */
  readonly signal: AbortSignal;
  /** What the toolchain has to say that is no error (a download, a warning) goes here, a line each. */
  readonly say: (line: string) => void;
}

export interface Language {
  /** As people write it: `wadup new NAME DIR`. */
  readonly name: string;
  /** Other names that people use for it, lower case. */
  readonly aliases: readonly string[];
  /**
   * Relative to the project's folder, with slashes; a folder that has one of them is a project in this language. The
   * template makes the first.
   */
  readonly entryFiles: readonly string[];
  /** For the README of a new project: what must be installed to build it, as one sentence. */
  readonly needs: string;
  /** Files and folders at the top of the project that building writes: left out of git, and not watched. */
  readonly generated: readonly string[];
  /** Further files that the toolchain keeps up to date itself: part of the project, but not watched. */
  readonly unwatched?: readonly string[];
  /** How `process` is exported, for authors who forgot it. A sentence. */
  readonly entryHint: string;
  /**
   * A guest library that a new project gets a copy of, so that the language's own tools and editors find it wherever
   * the project goes: a folder of `shipped`, the files of it, and the folder that they are copied into.
   */
  readonly carried?: { readonly from: string; readonly only: RegExp; readonly to: string };
  /**
   * Sources and manifest of a new project, by their path. The module name is lower-case ASCII words, the first starting
   * with a letter, joined by single hyphens; the language makes of it what its own rules and keywords allow. README,
   * .gitignore and tests/ are the same for every language and made elsewhere (project/sample.ts says what the module does).
   */
  readonly template: (moduleName: string) => Readonly<Record<string, string>>;
  /** The project's name as its manifest has it, unchecked; `undefined` where there is none. Never throws. */
  readonly declaredName: (directory: string) => string | undefined;
  /**
   * Builds the module, writing nothing in the project but what `generated` names.
   * @throws {MissingToolError} says what to install.
   * @throws {BuildError} says what is wrong with the project, in the words of its compiler, with file:line:column
   * relative to the project's folder.
   */
  readonly build: (request: BuildRequest) => Promise<Uint8Array>;
}
