import { BinanceApiError, BinanceRateLimitError, BinanceTransportError } from '../errors/index.js';
import type { LimitMode } from '../limits/options.js';

/** A read is repeated this often at most. */
const repeats = 3;
const firstDelay = 250;

/**
 * How long to wait before a read is repeated, in ms; undefined when it is not: refused for good, or repeated enough.
 * Full jitter, so that clients which failed together do not come back together. After 429 the limiter does the waiting.
 */
export function repeatDelay(error: unknown, attempt: number, random: number, mode: LimitMode): number | undefined {
  if (error instanceof BinanceRateLimitError) return error.banned || mode !== 'queue' ? undefined : 0;
  const passing =
    error instanceof BinanceTransportError || (error instanceof BinanceApiError && error.statusCode >= 500);
  return passing && attempt < repeats ? random * firstDelay * 2 ** attempt : undefined;
}
