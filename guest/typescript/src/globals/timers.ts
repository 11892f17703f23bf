/**
 * Timers. While `process` waits for a promise, the runtime calls what is given to `setIdle` until nothing is left to wait
 * for. When `process` has ended, timers that nobody waits for are forgotten: they would be called for another content.
 */
import { setIdle, sleep } from 'wadup:host';

interface Timer {
  readonly id: number;
  /** In the clock of `performance.now`. */
  due: number;
  /** `undefined`: once. */
  readonly every: number | undefined;
  readonly call: () => void;
}

const timers = new Map<number, Timer>();
let lastId = 0;

function add(call: unknown, delay: unknown, isRepeated: boolean, values: unknown[]): number {
  if (typeof call !== 'function') throw new TypeError('a timer needs a function to call');
  // As everywhere: what is no number, or too large, is none.
  const wanted = Number(delay);
  const wait = wanted >= 1 && wanted <= 0x7fffffff ? wanted : 1;
  lastId += 1;
  const every = isRepeated ? wait : undefined;
  timers.set(lastId, { id: lastId, due: performance.now() + wait, every, call: () => call(...values) });
  return lastId;
}

export function setTimeout(call: unknown, delay?: unknown, ...values: unknown[]): number {
  return add(call, delay, false, values);
}

export function setInterval(call: unknown, delay?: unknown, ...values: unknown[]): number {
  return add(call, delay, true, values);
}

export function setImmediate(call: unknown, ...values: unknown[]): number {
  return add(call, 0, false, values);
}

export function clearTimeout(id?: unknown): void {
  timers.delete(Number(id));
}

function next(): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers.values()) {
    if (first === undefined || timer.due < first.due) first = timer;
  }
  return first;
}

function callNext(): boolean {
  const timer = next();
  if (timer === undefined) return false;
  for (let left = timer.due - performance.now(); left > 0; left = timer.due - performance.now()) sleep(left);
  if (timer.every === undefined) timers.delete(timer.id);
  else timer.due = performance.now() + timer.every;
  timer.call();
  return true;
}

setIdle((forget = false) => {
  if (!forget) return callNext();
  timers.clear();
  return false;
});
