import type { Cancel } from './cancel.js';
import type { Clock, Timer } from './clock.js';

/** A timer as Node's own clock gives it; another clock's may have none of this. */
type NodeTimer = { ref?(): void; unref?(): void } | undefined;

/**
 * The calls on their way, each of which ends by its deadline at the latest. One timer serves them all, and stays when
 * none is left, where it can without keeping the process alive: setting one and clearing it costs Node a fiftieth of a
 * call. Elsewhere each call has its own: in Workers, a timer that one request has set ends with that request.
 */
export class OpenCalls {
  readonly #clock: Clock;
  readonly #deadlines = new Map<Cancel, number>();
  #timer: Timer;
  #due = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Its timeout may be infinite. */
  add(cancel: Cancel): void {
    const deadline = this.#clock.monotonic() + cancel.timeout;
    this.#deadlines.set(cancel, deadline);
    if (deadline < this.#due) this.#wakeAt(deadline);
    else if (this.#deadlines.size === 1) (this.#timer as NodeTimer)?.ref?.();
  }

  delete(cancel: Cancel): void {
    this.#deadlines.delete(cancel);
    if (this.#deadlines.size > 0) return;
    const timer = this.#timer as NodeTimer;
    if (timer?.unref) timer.unref();
    else this.#clear();
  }

  abort(reason: string): void {
    for (const cancel of this.#deadlines.keys()) cancel.abort(reason);
    if (this.#deadlines.size === 0) this.#clear();
  }

  #wakeAt(deadline: number): void {
    this.#clear();
    this.#due = deadline;
    this.#timer = this.#clock.setTimeout(() => this.#wake(), deadline - this.#clock.monotonic());
  }

  #wake(): void {
    this.#clear();
    const now = this.#clock.monotonic();
    let next = Infinity;
    for (const [cancel, deadline] of this.#deadlines) {
      if (deadline <= now) cancel.expire();
      else next = Math.min(next, deadline);
    }
    if (next < Infinity) this.#wakeAt(next);
  }

  #clear(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = Infinity;
  }
}
