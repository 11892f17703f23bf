import { describe, expect, it } from 'vitest';
import { bigint64, GuestMemory, signed64, unsigned64 } from './memory.ts';

describe('64-bit values', () => {
  const memory = new GuestMemory();
  memory.attach(new WebAssembly.Memory({ initial: 1 }));
  const written = (): bigint => memory.view.getBigUint64(8, true);

  it.each([0, 1, 0xffff_ffff, 2 ** 32, 2 ** 53 - 1])('are written from the number %d', (value) => {
    memory.setSize(8, value);
    expect(written()).toBe(BigInt(value));
  });

  it.each([0n, 1n, -1n, 1n << 63n, 0x0123_4567_89ab_cdefn])('are written from the bigint %d', (value) => {
    memory.setBigint(8, value);
    expect(written()).toBe(BigInt.asUintN(64, value));
  });

  it.each([0, 0.000_001, 0.5, 65_535.999_999, 65_536, 4_294_967.296, 1_763_800_000_123.25, 18_446_744_073_708])(
    'are written from %d milliseconds to the nanosecond',
    (milliseconds) => {
      memory.setMilliseconds(8, milliseconds);
      const whole = Math.floor(milliseconds);
      const exact = BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1_000_000));
      expect(written()).toBe(exact);
    },
  );

  it('are read from their halves', () => {
    expect(unsigned64(-1, 0)).toBe(0xffff_ffff);
    expect(unsigned64(5, 1)).toBe(2 ** 32 + 5);
    expect(unsigned64(0, -1)).toBe(0xffff_ffff * 2 ** 32);
    expect(signed64(-1, -1)).toBe(-1);
    expect(signed64(0, -1)).toBe(-(2 ** 32));
    expect(bigint64(-1, -1)).toBe((1n << 64n) - 1n);
  });
});
