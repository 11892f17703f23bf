import { describe, expect, it } from 'vitest';
import { inspect } from '../inspect.ts';
import { TestInstance, accepts } from '../testing/engine.ts';
import { wat } from '../testing/wat.ts';
import { attachPayload } from './payload.ts';

const runtime = (memory: string, rest = ''): Uint8Array =>
  wat(`(memory (export "memory") ${memory})
  (global (export "slot") i32 (i32.const 1024)) (global (export "variable") (mut i32) (i32.const 8))
  (global (export "outside") i32 (i32.const 131070)) ${rest}`);

function attached(bytes: Uint8Array): Uint8Array {
  const instance = new TestInstance(bytes);
  const memory = instance.memory();
  const view = new DataView(memory.buffer);
  return memory.subarray(view.getUint32(1024, true), view.getUint32(1024, true) + view.getUint32(1028, true));
}

describe('a payload', () => {
  it('lies in memory behind everything else, and the slot says where', () => {
    for (const size of [0, 1, 65_536, 65_537, 300_000]) {
      const payload = Uint8Array.from({ length: size }, (_, index) => index * 7);
      const bytes = attachPayload(runtime('2', '(data (i32.const 0) "abc")'), { payload, slotExport: 'slot' });
      expect(Buffer.compare(attached(bytes), payload)).toBe(0);
      expect(inspect(bytes).memories[0]?.minimum).toBe(2 + Math.ceil(size / 65_536));
      expect(new TestInstance(bytes).memory()[1]).toBe('b'.charCodeAt(0));
    }
  });

  it('raises the maximum by as much, and corrects the data count', () => {
    const rest = '(data $p "xyz") (func (memory.init $p (i32.const 0) (i32.const 0) (i32.const 3)))';
    const bytes = attachPayload(runtime('1 4', rest), { payload: new Uint8Array(100_000), slotExport: 'slot' });
    expect(inspect(bytes).memories[0]).toMatchObject({ minimum: 3, maximum: 6 });
    expect(accepts(bytes)).toBe(true);
  });

  it('can be attached to a module without data', () => {
    const bytes = attachPayload(runtime('1'), { payload: Uint8Array.of(1, 2, 3), slotExport: 'slot' });
    expect([...attached(bytes)]).toEqual([1, 2, 3]);
  });

  it('is refused in a sentence when there is no place for it', () => {
    const payload = new Uint8Array(10);
    const attach = (bytes: Uint8Array, slotExport: string) => () => attachPayload(bytes, { payload, slotExport });
    expect(attach(runtime('2'), 'none')).toThrow('its global "none" is not exported');
    expect(attach(runtime('2'), 'variable')).toThrow('its global "variable" is not a constant');
    expect(attach(runtime('2'), 'outside')).toThrow('points to 131070, outside of the memory');
    expect(attach(wat('(import "a" "b" (memory 1))'), 'slot')).toThrow('does not define exactly one memory');
    expect(attach(runtime('65536'), 'slot')).toThrow('no room');
  });
});
