import { type ApiErrorDetails, BinanceRateLimitError, errorCodeName } from '../errors/index.js';
import { type Call, type Reply, requestOf } from '../operations/call.js';
import { refusalBody, type Stop } from './stop.js';

/** The error for a reply that asks the client to stop. `now` is the time of the exchange in ms. */
export function rateLimitError(
  call: Call,
  reply: Reply,
  { wait, banned }: Pick<Stop, 'wait' | 'banned'>,
  now: number,
  message?: string,
): BinanceRateLimitError {
  const details = apiErrorDetails(call, reply);
  const until = now + wait;
  const text = `${message ?? details.text} (until ${new Date(until).toJSON()})`;
  return new BinanceRateLimitError({ ...details, text, until, banned });
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
    retryAfter: reply.retryAfter,
    data,
  };
}
