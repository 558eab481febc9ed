import { BinanceApiError, BinanceRateLimitError } from '../errors/index.js';
import type { Call, Reply } from '../operations/operation.js';
import { requestOf } from './call.js';

/** What a refusal says: `{ code, msg, data }`, or text where it was not JSON. */
function refusalBody({ data: body }: Reply): { code: number | undefined; msg: string; data?: unknown } {
  if (typeof body !== 'object' || body === null) return { code: undefined, msg: String(body ?? '') };
  const { code, msg = '', data } = body as { code?: unknown; msg?: unknown; data?: unknown };
  return { code: typeof code === 'number' ? code : undefined, msg: String(msg), data };
}

/** The names of the codes that may be told without any having been loaded: of stops. */
const stopNames: Readonly<Record<number, string>> = { [-1003]: 'TOO_MANY_REQUESTS', [-1015]: 'TOO_MANY_ORDERS' };

/** The error for a refusal, with the exchange's own text unless another is given. `now` is the exchange's time in ms. */
export function refusalError(
  call: Call,
  reply: Reply,
  now: number,
  nameOf?: (code: number | undefined) => string | undefined,
  text?: string,
): BinanceApiError {
  const { code, msg, data } = refusalBody(reply);
  const details = {
    request: requestOf(call),
    statusCode: reply.status,
    code,
    codeName: nameOf ? nameOf(code) : stopNames[code ?? 0],
    text: text ?? (msg.slice(0, 500) || 'no reason given'),
    response: reply.data,
    retryAfter: reply.retryAfter,
    data,
  };
  const stop = stopOf(reply, now);
  // The firewall's 403 is a refusal of that one request; only what is held back after it is about pace.
  if (!stop || (reply.status === 403 && !text)) return new BinanceApiError(details);
  const { wait, banned } = stop;
  const until = now + wait;
  const stopped = `${details.text} (until ${new Date(until).toJSON()})`;
  return new BinanceRateLimitError({ ...details, until, banned, text: stopped });
}

/** For how long the exchange wants no more of this, in ms. */
export type Stop = { readonly wait: number; readonly banned: boolean; readonly orders: boolean };

/** The stop that an answer asks for: 429, 418, -1003, -1015 for orders alone, or 403, which its firewall sends. */
export function stopOf(reply: Reply, now: number): Stop | undefined {
  const { code, msg } = refusalBody(reply);
  const { status, retryAfter } = reply;
  if (status !== 429 && status !== 418 && status !== 403 && code !== -1003 && code !== -1015) return undefined;
  const [, bannedUntil] = /banned until (\d+)/.exec(msg) ?? [];
  // Without a time from the exchange: the next minute, when its windows start anew.
  const fallback = bannedUntil ? Number(bannedUntil) - now : status === 403 ? 60_000 : 60_000 - (now % 60_000);
  return { wait: retryAfter ?? fallback, banned: status === 418 || bannedUntil !== undefined, orders: code === -1015 };
}
