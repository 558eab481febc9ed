import { BinanceApiError, BinanceRateLimitError } from '../errors/index.js';
import { isoTime } from '../limits/not-sent-error.js';
import { type Suspension, suspensionOf } from '../limits/suspension.js';
import { type Call, type Reply, requestOf } from '../operations/call.js';
import { redactorOf } from '../transports/redacting.js';
import { refusalDetails } from './load-refusal-details.js';

/** The content of a reply with which the exchange refused a request. */
export type RefusalContent = {
  readonly code: number | undefined;
  /** The text of the exchange; empty if the refusal has none. */
  readonly msg: string;
  readonly data: unknown;
  readonly suspension: Suspension | undefined;
  /** The exchange's time when the refusal arrived, in ms. */
  readonly at: number;
};

/**
 * Reads a refusal: a reply with a status of 400 to 599. Returns undefined for any other reply. `at` is the exchange's
 * time in ms.
 */
export function readRefusal(reply: Reply, at: number): RefusalContent | undefined {
  const { status, data: body } = reply;
  if (!(status >= 400 && status < 600)) return undefined;
  // A firewall or a proxy replies with an HTML page instead of JSON. Such a page is read as text.
  const { code, msg, data } = typeof body === 'string' ? { msg: body } : (Object(body) as Record<string, unknown>);
  const said = {
    code: typeof code === 'number' ? code : undefined,
    msg: typeof msg === 'string' ? msg : '',
    data,
  };
  return { ...said, suspension: suspensionOf(reply, said, at), at };
}

/**
 * Creates the error for a refused request. The error has the text of the exchange, but without the secrets of the call.
 */
export function refusalError(call: Call, reply: Reply, refusal: RefusalContent): BinanceApiError {
  const { code, msg, suspension, at } = refusal;
  // The text of a refusal may repeat the API key or a signature.
  const redact = redactorOf(call);
  const response = refusalDetails?.redactData(reply.data, redact);
  const text = redact(msg.slice(0, 2000)).slice(0, 500) || 'no reason given';
  const details = {
    request: requestOf(call),
    statusCode: reply.status,
    code,
    codeName: refusalDetails?.errorCodeNames[String(code)],
    text,
    response,
    retryAfter: reply.retryAfter,
    data: (Object(response) as { readonly data?: unknown }).data,
  };
  // A 403 comes from the firewall, not from a rate limit, so this call does not fail with a rate limit error. After the
  // 403, the limiter may refuse later calls. Those calls fail with a rate limit error.
  if (!suspension || suspension.of === 'operation') return new BinanceApiError(details);
  const { wait, banned } = suspension;
  const until = at + wait;
  return new BinanceRateLimitError({ ...details, text: `${text} (until ${isoTime(until)})`, until, banned });
}
