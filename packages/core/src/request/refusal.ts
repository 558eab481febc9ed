import { loadedErrorCodeName } from '#load-code-names';
import { BinanceApiError, BinanceRateLimitError } from '../errors/index.js';
import { isoTime } from '../limits/not-sent-error.js';
import { suspensionOf } from '../limits/suspension.js';
import { type Call, type Reply, refusalBody, requestOf, waitOf } from '../operations/call.js';

/** The error for a refusal of the exchange, with the exchange's own text. `now` is the time of the exchange in ms. */
export function refusalError(call: Call, reply: Reply, now: number): BinanceApiError {
  const { code, msg, data } = refusalBody(reply);
  const text = msg.slice(0, 500) || 'no reason given';
  const details = {
    request: requestOf(call),
    statusCode: reply.status,
    code,
    codeName: loadedErrorCodeName(code),
    text,
    response: reply.data,
    retryAfter: waitOf(reply),
    data,
  };
  const suspension = suspensionOf(reply, now);
  // The firewall's 403 refuses this call only. The calls that the limiter holds back after it get a rate limit error.
  if (!suspension || suspension.of === 'operation') return new BinanceApiError(details);
  const { wait, banned } = suspension;
  const until = now + wait;
  return new BinanceRateLimitError({ ...details, text: `${text} (until ${isoTime(until)})`, until, banned });
}
