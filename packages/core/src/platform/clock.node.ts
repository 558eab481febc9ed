import type { Clock, Timer } from './clock.js';
import { removeFrom } from './remove-from.js';

/**
 * Timers with a delay of at least this many ms share one timer of Node. Most of these timers are deadlines, which are
 * almost always cleared before they fire.
 */
const longTimer = 1000;

/** The methods of Node's timers that this module calls. Fake timers of test tools may not have these methods. */
type NodeTimer = { ref?(): void; unref?(): void };

/**
 * The timers of a process with a delay of at least `longTimer`. They share one timer of Node, because creating a timer
 * for each deadline would take about 3 % of the duration of a call. When no such timer is left, the shared timer of
 * Node stays set, but does not keep the process alive.
 */
class LongTimers {
  readonly set: typeof setTimeout;
  readonly #clear: typeof clearTimeout;
  readonly #waiting: LongTimer[] = [];
  #timer: NodeTimer | undefined;
  #due = Infinity;

  constructor(set: typeof setTimeout, clear: typeof clearTimeout) {
    this.set = set;
    this.#clear = clear;
  }

  add(timer: LongTimer): void {
    this.#waiting.push(timer);
    if (timer.due < this.#due) this.#setAt(timer.due);
    else if (this.#waiting.length === 1) this.#timer?.ref?.();
  }

  delete(timer: LongTimer): void {
    if (!removeFrom(this.#waiting, timer) || this.#waiting.length > 0) return;
    if (this.#timer?.unref) this.#timer.unref();
    else this.#unset();
  }

  #setAt(due: number): void {
    this.#unset();
    this.#due = due;
    this.#timer = this.set(() => this.#fire(), Math.ceil(due - performance.now())) as unknown as NodeTimer;
  }

  #unset(): void {
    this.#clear(this.#timer as unknown as Parameters<typeof clearTimeout>[0]);
    this.#timer = undefined;
    this.#due = Infinity;
  }

  #fire(): void {
    // Timers of Node may fire slightly too early. The timers that are due at `#due` run nevertheless.
    const now = Math.max(this.#due, performance.now());
    this.#unset();
    const due = this.#waiting.filter((timer) => timer.due <= now).sort((a, b) => a.due - b.due);
    for (const timer of due) {
      // The callback of an earlier timer may have cleared this one.
      if (!removeFrom(this.#waiting, timer)) continue;
      try {
        timer.callback();
      } catch (error) {
        // An error that a callback throws must become an uncaught exception, as with a timer of Node. Another timer
        // throws it, so that the remaining timers still fire.
        this.set(() => {
          throw error;
        }, 0);
      }
    }
    let next = Infinity;
    for (const timer of this.#waiting) next = Math.min(next, timer.due);
    if (next < this.#due) this.#setAt(next);
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

/**
 * Returns the long timers for the current global `setTimeout`. Test tools replace this function and restore it later,
 * so new long timers are created when it has changed.
 */
function longTimers(): LongTimers {
  if (timers?.set !== setTimeout) timers = new LongTimers(setTimeout, clearTimeout);
  return timers;
}

/** The clock and the timers of this machine, for Node and compatible runtimes. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms): Timer =>
    ms < longTimer ? setTimeout(callback, ms) : new LongTimer(callback, ms, longTimers()),
  clearTimeout(timer) {
    if (timer instanceof LongTimer) timer.timers.delete(timer);
    else clearTimeout(timer as ReturnType<typeof setTimeout>);
  },
};
