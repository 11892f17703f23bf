/**
 * V8's own serializer of compiled WebAssembly. Browsers use it to keep optimized code from visit to visit; Node has no
 * interface to it but V8's internal functions, which are looked up here and nowhere else. Their contract was read and
 * tried for one line of V8 only (Node 24), so there is none of this in any other.
 */
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';

const TRIED_WITH_V8 = /^13\.6\./;

export interface MachineCodeSerializer {
  /** Compiles a function that a module exports with V8's optimizing compiler, whatever V8 thinks of it. */
  readonly optimize: (exported: () => unknown) => void;
  /** Ends the process when V8 has optimized nothing in the module. */
  readonly serialize: (module: WebAssembly.Module) => Uint8Array;
  /** `null` when this V8, with its present flags on this processor, does not take the code. Trusts `code`. */
  readonly deserialize: (code: Uint8Array, bytes: Uint8Array) => WebAssembly.Module | null;
}

/** `null` where V8's serializer cannot be used. */
export function machineCodeSerializer(): MachineCodeSerializer | null {
  if (!TRIED_WITH_V8.test(process.versions.v8)) return null;
  return {
    optimize: (exported) => withInternals(({ optimize }) => optimize(exported)),
    serialize: (module) => new Uint8Array(withInternals(({ serialize }) => serialize(module))),
    deserialize: (code, bytes) =>
      // V8 wants an array buffer of its own, and bytes that nobody changes afterwards.
      withInternals(({ deserialize }) => deserialize(new Uint8Array(code).buffer, new Uint8Array(bytes))) ?? null,
  };
}

interface Internals {
  readonly optimize: (exported: () => unknown) => void;
  readonly serialize: (module: WebAssembly.Module) => ArrayBuffer;
  readonly deserialize: (code: ArrayBuffer, bytes: Uint8Array) => WebAssembly.Module | undefined;
}

/**
 * The syntax must be on when the functions are called too: V8 compiles them then. Afterwards it is off again, because
 * V8 takes code only with the flags that it was made with, Node's own included.
 */
function withInternals<T>(action: (internals: Internals) => T): T {
  setFlagsFromString('--allow-natives-syntax');
  try {
    return action(
      runInThisContext(`({
        optimize: (exported) => %WasmTierUpFunction(exported),
        serialize: (module) => %SerializeWasmModule(module),
        deserialize: (code, bytes) => %DeserializeWasmModule(code, bytes),
      })`) as Internals,
    );
  } finally {
    setFlagsFromString('--no-allow-natives-syntax');
  }
}
