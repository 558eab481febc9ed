import type { Clock } from '@pkg/core';

/** Attempts that may be made at once after a quiet time, and again over each {@link WINDOW}. */
const BURST = 120;
const WINDOW = 300_000;

/** When the burst of everything in this process that lives by a clock will be whole again. */
const restored: WeakMap<Clock, number> = new WeakMap();

/**
 * Takes one connection attempt; gives how long to wait before it may be made, in ms. No 5 minutes ever see more than 240
 * of them: the exchange counts 300 per address, and other programs live there too.
 */
export function takeAttempt(clock: Clock): number {
  const now = clock.monotonic();
  const whole = Math.max(restored.get(clock) ?? now, now) + WINDOW / BURST;
  restored.set(clock, whole);
  return Math.max(0, whole - WINDOW - now);
}
