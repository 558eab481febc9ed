import type { Clock } from '@pkg/core';

/** Attempts that may be made at once after a quiet time, and again over each {@link WINDOW}. */
const BURST = 120;
const WINDOW = 300_000;

/** The connection attempts of all connections with one clock. */
type Budget = {
  /** When the whole burst is available again. */
  restoredAt: number;
  /** By origin: when the next attempt is allowed, after the origin refused one and named a time to wait. */
  readonly blockedUntil: Map<string, number>;
};

const budgets: WeakMap<Clock, Budget> = new WeakMap();

/**
 * Reserves one connection attempt to an origin and returns how long to wait before it, in ms.
 *
 * No 5 minutes see more than 240 attempts. The exchange allows 300 per IP address, which other programs may share.
 */
export function reserveAttempt(clock: Clock, origin: string): number {
  const now = clock.monotonic();
  const budget = budgetOf(clock);
  budget.restoredAt = Math.max(budget.restoredAt, now) + WINDOW / BURST;
  return Math.max(0, budget.restoredAt - WINDOW - now, (budget.blockedUntil.get(origin) ?? now) - now);
}

/** Returns a reserved attempt that was not made. */
export function releaseAttempt(clock: Clock): void {
  budgetOf(clock).restoredAt -= WINDOW / BURST;
}

/** Makes no attempt to an origin for `ms`, since the exchange asked for it. */
export function blockAttempts(clock: Clock, origin: string, ms: number): void {
  const { blockedUntil } = budgetOf(clock);
  blockedUntil.set(origin, Math.max(blockedUntil.get(origin) ?? 0, clock.monotonic() + ms));
}

function budgetOf(clock: Clock): Budget {
  let budget = budgets.get(clock);
  if (!budget) {
    budget = { restoredAt: Number.NEGATIVE_INFINITY, blockedUntil: new Map() };
    budgets.set(clock, budget);
  }
  return budget;
}
