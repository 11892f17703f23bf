import { beforeEach, describe, expect, it } from 'vitest';
import type { Stream } from '../../packages/engine/src/vfs/inode.ts';
import { READ, type TestGuest } from '../../packages/engine/src/wasi/test-guest.ts';
import { newGuest, STDIN, STDOUT } from './guest.ts';

const SUBSCRIPTIONS = 40_000;
const EVENTS = 50_000;
const MS = 1_000_000n;
const ABSOLUTE = 1;

interface Event {
  readonly user: bigint;
  readonly errno: number;
  readonly type: number;
  readonly bytes: bigint;
}

type Subscription =
  | { readonly clock: number; readonly timeout: bigint; readonly flags?: number }
  | { readonly read: number }
  | { readonly write: number };

function poll(guest: TestGuest, subscriptions: readonly Subscription[]): Event[] | string {
  const { bytes } = guest;
  subscriptions.forEach((subscription, i) => {
    const at = SUBSCRIPTIONS + i * 48;
    bytes.fill(0, at, at + 48);
    bytes.writeBigUInt64LE(BigInt(100 + i), at);
    if ('clock' in subscription) {
      bytes.writeUInt32LE(subscription.clock, at + 16);
      bytes.writeBigUInt64LE(subscription.timeout, at + 24);
      bytes.writeUInt16LE(subscription.flags ?? 0, at + 40);
    } else {
      bytes.writeUInt8('read' in subscription ? 1 : 2, at + 8);
      bytes.writeInt32LE('read' in subscription ? subscription.read : subscription.write, at + 16);
    }
  });
  const answer = guest.call('poll_oneoff', SUBSCRIPTIONS, EVENTS, subscriptions.length, 64);
  if (answer !== 'ok') return answer;
  return Array.from({ length: guest.uint32() }, (_, i) => {
    const at = EVENTS + i * 32;
    return {
      user: bytes.readBigUInt64LE(at),
      errno: bytes.readUInt16LE(at + 8),
      type: bytes.readUInt8(at + 10),
      bytes: bytes.readBigUInt64LE(at + 16),
    };
  });
}

function time(guest: TestGuest, clock: number): bigint {
  expect(guest.call('clock_time_get', clock, 0n, 64)).toBe('ok');
  return guest.uint64();
}

/** A stream that has nothing to read until it was waited for a few times. */
class SlowStream implements Stream {
  readonly isTerminal: boolean = false;
  waits = 0;

  read(): number {
    return 0;
  }

  write(): number {
    return 0;
  }

  waitReadable(): boolean {
    return ++this.waits > 3;
  }
}

describe('clocks', () => {
  it('tell time and resolution', () => {
    const guest = newGuest();
    for (const clock of [0, 1, 2, 3]) {
      expect(guest.call('clock_res_get', clock, 64)).toBe('ok');
      expect(guest.uint64()).toBeGreaterThan(0n);
      const first = time(guest, clock);
      expect(time(guest, clock)).toBeGreaterThanOrEqual(first);
    }
    expect(time(guest, 0) / MS - BigInt(Date.now())).toBeLessThan(1000n);
    expect(guest.call('clock_res_get', 4, 64)).toBe('INVAL');
    expect(guest.call('clock_time_get', 4, 0n, 64)).toBe('INVAL');
  });
});

describe('polling', () => {
  let guest: TestGuest;

  beforeEach(() => {
    guest = newGuest();
    guest.put('file', '12345');
  });

  it.each([0, 1])('waits for clock %i at least as long as asked', (clock) => {
    const before = time(guest, 1);
    expect(poll(guest, [{ clock, timeout: 5n * MS }])).toEqual([{ user: 100n, errno: 0, type: 0, bytes: 0n }]);
    expect(time(guest, 1) - before).toBeGreaterThanOrEqual(5n * MS);
  });

  it.each([0, 1])('waits until a point in time on clock %i', (clock) => {
    const until = time(guest, clock) + 5n * MS;
    expect(poll(guest, [{ clock, timeout: until, flags: ABSOLUTE }])).toHaveLength(1);
    expect(time(guest, clock)).toBeGreaterThanOrEqual(until);
    expect(poll(guest, [{ clock, timeout: 0n, flags: ABSOLUTE }])).toHaveLength(1);
  });

  it('ends with the first of several clocks', () => {
    const events = poll(guest, [
      { clock: 1, timeout: 1n << 62n },
      { clock: 1, timeout: 2n * MS },
      { clock: 0, timeout: 1n << 62n },
    ]);
    expect(events).toMatchObject([{ user: 101n }]);
  });

  it('finds files and output ready at once', () => {
    const fd = guest.opened('file');
    guest.read(fd, 2);
    expect(poll(guest, [{ clock: 1, timeout: 1n << 62n }, { read: fd }, { write: STDOUT }])).toEqual([
      { user: 101n, errno: 0, type: 1, bytes: 3n },
      { user: 102n, errno: 0, type: 2, bytes: 1n },
    ]);
  });

  it('tells in the event what is wrong with one subscription', () => {
    const fd = guest.opened('file', 0, READ);
    expect(poll(guest, [{ write: fd }, { clock: 9, timeout: 0n }, { clock: 1, timeout: 0n, flags: 2 }])).toMatchObject([
      { user: 100n, errno: 8 },
      { user: 101n, errno: 28 },
      { user: 102n, errno: 28 },
    ]);
  });

  it('refuses no subscriptions, too many, closed descriptors and bad pointers', () => {
    expect(poll(guest, [])).toBe('INVAL');
    expect(guest.call('poll_oneoff', SUBSCRIPTIONS, EVENTS, 100_000, 64)).toBe('INVAL');
    expect(poll(guest, [{ read: 77 }])).toBe('BADF');
    expect(poll(guest, [{ read: -1 }])).toBe('BADF');
    expect(guest.call('poll_oneoff', guest.memory.buffer.byteLength - 47, EVENTS, 1, 64)).toBe('FAULT');
  });

  it('waits for a stream, and for no longer than a clock', () => {
    const slow = new SlowStream();
    const reader = newGuest({}, slow);
    expect(poll(reader, [{ read: STDIN }])).toMatchObject([{ type: 1 }]);
    expect(slow.waits).toBeGreaterThan(3);
    const never = Object.assign(new SlowStream(), { waitReadable: () => false });
    expect(poll(newGuest({}, never), [{ read: STDIN }, { clock: 1, timeout: MS }])).toMatchObject([{ user: 101n }]);
  });

  it('ends when the guest may not wait any longer', () => {
    let left = 3;
    let ends = 0;
    const limited = newGuest({ remainingMs: () => left--, onDeadline: () => ends++ });
    expect(poll(limited, [{ clock: 1, timeout: 1n << 62n }])).toBe('INTR');
    expect(ends).toBe(1);
  });
});
