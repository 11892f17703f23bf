import { describe, expect, it } from 'vitest';
import { CREAT, READ, WRITE } from '../../packages/engine/src/wasi/test-guest.ts';
import { WASI_SIGNATURES } from '../../packages/engine/src/wasi/signatures.ts';
import { newGuest } from './guest.ts';

describe('pointers', () => {
  it.each(Object.entries(WASI_SIGNATURES).filter(([name]) => name !== 'proc_exit'))(
    'outside of memory are an error of %s, and never an exception',
    (name, { params }) => {
      for (const edge of [-1, 0x7fff_ffff, (64 << 16) - 1, 0]) {
        for (const wide of [1n, -1n, 1n << 63n]) {
          const guest = newGuest({ args: ['a'], env: ['B=C'] });
          const file = guest.opened('file', CREAT, READ | WRITE);
          for (const first of [guest.root, file, edge]) {
            const values = params.map((type, i) => (type === 'i64' ? wide : i === 0 ? first : edge));
            expect(guest.raw(name, ...values), `${name}(${values.join()})`).toBeGreaterThanOrEqual(0);
          }
        }
      }
    },
  );

  it('to a result that does not fit are a fault before anything happens', () => {
    const guest = newGuest();
    const edge = guest.memory.buffer.byteLength - 3;
    guest.put('file', 'text');
    const fd = guest.opened('file', 0, READ | WRITE);
    guest.vectors([[50_000, 4]]);
    for (const name of ['fd_read', 'fd_write']) expect(guest.call(name, fd, 16, 1, edge)).toBe('FAULT');
    expect(guest.tell(fd)).toBe(0n);
    expect(guest.call('fd_seek', fd, 2n, 0, edge)).toBe('FAULT');
    expect(guest.tell(fd)).toBe(0n);
    expect(guest.call('path_open', guest.root, 0, ...guest.text('new'), CREAT, READ, 0n, 0, edge)).toBe('FAULT');
    expect(guest.kind('new')).toBe('NOENT');
    expect(guest.call('random_get', edge, 4)).toBe('FAULT');
    expect(guest.call('clock_time_get', 0, 0n, edge)).toBe('FAULT');
  });

  it('are good again when memory has grown', () => {
    const guest = newGuest();
    const edge = guest.memory.buffer.byteLength;
    expect(guest.call('random_get', edge, 4)).toBe('FAULT');
    guest.memory.grow(1);
    expect(guest.call('random_get', edge, 4)).toBe('ok');
    guest.memory.grow(1);
    expect(guest.get('missing')).toBe('!NOENT');
    guest.put('file', 'after growing');
    expect(guest.get('file')).toBe('after growing');
  });
});

describe('arguments, environment and randomness', () => {
  it('are handed over as strings that end with NUL', () => {
    const guest = newGuest({ args: ['program', '', 'größe'], env: ['A=1'] });
    expect(guest.call('args_sizes_get', 64, 68)).toBe('ok');
    expect([guest.uint32(64), guest.uint32(68)]).toEqual([3, 17]);
    expect(guest.call('args_get', 100, 200)).toBe('ok');
    expect([guest.uint32(100), guest.uint32(104), guest.uint32(108)]).toEqual([200, 208, 209]);
    expect(guest.bytes.toString('utf8', 200, 217)).toBe('program\0\0größe\0');
    expect(guest.call('environ_sizes_get', 64, 68)).toBe('ok');
    expect([guest.uint32(64), guest.uint32(68)]).toEqual([1, 4]);
    expect(guest.call('environ_get', 100, 200)).toBe('ok');
    expect(guest.bytes.toString('utf8', 200, 204)).toBe('A=1\0');
    expect(newGuest().call('args_get', 0, 0)).toBe('ok');
  });

  it('fill exactly the bytes asked for', () => {
    const guest = newGuest();
    for (const length of [0, 1, 200, 5000]) {
      guest.bytes.fill(0, 1000, 8000);
      expect(guest.call('random_get', 2000, length)).toBe('ok');
      const after = guest.bytes.subarray(2000 + length, 2000 + length + 16);
      expect(after.every((byte) => byte === 0)).toBe(true);
      if (length >= 200) expect(new Set(guest.bytes.subarray(2000, 2000 + length)).size).toBeGreaterThan(80);
    }
  });
});

function workOfSomeCalls(): number {
  const guest = newGuest();
  guest.mkdir('dir');
  guest.put('dir/file', 'x'.repeat(1000));
  guest.get('dir/../dir/file');
  guest.list('dir');
  return guest.host.pendingFuel;
}

describe('work', () => {
  it('is charged by what was asked for, the same every time', () => {
    expect(workOfSomeCalls()).toBe(workOfSomeCalls());
    const guest = newGuest();
    guest.put('small', 'x');
    const small = guest.host.pendingFuel;
    guest.host.pendingFuel = 0;
    guest.put('large', 'x'.repeat(80_000));
    expect(guest.host.pendingFuel - small).toBe(10_000);
  });
});
