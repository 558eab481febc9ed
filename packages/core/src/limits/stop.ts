import type { Reply } from '../operations/call.js';

/** How long the exchange wants no more requests, in ms, and whether that concerns orders only. */
export type Stop = { readonly wait: number; readonly banned: boolean; readonly orders: boolean };

/** The stop that a reply asks for: 429, 418, -1003, -1015 for orders only, or 403 from the firewall of the exchange. */
export function stopOf(reply: Reply, now: number): Stop | undefined {
  const { code, msg } = refusalBody(reply);
  const { status, retryAfter } = reply;
  if (status !== 429 && status !== 418 && status !== 403 && code !== -1003 && code !== -1015) return undefined;
  const [, bannedUntil] = /banned until (\d+)/.exec(msg) ?? [];
  // If the exchange gives no time: the next minute, when its windows start anew.
  const fallback = bannedUntil ? Number(bannedUntil) - now : status === 403 ? 60_000 : 60_000 - (now % 60_000);
  return { wait: retryAfter ?? fallback, banned: status === 418 || bannedUntil !== undefined, orders: code === -1015 };
}

/** The body of a refusal: `{ code, msg, data }`, or text if it was not JSON. */
export function refusalBody({ data: body }: Reply): { code: number | undefined; msg: string; data?: unknown } {
  if (typeof body !== 'object' || body === null) return { code: undefined, msg: String(body ?? '') };
  const { code, msg = '', data } = body as { code?: unknown; msg?: unknown; data?: unknown };
  return { code: typeof code === 'number' ? code : undefined, msg: String(msg), data };
}
