import { assertConfig } from '../errors/assert-config.js';
import { assertMs, assertOneOf } from '../errors/assert-option.js';
import { type RateLimitDefinition, readRateLimits } from './rate-limit.js';
import type { LimitStore } from './store.js';

const modes = ['queue', 'throw', 'off'] as const;

/**
 * What the client does with a call that would exceed a rate limit: `queue` delays it, `throw` refuses it, and `off`
 * sends it anyway.
 */
export type LimitMode = (typeof modes)[number];

/**
 * How a client obeys the rate limits of the exchange. The exchange counts requests per IP address and orders per
 * account. Therefore all clients of the same exchange in this process count their requests together, and none of them
 * sends a request while the exchange accepts none. Clients with the same `apiKey` count their orders together. A client
 * with its own `fetch` or `clock` counts separately.
 */
export type LimitOptions = {
  /** What the client does with a call that would exceed a rate limit. @default 'queue' */
  readonly mode?: LimitMode | undefined;
  /**
   * The share of each limit that reads may use, above 0 and up to 1. The rest is left for two purposes: for orders,
   * cancels and other writes, which may use the whole limit, and for other processes. @default 0.9
   */
  readonly ceiling?: number | undefined;
  /**
   * How long a call may wait in `'queue'` mode, in ms, up to Infinity. @default 60000 for writes, 300000 for other
   * calls
   */
  readonly maxWait?: number | undefined;
  /**
   * The limits of an exchange whose limits differ from those of Binance, in the form of `rateLimits` of
   * `getExchangeInfo`. They apply until the exchange names its limits, as in the answer of `getExchangeInfo`. Example:
   * `[{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 1200 }]`. @default those of Binance
   */
  readonly rateLimits?: readonly RateLimitDefinition[] | undefined;
  /**
   * The store that keeps how much of each limit is used. `redisLimits` of `@pkg/redis` creates a store that shares the
   * limits with other processes and machines behind the same IP address. All clients of one exchange that have the same
   * store share the limits, including clients with their own `fetch` or `clock`. @default the memory of this process
   */
  readonly store?: LimitStore | undefined;
};

/** Limit options with all defaults applied. */
export type ResolvedLimitOptions = {
  readonly mode: LimitMode;
  readonly ceiling: number;
  readonly maxWait?: number | undefined;
  readonly rateLimits: readonly RateLimitDefinition[];
};

/** The default limit options. */
export const defaultLimitOptions: ResolvedLimitOptions = { mode: 'queue', ceiling: 0.9, rateLimits: [] };

/**
 * Applies the defaults to limit options.
 *
 * @throws {BinanceConfigError} if an option is out of range.
 */
export function resolveLimitOptions(limits: LimitMode | LimitOptions = {}): ResolvedLimitOptions {
  const given: LimitOptions = Object(limits) === limits ? (limits as LimitOptions) : { mode: limits as LimitMode };
  const { mode = defaultLimitOptions.mode, ceiling = defaultLimitOptions.ceiling, maxWait, rateLimits = [] } = given;
  assertOneOf('limits', mode, modes);
  assertConfig(ceiling > 0 && ceiling <= 1, 'limits.ceiling', 'a number above 0 and up to 1', ceiling);
  if (maxWait !== 0) assertMs('limits.maxWait', maxWait);
  const known = readRateLimits(rateLimits);
  assertConfig(
    Array.isArray(rateLimits) && known.length === rateLimits.length,
    'limits.rateLimits',
    'rateLimits of getExchangeInfo',
    rateLimits,
  );
  return { mode, ceiling, maxWait, rateLimits: known };
}
