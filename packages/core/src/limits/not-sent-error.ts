import { BinanceRateLimitError } from '../errors/index.js';
import { type Call, requestOf } from '../operations/call.js';

/**
 * Creates the error for a call that the limiter did not send, because the rate limits did not permit it before `until`
 * (in ms since the epoch).
 */
export function notSentError(
  call: Call,
  reason: string,
  until: number,
  now: number,
  banned = false,
): BinanceRateLimitError {
  const text = `not sent: ${reason} (until ${isoTime(until)})`;
  return new BinanceRateLimitError({
    request: requestOf(call),
    sent: false,
    text,
    until,
    banned,
    retryAfter: Math.max(0, until - now),
  });
}

/** Formats a time (in ms since the epoch) for the text of an error. */
export function isoTime(time: number): string {
  return String(new Date(time).toJSON());
}
