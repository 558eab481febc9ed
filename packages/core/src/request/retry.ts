import { BinanceApiError, BinanceRateLimitError, BinanceTransportError } from '../errors/index.js';
import type { LimitMode } from '../limits/options.js';

/**
 * Whether the exchange refused the timestamp of a call. It certainly did not execute the call, so even an order is sent again,
 * with a timestamp measured anew.
 */
export function isTimestampRefused(error: unknown): boolean {
  return error instanceof BinanceApiError && error.code === -1021;
}

/**
 * A read or a test order is retried at most this often. A repetition after -1021 counts, but is made even if the limit is
 * reached.
 */
const MOST_RETRIES = 3;
const FIRST_DELAY = 250;

/**
 * How long to wait before a read or a test order is retried, in ms; undefined if it is not retried. The delay has full jitter, so that
 * clients which failed together do not retry together. After a 429 the limiter does the waiting.
 */
export function retryDelay(error: unknown, attempt: number, random: number, mode: LimitMode): number | undefined {
  if (attempt >= MOST_RETRIES) return undefined;
  if (error instanceof BinanceRateLimitError) return error.banned || mode !== 'queue' ? undefined : 0;
  const isTransient =
    error instanceof BinanceTransportError || (error instanceof BinanceApiError && (error.statusCode ?? 0) >= 500);
  return isTransient ? random * FIRST_DELAY * 2 ** attempt : undefined;
}
