import type { Cancel } from './cancel.js';
import type { Clock, Timer } from './clock.js';

/** The calls on their way, each of which ends by its deadline at the latest. */
export class OpenCalls {
  readonly #clock: Clock;
  readonly #timers = new Map<Cancel, Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Its timeout may be infinite. */
  add(cancel: Cancel): void {
    const { timeout } = cancel;
    this.#timers.set(cancel, timeout < Infinity ? this.#clock.setTimeout(() => cancel.expire(), timeout) : undefined);
  }

  delete(cancel: Cancel): void {
    this.#clock.clearTimeout(this.#timers.get(cancel));
    this.#timers.delete(cancel);
  }

  abort(reason: string): void {
    for (const cancel of this.#timers.keys()) cancel.abort(reason);
  }
}
