import type { Clock } from '@pkg/core';

/** Attempts that may be made at once after a quiet time, and again over each {@link WINDOW}. */
const BURST = 120;
const WINDOW = 300_000;

/**
 * Spaces connection attempts so that no 5 minutes ever see more than 240: the exchange counts 300 per address, and
 * other programs live there too.
 */
export class AttemptBudget {
  readonly #clock: Clock;
  /** When the burst will be whole again. */
  #restored = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes one attempt; gives how long to wait before it may be made, in ms. */
  take(): number {
    const now = this.#clock.monotonic();
    const step = WINDOW / BURST;
    this.#restored = Math.max(this.#restored, now) + step;
    return Math.max(0, this.#restored - BURST * step - now);
  }
}

const budgets: WeakMap<Clock, AttemptBudget> = new WeakMap();

/** The budget of everything in this process that lives by `clock`. */
export function sharedBudget(clock: Clock): AttemptBudget {
  let budget = budgets.get(clock);
  if (!budget) {
    budget = new AttemptBudget(clock);
    budgets.set(clock, budget);
  }
  return budget;
}
