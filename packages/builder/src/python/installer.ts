/** Fetching packages with the tools that Python people have: uv, or pip. */
import type { Environment } from '../language.ts';

export interface InstallRequest {
  /** As installers read them, markers decided; with hashes where there are any. */
  readonly lines: readonly string[];
  /** The lines are everything that is needed: nothing is to be looked up. */
  readonly complete: boolean;
  /** A folder with wheels of packages that the runtime brings, and lines that hold everybody to them. */
  readonly stubs: { readonly folder: string; readonly constraints: readonly string[] };
  /** Where packages go; does not exist yet. */
  readonly target: string;
  /** A folder for the tool's own files. */
  readonly scratch: string;
}

/** What a tool is run with. */
export interface InstallerContext {
  /** Settings for the tool may be in the project. */
  readonly directory: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

export interface Installer {
  readonly name: string;
  /** @throws {BuildError} says which package cannot be had, and why. */
  readonly install: (request: InstallRequest) => Promise<void>;
}
