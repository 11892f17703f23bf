/** What is wrong with the bytes, for callers that react differently to "not wasm at all" and "broken wasm". */
export type FormatProblem = 'not-wasm' | 'component' | 'text' | 'truncated' | 'malformed';

/** The bytes are not a well-formed core module. The message is a clause that follows a file's name: "… is WebAssembly text". */
export class WasmFormatError extends Error {
  override readonly name = 'WasmFormatError';
  readonly problem: FormatProblem;
  /** Byte offset in the file at which the problem was seen. */
  readonly offset: number;

  constructor(problem: FormatProblem, message: string, offset: number) {
    super(message);
    this.problem = problem;
    this.offset = offset;
  }
}

/** Why a well-formed module is not accepted. */
export type RefusalReason =
  | 'gc'
  | 'shared-memory'
  | 'memory64'
  | 'memory-minimum'
  | 'table-minimum'
  | 'reserved-export'
  | 'import-memory'
  | 'engine-limit'
  | 'complexity'
  | 'payload-slot'
  | 'snapshot';

/** A well-formed module that asks for something the caller's limits or the sandbox rule out. */
export class WasmRefusedError extends Error {
  override readonly name = 'WasmRefusedError';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
