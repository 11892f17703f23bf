import { CHARGE, type WasiContext } from './context.ts';
import type { HostFunctions } from './signatures.ts';

export function argumentFunctions(context: WasiContext): HostFunctions {
  const args = new StringList(context, context.options.args ?? []);
  const env = new StringList(context, context.options.env ?? []);
  return {
    args_get: (pointers, buffer) => args.write(pointers!, buffer!),
    args_sizes_get: (count, size) => args.writeSizes(count!, size!),
    environ_get: (pointers, buffer) => env.write(pointers!, buffer!),
    environ_sizes_get: (count, size) => env.writeSizes(count!, size!),
  };
}

/** Strings that end with NUL, one after the other, and pointers to them. */
class StringList {
  readonly #context: WasiContext;
  readonly #strings: readonly Uint8Array[];
  readonly #bytes: number;

  constructor(context: WasiContext, strings: readonly string[]) {
    this.#context = context;
    this.#strings = strings.map((text) => Buffer.from(`${text}\0`, 'utf8'));
    this.#bytes = this.#strings.reduce((sum, { length }) => sum + length, 0);
  }

  writeSizes(countPtr: number, sizePtr: number): number {
    const { memory } = this.#context;
    this.#context.pendingFuel += CHARGE.call;
    const errno = memory.check(countPtr >>> 0, 4) || memory.check(sizePtr >>> 0, 4);
    if (errno !== 0) return errno;
    memory.setUint32(countPtr >>> 0, this.#strings.length);
    memory.setUint32(sizePtr >>> 0, this.#bytes);
    return 0;
  }

  write(pointersPtr: number, bufferPtr: number): number {
    const { memory } = this.#context;
    this.#context.chargeBytes(this.#bytes);
    const errno =
      memory.check(pointersPtr >>> 0, this.#strings.length * 4) || memory.check(bufferPtr >>> 0, this.#bytes);
    if (errno !== 0) return errno;
    let pointer = pointersPtr >>> 0;
    let buffer = bufferPtr >>> 0;
    for (const bytes of this.#strings) {
      memory.setUint32(pointer, buffer);
      memory.bytes.set(bytes, buffer);
      pointer += 4;
      buffer += bytes.length;
    }
    return 0;
  }
}
