import type { Reply } from '../operations/call.js';
import { LimitScope } from './limit-scope.js';
import { type RateLimitDefinition, readRateLimits, readRateLimitUses, windowLength } from './rate-limit.js';
import type { StoredLimits } from './store.js';
import type { RateLimitWindow } from './window.js';

const ipLimits: readonly RateLimitDefinition[] = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 },
];

/**
 * The rate limits that the client knows, and how much of each is used: the limits of the IP address, and the order
 * limits of each account.
 */
export class KnownLimits {
  readonly address: LimitScope;
  /** The order limits of each account, by API key. */
  readonly #accounts = new Map<string, LimitScope>();
  /**
   * The known order limits, without the numbers of orders that count towards them. Each account gets a copy of these
   * limits when the account is first used.
   */
  readonly #orders = new LimitScope();
  /**
   * The limits that apply until the exchange reports its limits. Each key consists of the type of a limit and the
   * length of its window.
   */
  readonly #initial = new Map<string, RateLimitDefinition>();
  readonly #stored: StoredLimits;

  constructor(stored: StoredLimits) {
    this.#stored = stored;
    this.address = stored.scope();
    this.initialize(ipLimits);
  }

  /**
   * Stores the limits that the field `rateLimits` of `getExchangeInfo` lists. Entries that are not rate limits are
   * ignored.
   */
  learn(rateLimits: unknown): void {
    for (const limit of readRateLimits(rateLimits)) {
      const isForOrders = limit.rateLimitType === 'ORDERS';
      const scopes = isForOrders ? [this.#orders, ...this.#accounts.values()] : [this.address];
      for (const scope of scopes) scope.learn(limit);
    }
  }

  /** Sets the limits that apply until the exchange reports its limits. */
  initialize(rateLimits: readonly RateLimitDefinition[]): void {
    // If the list has two limits of the same type and window, the later limit is used.
    for (const limit of rateLimits) this.#initial.set(`${limit.rateLimitType} ${windowLength(limit)}`, limit);
    this.learn(rateLimits);
  }

  /** Forgets all suspensions, counts and limits that the exchange reported. */
  reset(): void {
    for (const scope of [this.address, this.#orders, ...this.#accounts.values()]) scope.reset();
    this.learn([...this.#initial.values()]);
  }

  account(apiKey = ''): LimitScope {
    let account = this.#accounts.get(apiKey);
    if (!account) {
      account = this.#stored.scope(apiKey);
      for (const window of this.#orders.windows) account.learn(window.state(0));
      this.#accounts.set(apiKey, account);
    }
    return account;
  }

  /**
   * Returns how much of each limit is used according to a reply. If the reply reports a limit twice, the higher count
   * is taken. A limit that was unknown is added to the known limits.
   */
  reportedBy(reply: Reply | null | undefined, account: LimitScope): Map<RateLimitWindow, number> {
    const reported = new Map<RateLimitWindow, number>();
    for (const use of readRateLimitUses(reply?.rateLimits)) {
      const window = (use.rateLimitType === 'ORDERS' ? account : this.address).learn(use);
      if (window) reported.set(window, Math.max(use.count, reported.get(window) ?? 0));
    }
    return reported;
  }
}
