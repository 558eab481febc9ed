import { BinanceApiError, BinanceRateLimitError, BinanceTransportError, type ErrorRequest } from './index.js';

/**
 * Returns an error handler for a request that must succeed before a call is sent, such as the request for the server
 * time. The handler throws an error that names the call and says that the call was not sent. The `cause` of this error
 * is the error of the failed request. Errors other than transport and API errors are thrown unchanged.
 *
 * @param reason The text to put before the message of the failed request's error, such as `not sent: the server time
 * could not be measured`.
 * @param request The call that was not sent. If undefined, every error is thrown unchanged.
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
