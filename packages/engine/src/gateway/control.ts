/** The functions of control.wat for one instance. */
import { CONTROL } from './binaries.ts';

export interface ControlHooks {
  /** `proc_exit` was called. The call traps when this returns. */
  readonly noteExit: (code: number) => void;
  /** The module's fuel counter is below zero. */
  readonly refill: () => void;
}

export interface Control {
  /** Import for `wasi_snapshot_preview1.proc_exit`. */
  readonly procExit: WebAssembly.ImportValue;
  /** Entry for the hook table of a metered module. */
  readonly refill: WebAssembly.ExportValue;
}

const compiled: WebAssembly.Module = new WebAssembly.Module(Buffer.from(CONTROL, 'base64'));

export function instantiateControl(hooks: ControlHooks): Control {
  const { exports } = new WebAssembly.Instance(compiled, { host: { note_exit: hooks.noteExit, refill: hooks.refill } });
  return { procExit: exports.proc_exit!, refill: exports.refill! };
}
