/** The functions of content-read.wat for one instance: short reads of `/data.bin` without a step into JavaScript. */
import type { ContentWindow, WindowState } from '../vfs/content-window.ts';
import { CONTENT_READ } from './binaries.ts';

/** The functions of WASI that have a wasm stand-in. */
const SERVED = ['fd_read', 'fd_pread', 'fd_seek', 'fd_tell'] as const;

const compiled: WebAssembly.Module = new WebAssembly.Module(Buffer.from(CONTENT_READ, 'base64'));

export interface ContentReadParts {
  readonly window: ContentWindow;
  /** Of this instance. */
  readonly state: WindowState;
  /** Of the guest. */
  readonly memory: WebAssembly.Memory;
  /** The JavaScript functions, for everything that is not plainly in the window. */
  readonly wasi: Readonly<Record<string, WebAssembly.ImportValue>>;
  /** Called when much work was charged, see `WasiOptions.onWork`. */
  readonly settle: () => void;
}

/** Stand-ins for some of the functions of `wasi`, by name. */
export function instantiateContentRead(parts: ContentReadParts): WebAssembly.Imports[string] {
  const { window, state, memory, wasi, settle } = parts;
  const host: Record<string, WebAssembly.ImportValue> = { window: window.memory, base: state.base, settle };
  for (const name of SERVED) host[name] = wasi[name]!;
  const { exports } = new WebAssembly.Instance(compiled, { guest: { memory }, host });
  return Object.fromEntries(SERVED.map((name) => [name, exports[name]!]));
}
