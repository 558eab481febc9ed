/** The handle of a timer. Only the {@link Clock} that created it can use it. */
export type Timer = unknown;

/**
 * A clock with timers. All code that waits or reads the time gets its clock as an argument, so that tests and
 * simulations can control time.
 */
export interface Clock {
  /** Wall-clock time in ms since the epoch. It jumps when the clock of the machine is set. */
  now(): number;
  /** Time in ms since an arbitrary moment. It never decreases. */
  monotonic(): number;
  /** Calls `callback` once, after `ms`. */
  setTimeout(callback: () => void, ms: number): Timer;
  /** Cancels a timer. Has no effect on a timer that has fired. */
  clearTimeout(timer: Timer): void;
  /**
   * Lets time stand still until `work` has settled. Only the clocks of simulations have this method. The client calls
   * it while it loads code, because loading takes real time. If `work` rejects, the method with which a simulation
   * moves time rejects too.
   */
  hold?(work: Promise<unknown>): void;
}

/** The clock and the timers of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};
