import type { CountOrErrno } from '../stages.ts';
import { ERRNO } from './errno.ts';
import type { Stream } from './inode.ts';

/** A stream that is at its end at once, and refuses to be written. */
export class EmptyStream implements Stream {
  readonly isTerminal: boolean = false;

  read(): CountOrErrno {
    return 0;
  }

  write(): CountOrErrno {
    return -ERRNO.BADF;
  }

  waitReadable(): boolean {
    return true;
  }
}
