/** The methods of a signal that add and remove listeners. */
type Listened = {
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
};

/**
 * Listeners that were added to one signal. The signal itself gets one listener, which calls all of these, because Node
 * warns of a memory leak when a signal has more than ten listeners.
 */
class SharedSignal extends Set<() => void> implements Listened {
  readonly #signal: AbortSignal;
  readonly #abort = (): void => {
    for (const listener of this) listener();
  };

  constructor(signal: AbortSignal) {
    super();
    this.#signal = signal;
  }

  addEventListener(type: 'abort', listener: () => void): void {
    this.add(listener);
    // If the signal has this listener already, the call has no effect.
    this.#signal.addEventListener(type, this.#abort);
  }

  removeEventListener(type: 'abort', listener: () => void): void {
    this.delete(listener);
    if (this.size === 0) this.#signal.removeEventListener(type, this.#abort);
  }
}

const sharedSignals = new WeakMap<AbortSignal, SharedSignal>();

/** Returns an object through which any number of listeners can be added to a signal. Browsers use the signal itself. */
export function sharedSignal(signal: AbortSignal | undefined): Listened | undefined {
  if (!signal) return undefined;
  const shared = sharedSignals.get(signal) ?? new SharedSignal(signal);
  sharedSignals.set(signal, shared);
  return shared;
}
