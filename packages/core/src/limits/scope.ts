import type { Reply } from '../operations/call.js';
import { type RateLimitDefinition, RateLimitWindow } from './window.js';

/** A stop that the exchange asked for. */
export type ActiveStop = {
  /** When it ends, by the monotonic clock: the wall clock and the exchange clock may be set in the meantime. */
  readonly until: number;
  readonly banned: boolean;
  /** The reply that asked for the stop. */
  readonly reply: Reply;
};

/** A stop that has ended. Its reply describes calls that are refused because a window is full. */
const noStop: ActiveStop = {
  until: 0,
  banned: false,
  reply: { status: 429, data: { code: -1003 }, rateLimits: [] },
};

/** What a group of rate limits counts for: this IP address, or one account for its orders. */
export class LimitScope {
  readonly windows: RateLimitWindow[];
  stop: ActiveStop = noStop;

  constructor(windows: RateLimitWindow[] = []) {
    this.windows = windows;
  }

  /** The window of a limit. It is created the first time that the exchange mentions the limit. */
  window(limit: RateLimitDefinition): RateLimitWindow {
    const known = this.windows.find((window) => window.isOf(limit));
    if (known) return known;
    const { rateLimitType, interval, intervalNum } = limit;
    const window = new RateLimitWindow({ rateLimitType, interval, intervalNum });
    this.windows.push(window);
    return window;
  }
}
