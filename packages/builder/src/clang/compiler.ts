/** What is asked of a clang, whichever it is. */

/** One call. Paths in `args` are relative to the project, or made with the compiler's `work` and `library`. */
export interface Compilation {
  readonly args: readonly string[];
  readonly cpp: boolean;
}

/** A clang at work on one project; what one call makes, the next can read. */
export interface Compiler extends Disposable {
  /** Folder for what calls make, as `args` name it. */
  readonly work: string;
  /** Folder with wadup.h, as `args` name it. */
  readonly library: string;
  run(compilation: Compilation): Promise<CompilerAnswer>;
  /** What a call has made in `work`. */
  take(name: string): Uint8Array;
}

export interface CompilerAnswer {
  readonly succeeded: boolean;
  /** Warnings and errors, as clang prints them. */
  readonly messages: string;
}

/** The target that every call is for. */
export const TARGET_FLAG = '--target=wasm32-wasip1';
