import { BinanceApiError, BinanceRateLimitError, BinanceTransportError } from '../errors/index.js';
import type { LimitMode } from '../limits/options.js';

/**
 * How many times a read or a test order is retried at most. Sending a request again after a refused timestamp (-1021)
 * counts as a retry, but is allowed even after the last retry.
 */
const MOST_RETRIES = 3;
const FIRST_DELAY = 250;

/**
 * The delay before a read or a test order is retried, in ms; undefined if it is not retried. The delay is random
 * between 0 and its maximum ("full jitter"), so that clients which failed at the same time do not retry at the same
 * time. After a 429 the delay is 0, because the limiter delays the call.
 */
export function retryDelay(error: unknown, attempt: number, random: number, mode: LimitMode): number | undefined {
  if (attempt >= MOST_RETRIES) return undefined;
  if (error instanceof BinanceRateLimitError) return error.banned || mode !== 'queue' ? undefined : 0;
  const isTransient =
    error instanceof BinanceTransportError || (error instanceof BinanceApiError && (error.statusCode ?? 0) >= 500);
  return isTransient ? random * FIRST_DELAY * 2 ** attempt : undefined;
}

/**
 * Whether the exchange refused the timestamp of a call (-1021). The call was then certainly not executed, so even an
 * order is sent again, after the server time was measured again.
 */
export function isTimestampRefused(error: unknown): boolean {
  return error instanceof BinanceApiError && error.code === -1021;
}
