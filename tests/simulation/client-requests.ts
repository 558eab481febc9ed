import type { Environment } from '@pkg/core';
import type { Dice } from '../support/dice.js';
import { type HostFetch, hostFetch, readRequest, responseOf } from './host-fetch.js';
import { placesOrders } from './sent-orders.js';
import { noteSnapshot, noteUse, READ_LEVELS, type Stop, type World } from './world.js';

/** The error of Node if nothing listens at an address. */
const REFUSED = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * Returns the exchange's addresses, `fetch` and `WebSocket` for one client. Each client has its own `stop`, because a
 * client sees only the `Retry-After` of its own replies.
 */
export function environmentOf(world: World, stop: Stop): Environment {
  world.stops.push(stop);
  const dice = world.dice('proxy');
  const fetch = hostFetch(world.exchange);
  return { ...world.environment, fetch: (...call) => request(world, stop, dice, fetch, call) };
}

/**
 * Sends a request of the client and adds it to the trace. Records a violation if the client sends the request before
 * the end of a `Retry-After`.
 */
async function request(
  world: World,
  stop: Stop,
  dice: Dice,
  fetch: HostFetch,
  call: Parameters<typeof globalThis.fetch>,
): Promise<Response> {
  const { host, trace, fail, trouble } = world;
  const sending = readRequest(...call);
  const { method, url, headers, signal } = sending;
  const route = `${method} ${url.pathname}`;
  if (trouble.isUnreachable) throw new TypeError('fetch failed', { cause: REFUSED });
  const placed = world.sentOrders.sent(route, url.search);
  const early = stop.until - host.monotonic();
  // Requests that were on their way when the reply with `Retry-After` arrived are allowed.
  if (early > 1 && host.monotonic() > stop.at)
    fail(`${route} was sent ${Math.ceil(early)} ms before the end of Retry-After`);
  const { at, until } = stop.orders;
  if (until - host.monotonic() > 1 && host.monotonic() > at && placesOrders(route))
    fail(`${route} was sent, although the exchange accepts no new order until later`);
  const refusedUntil = stop.refused.get(route) ?? 0;
  if (READS.test(route) && refusedUntil - host.monotonic() > 1)
    fail(`${route} was sent, although the firewall of the exchange has refused it lately`);
  const { probing } = stop;
  // Requests for the server time do not wait, because other requests need their answer.
  const isTime = route.endsWith('/time');
  const isAwaited = isTime || route.endsWith('/exchangeInfo');
  if (!isTime && probing.ahead > 0) fail(`${route} was sent at once with ${probing.ahead} others after a Retry-After`);
  const note = (text: string | number): void => trace.add('client', `${route} ${text}`);
  if (trouble.echo > 0 && dice.chance(trouble.echo)) {
    note('is refused by a proxy that quotes the request');
    // After a `Retry-After`, the client takes every reply except 418 and 429 as a sign that the exchange accepts
    // requests again.
    if (!isTime) probing.accepted(host.monotonic());
    const msg = `Illegal characters found in ${url} of ${JSON.stringify(headers)}`;
    const quote = { code: -1000, msg, data: { url: String(url) } };
    return responseOf({ status: 502, headers: new Headers(JSON_TYPE), body: JSON.stringify(quote) });
  }
  const sent = probing.sent(signal, isTime);
  if (isAwaited) stop.awaitedReads += 1;
  try {
    const isSnapshot = url.pathname === '/api/v3/depth' && !url.search.includes(`limit=${READ_LEVELS}`);
    if (isSnapshot) noteSnapshot(world, url.search);
    const reply = await fetch(sending);
    await host.awake();
    world.sentOrders.answered(placed, reply.body);
    noteUse(world, reply.headers.get('x-mbx-used-weight-1m'));
    const wait = Number(reply.headers.get('retry-after'));
    // Code -1015 stops new orders only, not other requests.
    const isStop = reply.status === 418 || (reply.status === 429 && !reply.body.includes('-1015'));
    // If the call was aborted while the reply was on its way, the client does not see the reply.
    if (isStop && wait > 0 && !signal.aborted) {
      stop.at = host.monotonic();
      const end = stop.at + wait * 1000;
      // During a ban (418), calls fail at once. But if a later 429 requires a wait beyond the end of the ban, calls
      // wait until this 429 permits requests.
      if (end >= stop.until) stop.bannedUntil = reply.status === 418 ? end : 0;
      stop.until = Math.max(stop.until, end);
      probing.stop(stop.until);
    } else if (!isStop && !isTime) probing.accepted(sent.at);
    if (reply.status === 429 && !isStop && wait > 0 && !signal.aborted) {
      const now = host.monotonic();
      stop.orders = { at: now, until: Math.max(stop.orders.until, now + wait * 1000) };
    }
    if (reply.status === 403 && !signal.aborted) stop.refused.set(route, host.monotonic() + REFUSED_FOR);
    note(reply.status);
    return responseOf(reply);
  } catch (error) {
    await host.awake();
    note((error as Error).message);
    throw error;
  } finally {
    if (isAwaited) stop.awaitedReads -= 1;
    probing.ended(sent);
  }
}

/** Reads that the client stops for a while after a 403, because they have no high priority. */
const READS = /^GET \/api\/v3\/(account|depth)$/;
/** For how many ms the client stops a read after a 403. */
const REFUSED_FOR = 60_000;
