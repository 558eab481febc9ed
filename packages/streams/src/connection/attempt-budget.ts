import type { Clock } from '@pkg/core';

/** Attempts that may be made at once after a quiet time, and again over each {@link WINDOW}. */
const BURST = 120;
const WINDOW = 300_000;

/** For each clock, the time at which the whole burst is available again. Connections with one clock share one budget. */
const restored: WeakMap<Clock, number> = new WeakMap();

/**
 * Takes one connection attempt and returns how long to wait before it, in ms.
 *
 * No 5 minutes see more than 240 attempts. The exchange allows 300 per IP address, which other programs may share.
 */
export function takeAttempt(clock: Clock): number {
  const now = clock.monotonic();
  const whole = Math.max(restored.get(clock) ?? now, now) + WINDOW / BURST;
  restored.set(clock, whole);
  return Math.max(0, whole - WINDOW - now);
}
