import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import { readingPermit } from '../../test/reading-permit.js';
import { scriptedFetch } from '../../test/scripted-fetch.js';
import { createSpotClient } from '../client/spot-client.js';
import { BinanceRateLimitError } from '../errors/index.js';
import type { Reply } from '../operations/call.js';
import { getAveragePrice } from '../operations/market/prices.js';
import { CallSignal } from '../request/call-signal.js';
import { Limiter } from './limiter.js';
import { memoryStore } from './memory-store.js';
import { defaultLimitOptions } from './options.js';
import type { Permit } from './permit.js';

// The start of a minute, so that the windows of the limits end at whole minutes after the start of the test.
const start = 1_700_000_040_000;
const [second, minute, day] = [1000, 60_000, 86_400_000];

/** Creates a limiter, and a function `send` that sends one call to which the exchange replies with `reply`. */
function setUp() {
  const clock = new ManualClock(start);
  const limiter = new Limiter(clock, memoryStore, '');
  const call = { name: 'getAveragePrice', operation: getAveragePrice, params: {}, options: {} };
  const acquire = async (mode: 'queue' | 'throw' = 'throw'): Promise<Permit> =>
    readingPermit(
      await limiter.acquire(call, { ...defaultLimitOptions, mode }, Infinity, new CallSignal({}, Infinity)),
      limiter,
    );
  const send = async (reply: Partial<Reply>): Promise<void> =>
    (await acquire())({ status: 200, data: {}, rateLimits: [], ...reply });
  return { clock, limiter, acquire, send };
}

describe('a refusal with an impossible value', () => {
  const banned = (until: string) => ({
    code: -1003,
    msg: `Way too much request weight used; IP banned until ${until}.`,
  });

  it.each<[name: string, reply: Partial<Reply>, wait: number]>([
    ['429 for 30 years', { status: 429, retryAfter: 1e12 }, minute],
    ['429 for ever', { status: 429, retryAfter: Infinity }, minute],
    ['429 for NaN', { status: 429, retryAfter: Number.NaN }, minute],
    ['429 for less than nothing', { status: 429, retryAfter: -5 }, minute],
    ['429 for a text', { status: 429, retryAfter: 'soon' as unknown as number }, minute],
    ['429 for an object', { status: 429, retryAfter: { valueOf: 1 } as unknown as number }, minute],
    ['429 without a time', { status: 429 }, minute],
    ['429 for 0 s', { status: 429, retryAfter: 0 }, second],
    ['429 for 4 minutes, as for RAW_REQUESTS', { status: 429, retryAfter: 4 * minute }, 4 * minute],
    ['418 for 30 years', { status: 418, retryAfter: 1e12 }, 3 * day],
    ['418 until the year 287396', { status: 418, data: banned('9000000000000000') }, 3 * day],
    ['418 until a number of 400 digits', { status: 418, data: banned('9'.repeat(400)) }, 3 * day],
    ['418 until a time in the past', { status: 418, data: banned('5') }, 2 * minute],
    ['418 until now', { status: 418, data: banned(String(start)) }, 2 * minute],
    ['418 for 1 ms', { status: 418, data: banned(String(start + 1)) }, second],
    ['418 until a time in the past, and for 5 s', { status: 418, data: banned('5'), retryAfter: 5000 }, 5 * second],
    ['418 without a time', { status: 418, data: banned('soon') }, 2 * minute],
    ['-1003 with an object as text', { status: 400, data: { code: -1003, msg: { toString: 1 } } }, minute],
  ])('stops calls for a legal time: %s', async (_, reply, wait) => {
    const { clock, limiter, acquire, send } = setUp();
    await send({ data: { code: -1003, msg: 'no' }, ...reply });
    expect(limiter.limitsOf().stoppedUntil).toBe(start + wait);
    await clock.advance(wait - 1);
    expect(await caught(acquire())).toBeInstanceOf(BinanceRateLimitError);
    await clock.advance(1);
    (await acquire())();
  });

  it('stops orders for at most a day after -1015', async () => {
    const { limiter, send } = setUp();
    await send({ status: 429, data: { code: -1015, msg: 'Too many new orders.' }, retryAfter: 1e12 });
    expect(limiter.limitsOf()).toMatchObject({ ordersStoppedUntil: start + day, stoppedUntil: undefined });
  });

  it('stops only orders if the new order of a cancel-replace exceeded the order count', async () => {
    const { limiter, send } = setUp();
    const newOrderResponse = { code: -1015, msg: 'Too many new orders; current limit is 1 orders per 10 SECOND.' };
    const data = { code: -2021, msg: 'Order cancel-replace partially failed.', data: { newOrderResponse } };
    await send({ status: 429, data, retryAfter: 7000 });
    expect(limiter.limitsOf()).toMatchObject({ ordersStoppedUntil: start + 7000, stoppedUntil: undefined });
  });

  it('keeps the longer of two stops, and a ban, whatever order the replies arrive in', async () => {
    const { clock, limiter, acquire } = setUp();
    const first = await acquire();
    first({ status: 200, data: {}, rateLimits: [] });
    const [a, b, c] = [await acquire(), await acquire(), undefined];
    expect(c).toBeUndefined();
    a({ status: 418, data: { code: -1003, msg: 'Banned.' }, rateLimits: [], retryAfter: 120_000 });
    b({ status: 429, data: { code: -1003, msg: 'Slow down.' }, rateLimits: [], retryAfter: 2000 });
    expect(limiter.limitsOf()).toMatchObject({ stoppedUntil: start + 120_000, banned: true });
    await clock.advance(119_999);
    expect(await caught(acquire('queue'))).toMatchObject({ banned: true, sent: false });
    await clock.advance(1);
    (await acquire())();
  });

  it('probes with one call although an answer to an earlier call arrives after the stop', async () => {
    const { clock, acquire } = setUp();
    (await acquire())({ status: 200, data: {}, rateLimits: [] });
    const [slow, refused] = [await acquire(), await acquire()];
    refused({ status: 429, data: { code: -1003, msg: 'Slow down.' }, rateLimits: [], retryAfter: 2000 });
    await clock.advance(2000);
    slow({ status: 200, data: {}, rateLimits: [] });
    let granted = 0;
    for (let call = 0; call < 5; call++) void acquire('queue').then(() => granted++);
    await clock.advance(0);
    expect(granted).toBe(1);
  });
});

describe('a reply that reports impossible limits', () => {
  const isUsable = async ({ clock, limiter, acquire }: ReturnType<typeof setUp>): Promise<void> => {
    expect(limiter.limitsOf().use.length).toBeLessThanOrEqual(32);
    for (const { count, limit = 0, resetsAt } of limiter.limitsOf().use) {
      expect([count, limit, resetsAt].every(Number.isFinite)).toBe(true);
      expect(resetsAt - start).toBeLessThanOrEqual(day);
    }
    // If a reply reported an impossible count of used requests, calls wait at most until the window with this count
    // ends.
    await clock.advance(minute);
    (await acquire())();
  };

  const junk: readonly unknown[] = [
    null,
    5,
    'x',
    [],
    {},
    { rateLimitType: '__proto__', interval: 'MINUTE', intervalNum: 1, limit: 1, count: 1 },
    { rateLimitType: 'constructor', interval: 'MINUTE', intervalNum: 1, limit: 1, count: 1 },
    { rateLimitType: 'CONNECTIONS', interval: 'MINUTE', intervalNum: 5, limit: 0, count: 1 },
    { rateLimitType: { toString: null }, interval: 'MINUTE', intervalNum: 1, limit: 1, count: 1 },
    ...['__proto__', 'toString', 'WEEK', '', null, 5, { valueOf: 1 }].map((interval) => ({
      ...{ rateLimitType: 'REQUEST_WEIGHT', intervalNum: 1, limit: 1, count: 1 },
      interval,
    })),
    ...[0, -1, 0.5, 1e12, Infinity, Number.NaN, '1', null, {}, [1]].map((intervalNum) => ({
      ...{ rateLimitType: 'REQUEST_WEIGHT', interval: 'DAY', limit: 1, count: 1 },
      intervalNum,
    })),
    ...[0, -1, Infinity, Number.NaN, '1', null, {}, 1e300].map((limit) => ({
      ...{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, count: 'x' },
      limit,
    })),
    ...[-1, Infinity, Number.NaN, '1', null, {}, 1e300].map((count) => ({
      ...{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1 },
      count,
    })),
  ];

  it('ignores entries of getExchangeInfo and of replies', async () => {
    const set = setUp();
    const before = set.limiter.limitsOf();
    for (const list of [junk, ...junk]) set.limiter.known.learn(list);
    expect(set.limiter.limitsOf()).toEqual(before);
    for (const list of [junk, ...junk]) await set.send({ rateLimits: list as Reply['rateLimits'] });
    expect(set.limiter.limitsOf().use).toHaveLength(2);
    await isUsable(set);
  });

  it('keeps a bounded number of windows', async () => {
    const set = setUp();
    const many = Array.from({ length: 60_000 }, (_, at) => ({
      ...{ rateLimitType: at % 2 ? 'REQUEST_WEIGHT' : 'ORDERS', interval: 'SECOND', intervalNum: at + 1 },
      ...{ limit: 1000, count: 1 },
    }));
    set.limiter.known.learn(many);
    await set.send({ rateLimits: many });
    await isUsable(set);
  });

  it('counts an order as accepted whatever its reply reports', async () => {
    const clock = new ManualClock(start);
    const { fetch } = scriptedFetch(clock, ({ url }) =>
      url.pathname.endsWith('exchangeInfo') ? { body: { rateLimits: junk, symbols: [] } } : { body: { orderId: 1 } },
    );
    const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
    await clock.run(client.getExchangeInfo());
    const order = client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' });
    expect(await clock.run(order)).toEqual({ orderId: 1 });
  });
});

describe('the weight that replies report', () => {
  const weight = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1 };
  const count = ({ limiter }: ReturnType<typeof setUp>): number | undefined => limiter.limitsOf().use[0]?.count;

  it('is the highest number if a header comes twice, and stays if it is empty or no number', async () => {
    const clock = new ManualClock(start);
    const values = ['5000, 5390', '', 'x', 'NaN', '-1'];
    const { fetch, sent } = scriptedFetch(clock, () => ({
      headers: { 'X-MBX-USED-WEIGHT-1M': values[sent.length - 1] ?? '' },
    }));
    const client = createSpotClient({ clock, fetch, limits: 'throw' });
    // Each of these calls has weight 2. If the header has no legal number, the client adds this weight to the count.
    for (const used of [5390, 5392, 5394, 5396, 5398]) {
      await clock.run(client.getAveragePrice({ symbol: 'BNBBTC' }));
      expect(client.limits.use[0]).toMatchObject({ count: used });
    }
    await clock.run(client.getAveragePrice({ symbol: 'BNBBTC' }));
    expect(await caught(client.getAveragePrice({ symbol: 'BNBBTC' }))).toMatchObject({ sent: false });
  });

  it('is the highest number if a list of the WebSocket API has the limit twice', async () => {
    for (const counts of [
      [400, 300],
      [300, 400],
    ]) {
      const set = setUp();
      await set.send({ rateLimits: counts.map((each) => ({ ...weight, count: each })) });
      expect(count(set)).toBe(400);
    }
  });

  it('does not decrease if replies arrive out of order, and decreases with a later call', async () => {
    const set = setUp();
    await set.send({});
    const [early, late] = [await set.acquire(), await set.acquire()];
    await set.clock.advance(10);
    late({ status: 200, data: {}, rateLimits: [{ ...weight, count: 300 }] });
    early({ status: 200, data: {}, rateLimits: [{ ...weight, count: 200 }] });
    expect(count(set)).toBe(300);
    await set.clock.advance(10);
    await set.send({ rateLimits: [{ ...weight, count: 250 }] });
    expect(count(set)).toBe(250);
  });
});

describe('client.limits.reset', () => {
  it('forgets a ban, counts and learnt limits, and sends what waits', async () => {
    const clock = new ManualClock(start);
    const { fetch, sent } = scriptedFetch(clock, [
      { headers: { 'X-MBX-USED-WEIGHT-1M': '5399' } },
      { body: { rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 7 }] } },
      { status: 418, body: { code: -1003, msg: 'Banned.' }, headers: { 'Retry-After': '86400' } },
      {},
    ]);
    const client = createSpotClient({ clock, fetch });
    await clock.run(client.ping());
    await clock.run(client.getExchangeInfo({}, { priority: 'high' }));
    const waiting = client.ping();
    await clock.advance(0);
    expect(sent).toHaveLength(2);
    client.limits.reset();
    expect(await caught(waiting)).toMatchObject({ statusCode: 418, sent: true });
    expect(client.limits).toMatchObject({ banned: true, stoppedUntil: start + day });
    client.limits.reset();
    expect(client.limits).toMatchObject({ banned: false, stoppedUntil: undefined });
    expect(client.limits.use).toMatchObject([{ limit: 6000, count: 0 }, { limit: 300_000 }]);
    await clock.run(client.ping());
    expect(sent).toHaveLength(4);
  });
});
