import type { Core } from '../context.js';

type RateLimit = {
  readonly rateLimitType: string;
  readonly interval: string;
  readonly intervalNum: number;
  readonly limit: number;
};

/** The limits that exchangeInfo announces; the WebSocket API has connections where REST has raw requests. */
export function announcedLimits(core: Core, face: 'REST' | 'WS'): RateLimit[] {
  const { requestWeightPerMinute, rawRequestsPerFiveMinutes, connectionsPerFiveMinutes } = core.choices.limits;
  return [
    limit('REQUEST_WEIGHT', 'MINUTE', 1, requestWeightPerMinute),
    ...core.engine.orderLimits.map((row) => limit('ORDERS', row.interval, row.intervalNum, row.limit)),
    face === 'WS'
      ? limit('CONNECTIONS', 'MINUTE', 5, connectionsPerFiveMinutes)
      : limit('RAW_REQUESTS', 'MINUTE', 5, rawRequestsPerFiveMinutes),
  ];
}

/** An account's unfilled orders against each limit. */
export function orderCounts(core: Core, account: number): (RateLimit & { count: number })[] {
  return core.engine
    .unfilledOrderCounts(account)
    .map((row) => ({ ...limit('ORDERS', row.interval, row.intervalNum, row.limit), count: row.count }));
}

/** What a WebSocket API answer says of the limits that the request touched. */
export function rateLimits(core: Core, ip: string, account: number | undefined): (RateLimit & { count: number })[] {
  const weight = limit('REQUEST_WEIGHT', 'MINUTE', 1, core.choices.limits.requestWeightPerMinute);
  return [
    ...(account === undefined ? [] : orderCounts(core, account)),
    { ...weight, count: core.limits.usedWeight(ip, core.now() / 1000) },
  ];
}

/** When the limit on orders that an account has spent starts anew, ms. */
export function ordersResetAt(core: Core, account: number): number {
  const now = core.now() / 1000;
  const spent = core.engine.unfilledOrderCounts(account).filter((row) => row.count >= row.limit);
  const lengths = spent.map((row) => row.intervalNum * UNIT[row.interval]);
  return Math.max(now, ...lengths.map((length) => (Math.floor(now / length) + 1) * length));
}

const UNIT = { SECOND: 1000, MINUTE: 60_000, DAY: 86_400_000 } as const;

const limit = (rateLimitType: string, interval: string, intervalNum: number, most: number): RateLimit => ({
  rateLimitType,
  interval,
  intervalNum,
  limit: most,
});
