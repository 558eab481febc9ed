import type { Clock, Timer } from './clock.js';

/** From so many ms on timers are shared: deadlines, most of all, which are nearly always cleared. */
const long = 1000;

/** A timer as Node gives it; those of test tools may lack the rest. */
type HostTimer = { ref?(): void; unref?(): void };

/**
 * The long timers of a process. One of the host's serves them all, and stays when none is left, without keeping the
 * process alive: setting one and clearing it again costs Node a thirtieth of a whole call.
 */
class LongTimers {
  readonly set: typeof setTimeout;
  readonly #clear: typeof clearTimeout;
  readonly #waiting = new Set<LongTimer>();
  #timer: HostTimer | undefined;
  #due = Infinity;

  constructor(set: typeof setTimeout, clear: typeof clearTimeout) {
    this.set = set;
    this.#clear = clear;
  }

  add(timer: LongTimer): void {
    this.#waiting.add(timer);
    if (timer.due < this.#due) this.#wakeAt(timer.due);
    else if (this.#waiting.size === 1) this.#timer?.ref?.();
  }

  delete(timer: LongTimer): void {
    if (!this.#waiting.delete(timer) || this.#waiting.size > 0) return;
    if (this.#timer?.unref) this.#timer.unref();
    else this.#rest();
  }

  #wakeAt(due: number): void {
    this.#rest();
    this.#due = due;
    this.#timer = this.set(() => this.#wake(), Math.ceil(due - performance.now())) as unknown as HostTimer;
  }

  #rest(): void {
    this.#clear(this.#timer as unknown as Parameters<typeof clearTimeout>[0]);
    this.#timer = undefined;
    this.#due = Infinity;
  }

  #wake(): void {
    // The host's timers may be a little early.
    const now = Math.max(this.#due, performance.now());
    this.#rest();
    const due = [...this.#waiting].filter((timer) => timer.due <= now).sort((a, b) => a.due - b.due);
    for (const timer of due) {
      // One that was due before it may have cleared it.
      if (!this.#waiting.delete(timer)) continue;
      try {
        timer.callback();
      } catch (error) {
        // Uncaught, as from a timer of its own, and without harm to the others.
        this.set(() => {
          throw error;
        }, 0);
      }
    }
    let next = Infinity;
    for (const timer of this.#waiting) next = Math.min(next, timer.due);
    if (next < this.#due) this.#wakeAt(next);
  }
}

class LongTimer {
  readonly due: number;
  readonly callback: () => void;
  readonly timers: LongTimers;

  constructor(callback: () => void, ms: number, timers: LongTimers) {
    this.due = performance.now() + ms;
    this.callback = callback;
    this.timers = timers;
    timers.add(this);
  }
}

let timers: LongTimers | undefined;

/** The long timers of the host as it is now: test tools put other timers in place of its own, and take them away again. */
function longTimers(): LongTimers {
  if (timers?.set !== setTimeout) timers = new LongTimers(setTimeout, clearTimeout);
  return timers;
}

/** The host's own clock, in Node and its like. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms): Timer =>
    ms < long ? setTimeout(callback, ms) : new LongTimer(callback, ms, longTimers()),
  clearTimeout(timer) {
    if (timer instanceof LongTimer) timer.timers.delete(timer);
    else clearTimeout(timer as ReturnType<typeof setTimeout>);
  },
};
