import { expect, test } from 'vitest';
import { Meter } from './metering.ts';

function counterOf(): WebAssembly.Global<bigint> {
  return new WebAssembly.Global<bigint>({ value: 'i64', mutable: true }, 0n);
}

/** Consumes as a rewritten module does: counts down, asks when below zero, stops when still below. */
function consume(counter: WebAssembly.Global<bigint>, meter: Meter, units: number, step = 1000): boolean {
  for (let left = units; left > 0; left -= step) {
    counter.value -= BigInt(Math.min(step, left));
    if (counter.value < 0n) meter.refill();
    if (counter.value < 0n) return false;
  }
  return true;
}

test('a call within its fuel is told exactly what it consumed', () => {
  const counter = counterOf();
  const meter = new Meter({ fuelLimit: 20_000_000, timeLimit: undefined, takeHostWork: () => 0 });
  meter.attach(counter);
  meter.begin();
  expect(consume(counter, meter, 17_000_000)).toBe(true);
  meter.end();
  expect(meter.consumed()).toBe(17_000_000);
  expect(meter.stopReason).toBe(null);
});

test('fuel runs out once more than the limit is consumed, and each call begins anew', () => {
  const counter = counterOf();
  const meter = new Meter({ fuelLimit: 12_000_000, timeLimit: undefined, takeHostWork: () => 0 });
  meter.attach(counter);
  for (let call = 0; call < 3; call++) {
    meter.begin();
    expect(consume(counter, meter, 12_000_000)).toBe(true);
    expect(consume(counter, meter, 1)).toBe(false);
    expect(meter.stopReason).toBe('fuel');
    expect(meter.consumed()).toBe(12_000_001);
  }
});

test('work of host calls counts, also when the guest itself does next to nothing', () => {
  let work = 0;
  const meter = new Meter({ fuelLimit: 1000, timeLimit: undefined, takeHostWork: () => work });
  meter.attach(counterOf());
  meter.begin();
  work = 1001;
  meter.end();
  expect(meter.stopReason).toBe('fuel');
});

test('with a time limit alone, slices go on until the clock says stop', () => {
  const counter = counterOf();
  const meter = new Meter({ fuelLimit: undefined, timeLimit: 0.05, takeHostWork: () => 0 });
  meter.attach(counter);
  meter.begin();
  expect(consume(counter, meter, 30_000_000, 100_000)).toBe(true);
  const end = performance.now() + 60;
  while (performance.now() < end);
  expect(consume(counter, meter, 30_000_000, 100_000)).toBe(false);
  expect(meter.stopReason).toBe('time');
});

test('a guest that slept past its time gets no more fuel', () => {
  const counter = counterOf();
  const meter = new Meter({ fuelLimit: undefined, timeLimit: 10, takeHostWork: () => 0 });
  meter.attach(counter);
  meter.begin();
  meter.timeIsUp();
  expect(consume(counter, meter, 1)).toBe(false);
  expect(meter.stopReason).toBe('time');
});

test('settled work brings the guest to its next look at the clock, and counts once', () => {
  const counter = counterOf();
  let work = 0;
  const takeHostWork = (): number => {
    const taken = work;
    work = 0;
    return taken;
  };
  const meter = new Meter({ fuelLimit: 20_000_000, timeLimit: undefined, takeHostWork });
  meter.attach(counter);
  meter.begin();
  expect(consume(counter, meter, 1000)).toBe(true);
  work = 6_000_000;
  meter.settle();
  expect(counter.value).toBeLessThan(0n);
  expect(consume(counter, meter, 1000)).toBe(true);
  meter.end();
  expect(meter.consumed()).toBe(6_002_000);
});
