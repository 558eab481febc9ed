import { BinanceApiError, BinanceRateLimitError, BinanceTransportError } from '../errors/index.js';
import type { LimitMode } from '../limits/options.js';

/**
 * Returns the delay before a read or a test order is retried, in ms; undefined if there is no retry. The delay is a
 * random time between 0 and a maximum that doubles with each attempt ("full jitter"), so that clients that failed at
 * the same time do not all retry at the same time. After a 429 the delay is 0, because the limiter makes the retry
 * wait.
 */
export function retryDelay(error: unknown, attempt: number, random: number, mode: LimitMode): number | undefined {
  /**
   * The maximum number of retries of a read or a test order. The retry after a refused timestamp (-1021) counts too, but
   * it is made even if the maximum has been reached.
   */
  const MOST_RETRIES = 3;
  const FIRST_DELAY = 250;

  if (attempt >= MOST_RETRIES) return undefined;
  if (error instanceof BinanceRateLimitError) return error.banned || mode !== 'queue' ? undefined : 0;
  const isTransient =
    error instanceof BinanceTransportError || (error instanceof BinanceApiError && (error.statusCode ?? 0) >= 500);
  return isTransient ? random * FIRST_DELAY * 2 ** attempt : undefined;
}

/**
 * Whether the exchange refused the timestamp of a call (-1021). In this case the call was certainly not executed, so
 * even an order is sent again, after the server time has been measured again.
 */
export function isTimestampRefused(error: unknown): boolean {
  return error instanceof BinanceApiError && error.code === -1021;
}
