/** The handle of a timer. Only the {@link Clock} that created it can use it. */
export type Timer = unknown;

/** The source of time. All code that waits or reads the time takes a clock, so that tests and simulations control time. */
export interface Clock {
  /** Wall-clock time in ms since the epoch. It jumps when the clock of the machine is set. */
  now(): number;
  /** Time in ms since an arbitrary start. It never goes back. */
  monotonic(): number;
  /** Calls back once, after this many ms. */
  setTimeout(callback: () => void, ms: number): Timer;
  /** Ends a timer. It ignores timers that have run. */
  clearTimeout(timer: Timer): void;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};
