import { describe, expect, it } from 'vitest';
import { connect, startOfMinute } from '../../test/connect.js';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import { readingPermit } from '../../test/reading-permit.js';
import type { Answer } from '../../test/scripted-fetch.js';
import { createSpotClient, type SpotClient } from '../client/spot-client.js';
import { BinanceRateLimitError } from '../errors/index.js';
import { getServerTime } from '../operations/general/connectivity.js';
import { CallSignal } from '../request/call-signal.js';
import { Limiter } from './limiter.js';
import { memoryStore } from './memory-store.js';
import { defaultLimitOptions } from './options.js';
import type { Permit } from './permit.js';

const start = startOfMinute;

const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

describe('1,000 callers', () => {
  const storm = (client: SpotClient): Promise<unknown>[] =>
    Array.from({ length: 1000 }, (_, at) =>
      caught(at % 3 ? client.getOrderBook({ symbol: 'BNBBTC' }) : client.createOrder(order)),
    );

  it('get 429 with Retry-After 2: at most one request is sent in each window after the first', async () => {
    const windows = new Map<number, number>();
    const { client, clock } = connect(() => {
      const window = Math.floor((clock.now() - start) / 2000);
      windows.set(window, (windows.get(window) ?? 0) + 1);
      return { status: 429, body: { code: -1003, msg: 'Too many requests queued.' }, headers: { 'Retry-After': '2' } };
    }, {});
    const answers = await clock.run(Promise.all(storm(client)));
    expect(answers.every((answer) => answer instanceof BinanceRateLimitError)).toBe(true);
    const [first = 0, ...later] = [...windows.values()];
    // Before the first 429 arrives, the limiter permits a few orders and requests for the server time, at most 12 in
    // total.
    expect(first).toBeLessThanOrEqual(12);
    expect(later.length).toBeGreaterThan(2);
    for (const count of later) expect(count).toBe(1);
  });

  it('fail at once during a ban, even if it ends before their deadlines', async () => {
    const { client, clock, sent } = connect([
      { status: 418, body: { code: -1003, msg: 'Banned.' }, headers: { 'Retry-After': '2' } },
    ]);
    await clock.run(caught(client.getOrderBook({ symbol: 'BNBBTC' })));
    const answers = await clock.run(Promise.all(storm(client)));
    expect(clock.monotonic()).toBe(0);
    for (const answer of answers) expect(answer).toMatchObject({ banned: true, until: start + 2000 });
    expect(sent).toHaveLength(1);
  });

  it('send one request that gets 418, and all fail at once', async () => {
    const { client, clock, sent } = connect([
      { status: 418, body: { code: -1003, msg: 'Way too much request weight used; IP banned until 1700000100000.' } },
    ]);
    await clock.run(caught(client.getOrderBook({ symbol: 'BNBBTC' })));
    const before = clock.monotonic();
    const answers = await clock.run(Promise.all(storm(client)));
    expect(clock.monotonic()).toBe(before);
    for (const answer of answers) {
      expect(answer).toMatchObject({ banned: true, until: 1_700_000_100_000, sent: false, statusCode: undefined });
      expect((answer as Error).message).toContain(
        'not sent: the exchange banned this IP address (until 2023-11-14T22:15:00.000Z)',
      );
    }
    expect(sent).toHaveLength(1);
    expect(client.limits).toMatchObject({ banned: true, stoppedUntil: 1_700_000_100_000 });
    await clock.advance(60_001);
    expect(client.limits).toMatchObject({ banned: false, stoppedUntil: undefined });
  });
});

describe('after a 429', () => {
  it('error: let an order wait for the deadline of a read that gets no reply', async () => {
    const { client, clock, sent } = connect([
      { status: 429, body: { code: -1003, msg: 'Too many requests.' }, headers: { 'Retry-After': '1' } },
      'silence',
      { body: {} },
    ]);
    await clock.run(caught(client.ping({}, { maxWait: 100 })));
    await clock.advance(1_000);
    const read = caught(client.ping({}, { timeout: 60_000 }));
    const other = client.ping();
    await clock.advance(2_999);
    expect(sent).toHaveLength(2);
    await clock.advance(1);
    expect(sent).toHaveLength(3);
    expect(await clock.run(other)).toEqual({});
    await clock.run(read);
  });
});

describe('a stop when clocks change', () => {
  const stop = (status: number, seconds: number): Answer => ({
    status,
    body: { code: -1003, msg: 'Too many requests.' },
    headers: { 'Retry-After': String(seconds) },
  });

  it.each([
    [429, 2, -600_000],
    [429, 2, 600_000],
    [418, 120, -600_000],
    [418, 120, 600_000],
  ])('%i for %i s ends after that time when the wall clock is set by %i ms', async (status, seconds, step) => {
    const { client, clock, sent } = connect([stop(status, seconds), {}]);
    const ping = (): Promise<unknown> => clock.run(caught(client.ping({}, { maxWait: 100 })));
    await ping();
    clock.step(step);
    await clock.advance(seconds * 1000 - 600);
    expect(await ping()).toBeInstanceOf(BinanceRateLimitError);
    expect(sent).toHaveLength(1);
    await clock.advance(1000);
    expect(await ping()).toEqual({});
  });

  it.each([3_600_000, -3_600_000])(
    'has the same end for a second client when the measured clock is wrong by %i ms',
    async (wrong) => {
      const clock = new ManualClock(start);
      const limiter = new Limiter(clock, memoryStore, '');
      limiter.time = { offset: start + wrong, error: 0 };
      const call = { name: 'call', operation: getServerTime, params: {}, options: {} };
      const acquire = async (): Promise<Permit> =>
        readingPermit(await limiter.acquire(call, defaultLimitOptions, 10_000, new CallSignal({}, Infinity)), limiter);
      (await acquire())({ status: 429, data: { code: -1003 }, rateLimits: [], retryAfter: 1000 });
      limiter.time = undefined;
      expect(limiter.limitsOf().stoppedUntil).toBe(start + 1000);
      const waiting = acquire();
      await clock.advance(999);
      expect(limiter.limitsOf().stoppedUntil).toBe(start + 1000);
      await clock.advance(1);
      expect(limiter.limitsOf().stoppedUntil).toBeUndefined();
      (await waiting)();
    },
  );
});

describe('client.limits', () => {
  const weight = (client: SpotClient): unknown =>
    client.limits.use.find((use) => use.rateLimitType === 'REQUEST_WEIGHT');
  const book = { symbol: 'BNBBTC', limit: 5000 };

  it.each(['X-MBX-USED-WEIGHT-1M', 'x-mbx-used-weight-1m', 'x-Mbx-Used-Weight-1m'])(
    'reads the header %s',
    async (name) => {
      const { client, clock } = connect([{ headers: { [name]: '1234' } }]);
      await clock.run(client.getOrderBook(book));
      expect(weight(client)).toMatchObject({ count: 1234, limit: 6000, room: 4766, resetsAt: start + 60_000 });
      await clock.advance(60_000);
      expect(weight(client)).toMatchObject({ count: 0, room: 6000, resetsAt: start + 120_000 });
    },
  );

  it('counts the weight itself when a page cannot read the headers', async () => {
    const { client, clock } = connect([{}]);
    await clock.run(client.getOrderBook(book));
    expect(weight(client)).toMatchObject({ count: 250 });
  });

  it('counts no weight for an order that the exchange accepted', async () => {
    const { client, clock } = connect([{}, { status: 400, body: { code: -2010, msg: 'no' } }]);
    await clock.run(client.createOrder(order));
    // Only the three requests that measured the server time have counted, with weight 1 each.
    expect(weight(client)).toMatchObject({ count: 3 });
    await clock.run(caught(client.createOrder(order)));
    expect(weight(client)).toMatchObject({ count: 4 });
  });

  it.each([
    ['SUCCESS', 409, -2021, 1],
    ['NOT_ATTEMPTED', 400, -2022, 1],
    ['FAILURE', 400, -2022, 0],
  ])(
    'counts the new order of a refused cancel-replace by its result: %s',
    async (newOrderResult, status, code, count) => {
      const data = { cancelResult: 'FAILURE', newOrderResult, cancelResponse: {}, newOrderResponse: {} };
      const rateLimits = [{ rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 50 }];
      const answer = { status, body: { code, msg: 'Order cancel-replace failed.', data } };
      const { client, clock } = connect([answer], { limits: { rateLimits } });
      const replace = { cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: 1 } as const;
      await clock.run(caught(client.cancelReplaceOrder({ ...order, ...replace })));
      expect(client.limits.use.find((use) => use.rateLimitType === 'ORDERS')).toMatchObject({ count });
    },
  );

  const ordersPerDay = [{ rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 50 }];
  const ordersOf = (client: SpotClient): unknown => client.limits.use.find((use) => use.rateLimitType === 'ORDERS');

  it('counts no order that was not sent, because no connection could be made', async () => {
    const { client, clock } = connect(['refused', 'reset'], { limits: { rateLimits: ordersPerDay } });
    expect(await clock.run(caught(client.createOrder(order)))).toMatchObject({ sent: false });
    expect(ordersOf(client)).toMatchObject({ count: 0 });
    expect(weight(client)).toMatchObject({ count: 3 });
    expect(await clock.run(caught(client.createOrder(order)))).toMatchObject({ name: 'BinanceUnknownOutcomeError' });
    expect(ordersOf(client)).toMatchObject({ count: 1 });
  });

  it('counts an order once if the server time must be measured again after its wait', async () => {
    const pause = { status: 429, body: { code: -1003, msg: 'no' }, headers: { 'Retry-After': '30' } };
    const { client, clock } = connect([{}, pause, {}], { limits: { rateLimits: ordersPerDay } });
    await clock.run(client.getAccount());
    await clock.run(caught(client.ping({}, { maxWait: 0 })));
    const placed = client.createOrder(order);
    clock.step(5_000);
    await clock.run(placed);
    expect(ordersOf(client)).toMatchObject({ count: 1 });
  });

  it('learns limits from getExchangeInfo, and order counts from headers', async () => {
    const rateLimits = [{ rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 50 }];
    const { client, clock } = connect(({ url }) =>
      url.pathname.endsWith('exchangeInfo')
        ? { body: { rateLimits, symbols: [] } }
        : { headers: { 'X-MBX-ORDER-COUNT-10S': '7', 'X-MBX-ORDER-COUNT-1D': '99' } },
    );
    await clock.run(client.getExchangeInfo());
    await clock.run(client.createOrder(order));
    expect(client.limits.use.filter((use) => use.rateLimitType === 'ORDERS')).toMatchObject([
      { interval: 'SECOND', intervalNum: 10, count: 7, limit: 50, room: 43 },
      { interval: 'DAY', intervalNum: 1, count: 99, limit: undefined, room: undefined },
    ]);
  });
});

describe('limits', () => {
  const full = { headers: { 'X-MBX-USED-WEIGHT-1M': '5390' } };
  const book = { symbol: 'BNBBTC', limit: 1000 };

  it("'queue' waits for the next window when 90 % are used", async () => {
    const { client, clock, sent } = connect([full]);
    await clock.advance(55_000);
    await clock.run(client.getOrderBook(book));
    const waiting = client.getOrderBook(book);
    await clock.advance(4999);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    expect(sent).toHaveLength(2);
    await waiting;
  });

  it('may wait for longer than the timeout of the call, which bounds only the time for the answer', async () => {
    const { client, clock, sent } = connect([full, {}, 'silence']);
    await clock.run(client.getOrderBook(book));
    const waiting = client.getOrderBook(book, { timeout: 500 });
    await clock.advance(59_999);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    await waiting;
    const unanswered = caught(client.getOrderBook(book, { timeout: 500 }));
    await clock.advance(499);
    expect(await Promise.race([unanswered, 'pending'])).toBe('pending');
    await clock.advance(1);
    expect(await unanswered).toMatchObject({ message: expect.stringContaining('no answer within 500 ms') });
  });

  it('fails a call at once that would wait longer than maxWait', async () => {
    const { client, clock, sent } = connect([full]);
    await clock.run(client.getOrderBook(book));
    const error = await caught(client.getOrderBook(book, { maxWait: 59_999 }));
    expect(error).toBeInstanceOf(BinanceRateLimitError);
    expect(error).toMatchObject({ until: start + 60_000, banned: false, retryAfter: 60_000 });
    expect(error).toMatchObject({ sent: false, statusCode: undefined, code: undefined });
    expect((error as Error).message).toBe(
      'getOrderBook: not sent: 5390 of 6000 are used of the limit REQUEST_WEIGHT per 1 MINUTE, and this call may use 90 % (until 2023-11-14T22:15:00.000Z)',
    );
    expect(sent).toHaveLength(1);
  });

  it('fails a call that waited for others for as long as maxWait', async () => {
    const { client, clock, sent } = connect(['silence'], { limits: { maxWait: 3000 } });
    const first = caught(client.getOrderBook(book));
    const second = await clock.run(caught(client.getOrderBook(book)));
    expect(second).toMatchObject({ sent: false, statusCode: undefined, until: start + 3000 });
    expect((second as Error).message).toContain('it waited 3000 ms for the rate limits');
    expect(sent).toHaveLength(1);
    await clock.run(first);
  });

  it('ends a wait when the caller aborts or the client is closed, and leaves no timer', async () => {
    const { client, clock, sent } = connect([full]);
    await clock.run(client.getOrderBook(book));
    const controller = new AbortController();
    const [aborted, closed] = [
      caught(client.getOrderBook(book, { signal: controller.signal })),
      caught(client.getOrderBook(book)),
    ];
    await clock.advance(30_000);
    controller.abort();
    expect(await aborted).toMatchObject({ sent: false, message: expect.stringContaining('aborted by the caller') });
    client.close();
    expect(await closed).toMatchObject({ sent: false, message: expect.stringContaining('the client was closed') });
    expect(sent).toHaveLength(1);
    expect(clock.timers.size).toBe(0);
  });

  it('logs how long a call waits', async () => {
    const logged: unknown[] = [];
    const logger = { debug: (...line: unknown[]) => void logged.push(line) };
    const { client, clock } = connect(
      [{ status: 429, body: { code: -1003, msg: 'no' }, headers: { 'Retry-After': '2' } }, {}],
      { logger },
    );
    await clock.run(client.getOrderBook(book));
    const error = expect.stringMatching(/^getOrderBook: 429 -1003 TOO_MANY_REQUESTS: no/);
    expect(logged).toEqual([
      ['retry', { operation: 'getOrderBook', attempt: 1, delay: 2000, error }],
      ['waiting for the rate limits', { operation: 'getOrderBook', delay: 2000 }],
    ]);
  });

  it("'throw' throws instead of waiting", async () => {
    const { client, clock } = connect([full], { limits: 'throw' });
    await clock.advance(55_000);
    await clock.run(client.getOrderBook(book));
    expect(await caught(client.getOrderBook(book))).toMatchObject({ until: start + 60_000 });
  });

  it("'off' delays nothing and does not retry a 429", async () => {
    const { client, clock, sent } = connect([full, full, { status: 429, body: { code: -1003, msg: 'no' } }], {
      limits: { mode: 'off' },
    });
    await clock.run(client.getOrderBook(book));
    await clock.run(client.getOrderBook(book));
    expect(await clock.run(caught(client.getOrderBook(book)))).toBeInstanceOf(BinanceRateLimitError);
    expect(sent).toHaveLength(3);
  });

  it('uses a configured share of the limits', async () => {
    const { client, clock, sent } = connect([full], { limits: { ceiling: 1 } });
    await clock.run(client.getOrderBook(book));
    await clock.run(client.getOrderBook(book));
    expect(sent).toHaveLength(2);
  });

  it('stops only orders after -1015', async () => {
    const { client, clock, sent } = connect([
      { status: 429, body: { code: -1015, msg: 'Too many new orders.' }, headers: { 'Retry-After': '30' } },
      {},
    ]);
    expect(await clock.run(caught(client.createOrder(order)))).toMatchObject({
      code: -1015,
      codeName: 'TOO_MANY_ORDERS',
    });
    const held = await caught(client.createOrder(order, { maxWait: 0 }));
    expect(held).toMatchObject({ sent: false, statusCode: undefined, until: clock.now() + 30_000 });
    expect((held as Error).message).toContain('no new order for now');
    expect(sent).toHaveLength(1);
    await clock.run(client.getOrderBook(book));
    await clock.run(client.cancelOrder({ symbol: 'BNBBTC', orderId: 1 }));
    expect(sent).toHaveLength(3);
    await clock.advance(30_000);
    await clock.run(client.createOrder(order));
    expect(sent).toHaveLength(4);
  });

  it('has few calls in flight before the first reply, and more after each successful one', async () => {
    let most = 0;
    let now = 0;
    const clock = new ManualClock(start);
    const client = createSpotClient({
      clock,
      fetch: async () => {
        most = Math.max(most, ++now);
        await new Promise<void>((resolve) => clock.setTimeout(resolve, 100));
        now--;
        return Response.json({ price: '1' });
      },
    });
    const all = Promise.all(Array.from({ length: 60 }, () => client.getAveragePrice({ symbol: 'BNBBTC' })));
    await clock.advance(50);
    expect(most).toBe(1);
    await clock.run(all);
    expect(most).toBeLessThanOrEqual(32);
    // Replies arrive every 100 ms, and each time the number of calls in flight doubles: 1, 2, 4, 8, 16, and then the
    // last 29 calls. So six rounds are enough for all 60 calls.
    expect(clock.monotonic()).toBe(600);
  });
});
