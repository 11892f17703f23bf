// V8 as the tests see it: the parts of the WebAssembly API that they need, typed here because the package's
// configuration has no browser globals.

interface EngineGlobal<Value> {
  value: Value;
}

interface EngineTable {
  set(index: number, value: unknown): void;
}

interface EngineMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface EngineInstance {
  readonly exports: Record<string, unknown>;
}

interface Engine {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => EngineInstance;
  Memory: new (limits: { initial: number; maximum?: number }) => EngineMemory;
  Exception: new (...args: never[]) => object;
  RuntimeError: new (message?: string) => Error;
}

const engine: Engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;

export type Imports = Record<string, Record<string, unknown>>;

/** Whether V8 accepts the module. */
export function accepts(bytes: Uint8Array): boolean {
  return engine.validate(bytes);
}

/** V8's reason for refusing a module, or undefined. */
export function refusal(bytes: Uint8Array): string | undefined {
  try {
    return void new engine.Module(bytes);
  } catch (error) {
    return String(error);
  }
}

/** An instance whose exports are reached with the types that a test knows them to have. */
export class TestInstance {
  readonly exports: Record<string, unknown>;

  constructor(bytes: Uint8Array, imports: Imports = {}) {
    this.exports = new engine.Instance(new engine.Module(bytes), imports).exports;
  }

  call(name: string, ...parameters: readonly unknown[]): unknown {
    return (this.exports[name] as (...parameters: readonly unknown[]) => unknown)(...parameters);
  }

  global(name: string): EngineGlobal<unknown> {
    return this.exports[name] as EngineGlobal<unknown>;
  }

  i64(name: string): EngineGlobal<bigint> {
    return this.exports[name] as EngineGlobal<bigint>;
  }

  table(name: string): EngineTable {
    return this.exports[name] as EngineTable;
  }

  memory(name: string = 'memory'): Uint8Array {
    return new Uint8Array((this.exports[name] as EngineMemory).buffer);
  }
}

export function makeMemory(initial: number, maximum?: number): EngineMemory {
  return new engine.Memory(maximum === undefined ? { initial } : { initial, maximum });
}

/** How a call ended: its value, or what kind of trap. Two runs of one program must agree on it. */
export function outcome(run: () => unknown): string {
  try {
    const value = run();
    return `value ${Array.isArray(value) ? value.map(String).join() : String(value)}`;
  } catch (error) {
    if (error instanceof engine.Exception) return 'exception';
    if (error instanceof engine.RuntimeError) return `trap ${error.message}`;
    if (error instanceof RangeError) return 'stack overflow';
    if (error instanceof Error && error.message === 'tick') return 'host exception';
    throw error;
  }
}
