import { BinanceApiError } from '../errors/index.js';
import { apiErrorDetails, rateLimitError } from '../limits/rate-limit-error.js';
import { stopOf } from '../limits/stop.js';
import type { Call, Reply } from '../operations/call.js';

/** The error for a refusal of the exchange. `now` is the time of the exchange in ms. */
export function refusalError(call: Call, reply: Reply, now: number): BinanceApiError {
  // The firewall's 403 refuses this call only. The calls that the limiter holds back after it get a rate limit error.
  const stop = stopOf(reply, now);
  return stop && stop.of !== 'operation'
    ? rateLimitError(call, reply, stop, now)
    : new BinanceApiError(apiErrorDetails(call, reply));
}
