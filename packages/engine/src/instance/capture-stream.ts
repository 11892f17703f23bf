import type { OutputCapture } from '../collect/captured-output.ts';
import type { CountOrErrno } from '../stages.ts';
import { ERRNO } from '../vfs/errno.ts';
import type { Stream } from '../vfs/inode.ts';

/** A guest's stdout or stderr: kept up to a limit, and the guest is told that all was written. */
export class CaptureStream implements Stream {
  readonly isTerminal: boolean = false;
  readonly #capture: OutputCapture;
  readonly #toStdout: boolean;

  constructor(capture: OutputCapture, name: 'stdout' | 'stderr') {
    this.#capture = capture;
    this.#toStdout = name === 'stdout';
  }

  read(): CountOrErrno {
    return -ERRNO.BADF;
  }

  write(source: Uint8Array, offset: number, length: number): CountOrErrno {
    if (this.#toStdout) this.#capture.writeStdout(source, offset, length);
    else this.#capture.writeStderr(source, offset, length);
    return length;
  }

  waitReadable(): boolean {
    return true;
  }
}
