/** Events as far as AbortSignal and small libraries need them: no bubbling, for there is no tree. */
type Listener = ((event: Event) => void) | { handleEvent(event: Event): void };

interface Registered {
  readonly listener: Listener;
  readonly once: boolean;
}

export class Event {
  readonly type: string;
  readonly cancelable: boolean;
  readonly timeStamp: number = performance.now();
  target: EventTarget | null = null;
  defaultPrevented = false;
  isStopped = false;

  constructor(type: string, { cancelable = false }: { cancelable?: boolean } = {}) {
    this.type = String(type);
    this.cancelable = Boolean(cancelable);
  }

  preventDefault(): void {
    if (this.cancelable) this.defaultPrevented = true;
  }

  stopImmediatePropagation(): void {
    this.isStopped = true;
  }
}

export class EventTarget {
  readonly #listeners = new Map<string, Registered[]>();

  addEventListener(type: string, listener: Listener | null, options: boolean | { once?: boolean } = {}): void {
    if (listener === null) return;
    const listeners = this.#listeners.get(type) ?? [];
    if (listeners.some((registered) => registered.listener === listener)) return;
    const once = typeof options === 'object' && options.once === true;
    this.#listeners.set(type, [...listeners, { listener, once }]);
  }

  removeEventListener(type: string, listener: Listener | null): void {
    const listeners = this.#listeners.get(type);
    if (listeners === undefined) return;
    this.#listeners.set(
      type,
      listeners.filter((registered) => registered.listener !== listener),
    );
  }

  dispatchEvent(event: Event): boolean {
    event.target = this;
    for (const { listener, once } of this.#listeners.get(event.type) ?? []) {
      if (event.isStopped) break;
      if (once) this.removeEventListener(event.type, listener);
      if (typeof listener === 'function') listener.call(this, event);
      else listener.handleEvent(event);
    }
    return !event.defaultPrevented;
  }
}
