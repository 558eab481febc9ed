import type { ProtocolSettings } from '../../assumptions/assumptions.js';
import type { Engine } from '../../engine/engine.js';
import type { RequestLimits } from './request-limits.js';

type RateLimit = {
  readonly rateLimitType: string;
  readonly interval: string;
  readonly intervalNum: number;
  readonly limit: number;
};

/** The parts of the exchange that the functions of this file read. */
type LimitContext = {
  readonly engine: Engine;
  readonly settings: ProtocolSettings;
  readonly limits: RequestLimits;
  readonly now: () => number;
};

/** Returns the limits that `exchangeInfo` lists. The WebSocket API lists CONNECTIONS instead of RAW_REQUESTS. */
export function announcedLimits({ engine, settings }: LimitContext, api: 'REST' | 'WS'): RateLimit[] {
  const { requestWeightPerMinute, rawRequestsPerFiveMinutes, connectionsPerFiveMinutes } = settings.limits;
  return [
    limit('REQUEST_WEIGHT', 'MINUTE', 1, requestWeightPerMinute),
    ...engine.orderLimits.map((row) => limit('ORDERS', row.interval, row.intervalNum, row.limit)),
    api === 'WS'
      ? limit('CONNECTIONS', 'MINUTE', 5, connectionsPerFiveMinutes)
      : limit('RAW_REQUESTS', 'MINUTE', 5, rawRequestsPerFiveMinutes),
  ];
}

/** The ORDERS limits, each with an account's number of unfilled orders in the interval of the limit. */
export function orderCounts({ engine }: LimitContext, account: number): (RateLimit & { count: number })[] {
  return engine.unfilledOrderCounts(account).map(({ interval, intervalNum, limit, count }) => ({
    rateLimitType: 'ORDERS',
    interval,
    intervalNum,
    limit,
    count,
  }));
}

/** Returns the field `rateLimits` of a WebSocket API reply: the limits towards which the request counts. */
export function rateLimits(
  context: LimitContext,
  ip: string,
  account: number | undefined,
): (RateLimit & { count: number })[] {
  const weight = limit('REQUEST_WEIGHT', 'MINUTE', 1, context.settings.limits.requestWeightPerMinute);
  return [
    ...(account === undefined ? [] : orderCounts(context, account)),
    { ...weight, count: context.limits.usedWeight(ip, context.now() / 1000) },
  ];
}

/**
 * Returns the time in ms from which an account may place `added` orders at once. At that time, all ORDERS limits that
 * do not allow so many orders now have been reset. It is the present time if every limit allows the orders.
 */
export function ordersResetAt({ engine, now }: LimitContext, account: number, added: number): number {
  const ms = now() / 1000;
  const exceeded = engine.unfilledOrderCounts(account).filter((row) => row.count + added > row.limit);
  const lengths = exceeded.map((row) => row.intervalNum * INTERVAL_MS[row.interval]);
  return Math.max(ms, ...lengths.map((length) => (Math.floor(ms / length) + 1) * length));
}

const INTERVAL_MS = { SECOND: 1000, MINUTE: 60_000, DAY: 86_400_000 } as const;

const limit = (rateLimitType: string, interval: string, intervalNum: number, maximum: number): RateLimit => ({
  rateLimitType,
  interval,
  intervalNum,
  limit: maximum,
});
