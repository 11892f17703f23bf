import type { Fd } from '../vfs/descriptors.ts';
import { ERRNO, type Errno } from '../vfs/errno.ts';
import type { Stream } from '../vfs/inode.ts';
import { RIGHT } from '../vfs/rights.ts';
import { CLOCK } from './clocks.ts';
import { CHARGE, type WasiContext } from './context.ts';
import { unsigned64 } from './memory.ts';
import type { HostFunctions } from './signatures.ts';

const SUBSCRIPTION_SIZE = 48;
const EVENT_SIZE = 32;
const EVENT_TYPE = { CLOCK: 0, FD_READ: 1, FD_WRITE: 2 } as const;
const ABSOLUTE = 1;
/** How often streams are looked at while a clock runs, in milliseconds. */
const STREAM_INTERVAL = 10;
/** A clock must have reached the time asked for when the guest reads it, rounding included. */
const SLACK = 0.001;

export function pollFunctions(context: WasiContext): HostFunctions {
  const poll = new Poll(context);
  return {
    poll_oneoff(subscriptionsPtr, eventsPtr, count, resultPtr) {
      return poll.run(subscriptionsPtr! >>> 0, eventsPtr! >>> 0, count! >>> 0, resultPtr! >>> 0);
    },
  };
}

interface Subscription {
  /** Where it is in the guest's memory. */
  readonly pointer: number;
  readonly type: number;
  readonly errno: Errno;
  /** On the monotonic clock, in milliseconds; for a clock that goes otherwise, by that clock. */
  readonly due: number;
  readonly clock: number;
  /** `null`: a file, which can always be read and written. */
  readonly stream: Stream | null;
  /** Bytes that can be read at once. */
  readonly available: number;
}

class Poll {
  readonly #context: WasiContext;
  /** Nobody ever wakes it: waiting for it is sleeping. */
  readonly #never: Int32Array = new Int32Array(new SharedArrayBuffer(4));

  constructor(context: WasiContext) {
    this.#context = context;
  }

  run(subscriptionsPtr: number, eventsPtr: number, count: number, result: number): Errno {
    const { memory, fs } = this.#context;
    const { quota } = fs;
    this.#context.pendingFuel += CHARGE.call + count * CHARGE.step;
    if (count === 0) return ERRNO.INVAL;
    if (count > quota.limits.subscriptions) {
      quota.refuse('subscriptions');
      return ERRNO.INVAL;
    }
    const fault =
      memory.check(subscriptionsPtr, count * SUBSCRIPTION_SIZE) ||
      memory.check(eventsPtr, count * EVENT_SIZE) ||
      memory.check(result, 4);
    if (fault !== 0) return fault;
    const subscriptions: Subscription[] = [];
    for (let i = 0; i < count; i++) {
      const subscription = this.#read(subscriptionsPtr + i * SUBSCRIPTION_SIZE);
      if (typeof subscription === 'number') return subscription;
      subscriptions.push(subscription);
    }
    const errno = this.#wait(subscriptions);
    if (errno !== 0) return errno;
    // Events may be written over subscriptions: what is needed of those is kept first.
    const ready = subscriptions.filter((subscription) => this.#isReady(subscription, 0));
    const userData = ready.map(({ pointer }) => [memory.getUint32(pointer), memory.getUint32(pointer + 4)] as const);
    ready.forEach((subscription, i) => {
      const event = eventsPtr + i * EVENT_SIZE;
      memory.bytes.fill(0, event, event + EVENT_SIZE);
      memory.setUint32(event, userData[i]![0]);
      memory.setUint32(event + 4, userData[i]![1]);
      memory.view.setUint16(event + 8, subscription.errno, true);
      memory.view.setUint8(event + 10, subscription.type);
      if (subscription.type !== EVENT_TYPE.CLOCK) memory.setSize(event + 16, subscription.available);
    });
    memory.setUint32(result, ready.length);
    return 0;
  }

  /** A subscription, or the errno that the whole call ends with. */
  #read(pointer: number): Subscription | Errno {
    const { memory, descriptors } = this.#context;
    const type = memory.view.getUint8(pointer + 8);
    if (type === EVENT_TYPE.CLOCK) return this.#readClock(pointer);
    if (type !== EVENT_TYPE.FD_READ && type !== EVENT_TYPE.FD_WRITE) return ERRNO.INVAL;
    const descriptor = descriptors.get(memory.getUint32(pointer + 16) as Fd);
    if (descriptor === undefined) return ERRNO.BADF;
    const right = type === EVENT_TYPE.FD_READ ? RIGHT.FD_READ : RIGHT.FD_WRITE;
    let errno: Errno = 0;
    if ((descriptor.rights & RIGHT.POLL_FD_READWRITE) === 0) errno = ERRNO.NOTCAPABLE;
    else if ((descriptor.rights & right) === 0) errno = ERRNO.BADF;
    const stream = type === EVENT_TYPE.FD_READ ? descriptor.stream : null;
    const left = descriptor.file === null ? 1 : Math.max(0, descriptor.file.size - descriptor.position);
    return { pointer, type, errno, due: 0, clock: 0, stream, available: left };
  }

  #readClock(pointer: number): Subscription {
    const { memory, clocks } = this.#context;
    const clock = memory.getUint32(pointer + 16);
    const timeout = unsigned64(memory.getUint32(pointer + 24), memory.getUint32(pointer + 28)) / 1_000_000;
    const flags = memory.view.getUint16(pointer + 40, true);
    const now = clocks.read(clock);
    // CPU time stands still while one waits for it.
    const unknown = clock !== CLOCK.REALTIME && clock !== CLOCK.MONOTONIC;
    const errno = unknown || (flags & ~ABSOLUTE) !== 0 ? ERRNO.INVAL : 0;
    let due = now;
    if ((flags & ABSOLUTE) !== 0) due = timeout + SLACK;
    else if (timeout > 0) due += timeout + SLACK;
    return { pointer, type: EVENT_TYPE.CLOCK, errno, due, clock, stream: null, available: 0 };
  }

  /** Waits until one is ready. 0, or INTR when the guest may not wait any longer. */
  #wait(subscriptions: readonly Subscription[]): Errno {
    const { options } = this.#context;
    const streams = subscriptions.filter(({ stream, errno }) => stream !== null && errno === 0);
    for (;;) {
      if (subscriptions.some((subscription) => this.#isReady(subscription, 0))) return 0;
      const left = options.remainingMs?.() ?? Number.POSITIVE_INFINITY;
      if (left <= 0) {
        options.onDeadline?.();
        return ERRNO.INTR;
      }
      let pause = left;
      for (const subscription of subscriptions) pause = Math.min(pause, this.#untilDue(subscription));
      if (streams.length === 0) Atomics.wait(this.#never, 0, 0, pause);
      else this.#isReady(streams[0]!, Math.min(pause, streams.length > 1 ? STREAM_INTERVAL : pause));
    }
  }

  #untilDue({ type, due, clock }: Subscription): number {
    if (type !== EVENT_TYPE.CLOCK) return Number.POSITIVE_INFINITY;
    const left = Math.max(0, due - this.#context.clocks.read(clock));
    // The time of day may be set while the guest sleeps.
    return clock === CLOCK.MONOTONIC ? left : Math.min(left, 1000);
  }

  #isReady({ type, errno, due, clock, stream }: Subscription, waitMs: number): boolean {
    if (errno !== 0) return true;
    if (type === EVENT_TYPE.CLOCK) return this.#context.clocks.read(clock) >= due;
    return stream === null || stream.waitReadable(waitMs);
  }
}
