/** `node:util`, the part of it that libraries call. */
export { format, inspect } from '../globals/inspect.ts';
export { TextDecoder } from '../globals/text-decoder.ts';
export { TextEncoder } from '../globals/text-encoder.ts';

type Callback = (error: unknown, value?: unknown) => void;

export function promisify(call: (...values: unknown[]) => void) {
  return (...values: unknown[]): Promise<unknown> =>
    new Promise((settle, refuse) => {
      const callback: Callback = (error, value) => (error ? refuse(error) : settle(value));
      call(...values, callback);
    });
}

export const deprecate = <Call>(call: Call): Call => call;

export function inherits(child: { prototype: object }, parent: { prototype: object }): void {
  Object.setPrototypeOf(child.prototype, parent.prototype);
}
