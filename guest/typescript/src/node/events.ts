/** `node:events`: the emitter, which many packages are made of. */
type Name = string | symbol;
type Listener = (...values: unknown[]) => void;

interface Registered {
  readonly listener: Listener;
  readonly once: boolean;
}

/** Beside the emitters, not in them: packages copy an emitter's methods to objects that nothing has constructed. */
const registrations = new WeakMap<object, Map<Name, readonly Registered[]>>();

function registeredFor(emitter: object, event: Name): readonly Registered[] {
  return registrations.get(emitter)?.get(event) ?? [];
}

function register<Emitter extends object>(emitter: Emitter, event: Name, registered: readonly Registered[]): Emitter {
  const events = registrations.get(emitter) ?? new Map<Name, readonly Registered[]>();
  registrations.set(emitter, events);
  if (registered.length === 0) events.delete(event);
  else events.set(event, registered);
  return emitter;
}

class Emitter {
  on(event: Name, listener: Listener): this {
    return register(this, event, [...registeredFor(this, event), { listener, once: false }]);
  }

  once(event: Name, listener: Listener): this {
    return register(this, event, [...registeredFor(this, event), { listener, once: true }]);
  }

  prependListener(event: Name, listener: Listener): this {
    return register(this, event, [{ listener, once: false }, ...registeredFor(this, event)]);
  }

  off(event: Name, listener: Listener): this {
    const registered = registeredFor(this, event);
    const at = registered.findLastIndex((one) => one.listener === listener);
    return at < 0 ? this : register(this, event, registered.toSpliced(at, 1));
  }

  addListener(event: Name, listener: Listener): this {
    return this.on(event, listener);
  }

  removeListener(event: Name, listener: Listener): this {
    return this.off(event, listener);
  }

  removeAllListeners(event?: Name): this {
    if (event === undefined) registrations.delete(this);
    else register(this, event, []);
    return this;
  }

  /** Gives whether anybody listened. An 'error' that nobody listens to is thrown. */
  emit(event: Name, ...values: unknown[]): boolean {
    const registered = registeredFor(this, event);
    if (registered.length === 0 && event === 'error') throw values[0];
    for (const { listener, once } of registered) {
      if (once) this.off(event, listener);
      listener.apply(this, values);
    }
    return registered.length > 0;
  }

  listeners(event: Name): Listener[] {
    return registeredFor(this, event).map(({ listener }) => listener);
  }

  listenerCount(event: Name): number {
    return registeredFor(this, event).length;
  }

  eventNames(): Name[] {
    return [...(registrations.get(this)?.keys() ?? [])];
  }

  setMaxListeners(): this {
    return this;
  }
}

/** Can be called without `new` too: packages from before there were classes call what they inherit from. */
function CallableEmitter(): void {}
CallableEmitter.prototype = Emitter.prototype;
Object.defineProperty(Emitter.prototype, 'constructor', { value: CallableEmitter, writable: true, configurable: true });

export const EventEmitter: typeof Emitter & { EventEmitter?: typeof Emitter } =
  CallableEmitter as unknown as typeof Emitter;
// What `require('events')` gives is the class itself, which has itself as a property.
EventEmitter.EventEmitter = EventEmitter;
