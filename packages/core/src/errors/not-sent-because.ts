import { BinanceApiError } from './binance-api-error.js';
import { BinanceRateLimitError } from './binance-rate-limit-error.js';
import { BinanceTransportError } from './binance-transport-error.js';
import type { ErrorRequest } from './error-request.js';

/**
 * Handles the error of a request that a call needed before it could be sent. It throws an error that names the call,
 * says that it was not sent, and has the other error as its cause. An error that no request ends with is thrown unchanged.
 *
 * @param reason the text before the message of the other error: `not sent: the server time could not be measured`.
 * @param request the call. @default the error is thrown unchanged
 */
export function notSentBecause(reason: string, request: ErrorRequest | undefined): (error: unknown) => never {
  return (error) => {
    const isOfRequest = error instanceof BinanceTransportError || error instanceof BinanceApiError;
    if (!request || !isOfRequest) throw error;
    const text = `${reason}: ${error.message}`;
    const details = { request, sent: false };
    const options = { cause: error };
    if (!(error instanceof BinanceRateLimitError)) throw new BinanceTransportError(text, details, options);
    const { until, banned, retryAfter } = error;
    throw new BinanceRateLimitError({ ...details, text, until, banned, retryAfter }, options);
  };
}
