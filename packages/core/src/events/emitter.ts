import { assertConfig } from '../errors/assert-config.js';

/**
 * Receives every event with the name for which the listener was added. If the listener returns a promise that rejects,
 * this is a failure of the listener. Other return values are ignored.
 */
export type Listener<T> = (event: T) => unknown;

/** Emits the event `name`. `create` makes the event, and is called only if there is a listener. Never throws. */
export type Emit<E> = <K extends keyof E>(name: K, create: () => E[K]) => void;

/**
 * Calls the listeners of typed events. A listener that fails affects neither other listeners nor the code that emits
 * the event. The first failure of each listener is passed to `report`.
 */
export class Emitter<E extends object> {
  readonly #report: (error: unknown) => void;
  readonly #listeners: Map<keyof E, Set<Listener<never>>> = new Map();
  readonly #failed: WeakSet<object> = new WeakSet();

  constructor(names: { readonly [K in keyof E]: true }, report: (error: unknown) => void) {
    for (const name of Object.keys(names)) this.#listeners.set(name as keyof E, new Set());
    this.#report = report;
  }

  /** Calls `listener` with each event that has this name. Returns a function that removes the listener. */
  on<K extends keyof E & string>(name: K, listener: Listener<E[K]>): () => void {
    const listeners = this.#listeners.get(name);
    assertConfig(listeners, 'name', `one of ${[...this.#listeners.keys()].join(', ')}`, name);
    assertConfig(typeof listener === 'function', `listener of ${name}`, 'a function', listener);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  readonly emit: Emit<E> = (name, create) => {
    const listeners = [...(this.#listeners.get(name) ?? [])] as Listener<E[typeof name]>[];
    if (listeners.length === 0) return;
    const event = create();
    Object.freeze(event);
    for (const listener of listeners) {
      // The async function turns an error that the listener throws into a rejection.
      (async () => listener(event))().catch((error) => {
        if (!this.#failed.has(listener)) this.#report(error);
        this.#failed.add(listener);
      });
    }
  };
}
