/** A timer handle; opaque to everything but the {@link Clock} that gave it. */
export type Timer = unknown;

/** Where time comes from. Everything that waits or stamps takes one, so that tests and simulations move time by hand. */
export interface Clock {
  /** Wall clock in ms since the epoch. May jump when the host's clock is set. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonic(): number;
  setTimeout(callback: () => void, ms: number): Timer;
  clearTimeout(timer: Timer): void;
}

/** The host's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};
