import { refusal } from '../../refusals/refusal.js';
import type { OrderLimit, UnfilledOrderCount } from '../types/index.js';

const MICROSECONDS = { SECOND: 1_000_000, MINUTE: 60_000_000, DAY: 86_400_000_000 };

/** The unfilled order counts of one account, one for each rate limit of the type ORDERS. */
export class UnfilledOrderCounts {
  readonly limits: readonly OrderLimit[];
  /** For each limit: its current interval, numbered from the Unix epoch, and the count in this interval. */
  readonly windows: { interval: number; count: number }[];

  constructor(limits: readonly OrderLimit[]) {
    this.limits = limits;
    this.windows = limits.map(() => ({ interval: -1, count: 0 }));
  }

  /** Checks that every limit allows `added` more orders. @throws {Refusal} TOO_MANY_NEW_ORDERS */
  checkRoom(added: number, time: number): void {
    this.roll(time);
    for (let index = 0; index < this.limits.length; index += 1) {
      const { limit, interval, intervalNum } = this.limits[index] as OrderLimit;
      if ((this.windows[index]?.count ?? 0) + added <= limit) continue;
      throw refusal('TOO_MANY_NEW_ORDERS', { limit, interval, intervalNum });
    }
  }

  add(added: number, time: number): void {
    this.roll(time);
    for (const window of this.windows) window.count += added;
  }

  /** Lowers the counts by `count` after the first fill of an order, but not below zero. */
  giveBack(count: number, time: number): void {
    this.roll(time);
    for (const window of this.windows) window.count = Math.max(0, window.count - count);
  }

  list(time: number): UnfilledOrderCount[] {
    this.roll(time);
    return this.limits.map(({ interval, intervalNum, limit }, index) => ({
      interval,
      intervalNum,
      limit,
      count: this.windows[index]?.count ?? 0,
    }));
  }

  private roll(time: number): void {
    for (let index = 0; index < this.limits.length; index += 1) {
      const limit = this.limits[index] as OrderLimit;
      const window = this.windows[index] as { interval: number; count: number };
      const interval = Math.floor(time / (limit.intervalNum * MICROSECONDS[limit.interval]));
      if (window.interval === interval) continue;
      window.interval = interval;
      window.count = 0;
    }
  }
}
