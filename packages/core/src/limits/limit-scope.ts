import type { AnyOperation } from '../operations/operation.js';
import { type RateLimitDefinition, readLimit, windowLength } from './rate-limit.js';
import type { Suspension } from './suspension.js';
import { type MeasuredTime, RateLimitWindow } from './window.js';

/** A period in which the exchange accepts no requests, according to one of its replies. */
export type ActiveSuspension = Pick<Suspension, 'banned' | 'text'> & {
  /**
   * When the suspension ends, in ms of the monotonic clock. Other clocks may change during a suspension: the wall clock
   * may be set, and the server time may be measured again.
   */
  readonly until: number;
};

const noSuspension: ActiveSuspension = { until: 0, banned: false, text: '' };

/**
 * The maximum number of rate limits that are kept for one IP address or account. The exchange has two or three of each
 * type. Without a maximum, replies that report ever more limits would fill the memory.
 */
const MOST_WINDOWS = 16;

/**
 * The rate limits of one IP address, or the order limits of one account. `suspension` is the period in which the
 * exchange accepts no requests of this address, or no orders of this account.
 */
export class LimitScope {
  readonly #limiter: MeasuredTime | undefined;
  windows: RateLimitWindow[] = [];
  suspension: ActiveSuspension = noSuspension;
  /**
   * The operations whose calls are not sent for now. An operation is suspended for a while after the firewall of the
   * exchange refused one of its calls (403).
   */
  readonly operations: Map<AnyOperation, ActiveSuspension> = new Map();

  /**
   * `limiter` knows how far the measured server time may be off. Without a limiter, the server time counts as exact.
   */
  constructor(limiter?: MeasuredTime) {
    this.#limiter = limiter;
  }

  /**
   * Stores a limit, and returns the object that counts how much of it is used. This object is created when the exchange
   * first mentions the limit. Returns undefined if there are already too many limits.
   */
  learn(definition: RateLimitDefinition): RateLimitWindow | undefined {
    const { rateLimitType, interval, intervalNum } = definition;
    const limit = readLimit(definition);
    const length = windowLength(definition);
    let window = this.windows.find((each) => each.type === rateLimitType && each.length === length);
    if (window) window.limit = limit ?? window.limit;
    else if (this.windows.length < MOST_WINDOWS) {
      window = this.createWindow({ rateLimitType, interval, intervalNum, limit });
      this.windows.push(window);
    }
    return window;
  }

  /**
   * Creates the object that counts how much of a limit is used. Stores that share the limits between processes override
   * this method.
   */
  createWindow(definition: RateLimitDefinition): RateLimitWindow {
    return new RateLimitWindow(definition, this.#limiter);
  }

  /**
   * Begins the suspension that a reply to a call of `operation` asked for. Does nothing if a longer suspension is
   * active. `monotonic` is the current time of the monotonic clock in ms.
   */
  begin({ of, banned, text, wait }: Suspension, monotonic: number, operation: AnyOperation): void {
    const suspension = { until: monotonic + wait, banned, text };
    if (of === 'operation') this.operations.set(operation, suspension);
    else if (suspension.until > this.suspension.until) this.suspension = suspension;
  }

  /** Forgets all suspensions, and all limits with their counts. */
  reset(): void {
    this.windows = [];
    this.suspension = noSuspension;
    this.operations.clear();
  }
}
