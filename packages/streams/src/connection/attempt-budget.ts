import type { Clock } from '@pkg/core';

/** How often a connection attempt becomes available, in ms. */
const EVERY = 2_500;
/** The time in which 120 attempts become available, in ms. At most 120 unused attempts can be saved up. */
const WINDOW = 120 * EVERY;

/** The state of the attempt limit that all connections with the same clock share. */
type Budget = {
  /** The monotonic time at which all 120 attempts are available again, in ms. */
  restoredAt: number;
  /** For each origin that asked to wait: the monotonic time of the next attempt, in ms. */
  readonly blockedUntil: Map<string, number>;
};

const budgets: WeakMap<Clock, Budget> = new WeakMap();

/**
 * Reserves one connection attempt to an origin and returns how long to wait before the attempt, in ms.
 *
 * At most 240 attempts are made in any 5 minutes: 120 that were saved up before, and 120 that become available in this
 * time. The exchange allows 300 per IP address, and other programs may use the same address.
 */
export function reserveAttempt(clock: Clock, origin: string): number {
  const now = clock.monotonic();
  const budget = budgetOf(clock);
  budget.restoredAt = Math.max(budget.restoredAt, now) + EVERY;
  return Math.max(0, budget.restoredAt - WINDOW - now, (budget.blockedUntil.get(origin) ?? 0) - now);
}

/** Gives back a reserved attempt that was not made, so that another attempt can use it. */
export function releaseAttempt(clock: Clock): void {
  budgetOf(clock).restoredAt -= EVERY;
}

/** Blocks attempts to connect to an origin for `ms` milliseconds, because the exchange asked for this wait. */
export function blockAttempts(clock: Clock, origin: string, ms: number): void {
  const { blockedUntil } = budgetOf(clock);
  blockedUntil.set(origin, Math.max(blockedUntil.get(origin) ?? 0, clock.monotonic() + ms));
}

function budgetOf(clock: Clock): Budget {
  const budget = budgets.get(clock) ?? { restoredAt: -Infinity, blockedUntil: new Map() };
  budgets.set(clock, budget);
  return budget;
}
