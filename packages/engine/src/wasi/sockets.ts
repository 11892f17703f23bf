import type { Fd } from '../vfs/descriptors.ts';
import { ERRNO } from '../vfs/errno.ts';
import { CHARGE, type WasiContext } from './context.ts';
import type { HostFunctions } from './signatures.ts';

/** There is no network: what is open is no socket. */
export function socketFunctions(context: WasiContext): HostFunctions {
  const refuse = (fd: number | undefined): number => {
    context.pendingFuel += CHARGE.call;
    return context.descriptors.get(fd as Fd) === undefined ? ERRNO.BADF : ERRNO.NOTSOCK;
  };
  return { sock_accept: refuse, sock_recv: refuse, sock_send: refuse, sock_shutdown: refuse };
}
