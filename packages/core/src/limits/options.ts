import { assertConfig } from '../errors/assert-config.js';

const modes = ['queue', 'throw', 'off'] as const;

/**
 * What the client does with a call that would exceed a rate limit: `queue` delays it, `throw` refuses it, and `off` sends
 * it anyway.
 */
export type LimitMode = (typeof modes)[number];

/**
 * How a client keeps to the rate limits of the exchange. The exchange counts requests per IP address and orders per
 * account. So all clients of one REST origin in this process share their counts and stop together, and clients with the
 * same `apiKey` share their order counts. A client with its own `fetch` or `clock` counts alone.
 */
export type LimitOptions = {
  /** @default 'queue' */
  readonly mode?: LimitMode | undefined;
  /** The share of each limit that the client uses, above 0 and up to 1. The rest is for other processes. @default 0.9 */
  readonly ceiling?: number | undefined;
};

/** Limit options with all defaults applied. */
export type ResolvedLimitOptions = { readonly mode: LimitMode; readonly ceiling: number };

/** The default limit options. */
export const defaultLimitOptions: ResolvedLimitOptions = { mode: 'queue', ceiling: 0.9 };

/**
 * Applies the defaults to limit options.
 *
 * @throws {BinanceConfigError} when the mode is unknown or the ceiling is out of range.
 */
export function resolveLimitOptions(limits: LimitMode | LimitOptions = {}): ResolvedLimitOptions {
  const given: LimitOptions = typeof limits === 'string' ? { mode: limits } : limits;
  const { mode = defaultLimitOptions.mode, ceiling = defaultLimitOptions.ceiling } = given;
  assertConfig(modes.includes(mode), `limits: expected 'queue', 'throw' or 'off', got '${mode}'`);
  assertConfig(
    ceiling > 0 && ceiling <= 1,
    `limits.ceiling: expected a number above 0 and up to 1, got ${String(ceiling)}`,
  );
  return { mode, ceiling };
}
