import { type ApiErrorDetails, BinanceRateLimitError, errorCodeName } from '../errors/index.js';
import { type Call, type Reply, requestOf } from '../operations/call.js';
import { refusalBody, type Stop, waitOf } from './stop.js';

/** The error for a reply that asks the client to stop. `now` is the time of the exchange in ms. */
export function rateLimitError(call: Call, reply: Reply, { wait, banned }: Stop, now: number): BinanceRateLimitError {
  const details = apiErrorDetails(call, reply);
  const until = now + wait;
  return new BinanceRateLimitError({ ...details, text: `${details.text} (until ${isoTime(until)})`, until, banned });
}

/** The error for a call that the limiter did not send, because it had to wait until `until` (in ms since the epoch). */
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

/** What an error says about a refusal, with the exchange's own text. */
export function apiErrorDetails(call: Call, reply: Reply): ApiErrorDetails {
  const { code, msg, data } = refusalBody(reply);
  return {
    request: requestOf(call),
    statusCode: reply.status,
    code,
    codeName: errorCodeName(code),
    text: msg.slice(0, 500) || 'no reason given',
    response: reply.data,
    retryAfter: waitOf(reply),
    data,
  };
}

function isoTime(time: number): string {
  return String(new Date(time).toJSON());
}
