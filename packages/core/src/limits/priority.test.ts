import { describe, expect, it } from 'vitest';
import { connect, startOfMinute } from '../../test/connect.js';
import { ManualClock } from '../../test/manual-clock.js';
import { caught } from '../../test/outcome.js';
import { readingPermit } from '../../test/reading-permit.js';
import type { Answer } from '../../test/scripted-fetch.js';
import { cancelOpenOrders, cancelOrder, cancelReplaceOrder, createOrder, getOrder, ping } from '../operations/index.js';
import type { AnyOperation, CallPriority } from '../operations/operation.js';
import { CallSignal } from '../request/call-signal.js';
import { Limiter } from './limiter.js';
import { memoryStore } from './memory-store.js';
import { defaultLimitOptions } from './options.js';
import type { Permit } from './permit.js';
// The client loads this module with its first order. It is imported here so that no order in the tests waits for it.
import '../rules/guard.js';

const start = startOfMinute;
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
const cancel = { symbol: 'BNBBTC', orderId: 1 };
const symbol = 'BNBBTC';

const used = (weight: number) => ({ headers: { 'X-MBX-USED-WEIGHT-1M': String(weight) } });

describe('the ceiling', () => {
  it('delays reads, but neither orders nor cancels nor reads of high priority', async () => {
    const { client, clock, sent } = connect(() => used(5401), { limits: 'throw' });
    await clock.run(client.ping());
    const held = await caught(client.getAccount());
    expect(held).toMatchObject({ name: 'BinanceRateLimitError', sent: false, until: start + 60_000 });
    expect(held).toMatchObject({ statusCode: undefined, code: undefined, banned: false });
    await clock.run(client.createOrder(order));
    await clock.run(client.cancelOrder(cancel));
    await clock.run(client.cancelOpenOrders({ symbol }));
    await clock.run(client.getOrder(cancel, { priority: 'high' }));
    expect(sent.map(({ method }) => method)).toEqual(['GET', 'POST', 'DELETE', 'DELETE', 'GET']);
    expect(await caught(client.createTestOrder(order))).toMatchObject({ sent: false });
    expect(await caught(client.createOrder(order, { priority: 'low' }))).toMatchObject({ sent: false });
  });

  it('does not let writes exceed what the exchange allows', async () => {
    const { client, clock, sent } = connect(() => used(6000), { limits: 'throw' });
    await clock.run(client.ping());
    const held = await caught(client.cancelOrder(cancel));
    expect(held).toMatchObject({ sent: false, statusCode: undefined, until: start + 60_000 });
    expect((held as Error).message).toContain('6000 of 6000 are used of the limit REQUEST_WEIGHT per 1 MINUTE');
    expect(sent).toHaveLength(1);
  });

  it('does not delay an order that needs the server time first', async () => {
    const { client, clock, sent } = connect(() => used(5990), { limits: 'throw' });
    await clock.run(client.ping());
    await clock.run(client.createOrder(order));
    expect(sent).toHaveLength(2);
  });

  it('lets an order ask for the rules of its symbol', async () => {
    const { client, clock, sent } = connect(
      ({ url }) => ({
        ...used(5500),
        body: url.pathname.endsWith('exchangeInfo') ? { symbols: [], exchangeFilters: [], rateLimits: [] } : {},
      }),
      { limits: 'throw', validateOrders: true },
    );
    await clock.run(client.ping());
    expect(await clock.run(caught(client.createOrder(order)))).toMatchObject({
      name: 'BinanceOrderUnknownSymbolError',
    });
    expect(sent.map(({ url }) => url.pathname)).toContain('/api/v3/exchangeInfo');
  });
});

describe('a new client', () => {
  it('sends one read at a time, 8 writes beside it and 8 cancels beside those', async () => {
    const { client, clock, sent } = connect(() => 'silence', { timeout: 1000 });
    const count = (method: string): number => sent.filter((request) => request.method === method).length;
    const all: Promise<unknown>[] = [];
    const call = (times: number, make: () => Promise<unknown>): void => {
      for (let at = 0; at < times; at++) all.push(caught(make()));
    };
    // Signed calls need the server time. It is measured here, so that the calls below are sent at once.
    await clock.run(client.context.serverTime.timestamp() as Promise<number>);
    call(3, () => client.getOrderBook({ symbol }));
    call(12, () => client.createOrder(order));
    call(12, () => client.cancelOrder(cancel));
    await clock.advance(500);
    expect([count('GET'), count('POST'), count('DELETE')]).toEqual([1, 8, 8]);
    client.close();
    await clock.run(Promise.all(all));
  });
});

describe('calls that wait', () => {
  type Wanted = readonly [operation: AnyOperation, priority?: CallPriority];

  /** Returns the sequence in which calls get their permits when a suspension has ended. */
  async function orderOf(calls: readonly Wanted[]): Promise<Wanted[]> {
    const clock = new ManualClock(start);
    const limiter = new Limiter(clock, memoryStore, '');
    const granted: Wanted[] = [];
    const acquire = async ([operation, priority]: Wanted): Promise<Permit> => {
      const call = { name: 'call', operation, params: {}, options: { priority } };
      return readingPermit(
        await limiter.acquire(call, defaultLimitOptions, Infinity, new CallSignal({}, Infinity)),
        limiter,
      );
    };
    (await acquire([ping]))({ status: 429, data: {}, rateLimits: [], retryAfter: 2000 });
    const all = calls.map(async (wanted) => {
      const done = await acquire(wanted);
      granted.push(wanted);
      done({ status: 200, data: {}, rateLimits: [] });
    });
    await clock.run(Promise.all(all));
    return granted;
  }

  it('are sent in order: cancels, other writes, reads', async () => {
    const calls = [[ping], [createOrder], [getOrder], [cancelOrder], [cancelReplaceOrder], [cancelOpenOrders]] as const;
    const [read, order, otherRead, cancel, replace, cancelAll] = calls;
    expect(await orderOf(calls)).toEqual([cancel, cancelAll, order, replace, read, otherRead]);
  });

  it('are sent by the priority that the caller gives', async () => {
    const calls = [[createOrder, 'low'], [getOrder], [ping, 'urgent'], [cancelOrder, 'high']] as const;
    const [order, read, urgent, cancel] = calls;
    expect(await orderOf(calls)).toEqual([urgent, cancel, read, order]);
  });

  it('go before a call of a lower priority that arrives when the stop ends', async () => {
    const clock = new ManualClock(start);
    const limiter = new Limiter(clock, memoryStore, '');
    const granted: string[] = [];
    const acquire = async (operation: AnyOperation): Promise<Permit> => {
      const call = { name: 'call', operation, params: {}, options: {} };
      const signal = new CallSignal({}, Infinity);
      return readingPermit(await limiter.acquire(call, defaultLimitOptions, Infinity, signal), limiter);
    };
    const send = async (name: string, operation: AnyOperation): Promise<void> => {
      const done = await acquire(operation);
      granted.push(name);
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 5));
      done({ status: 200, data: {}, rateLimits: [] });
    };
    const refused = await acquire(ping);
    // Sends a read after 2,000 ms, when the suspension ends. The limiter sets its own timer for the same time, but
    // later than this test does. So the read asks for a permit just before the limiter wakes the queue.
    const sending: Promise<void>[] = [];
    clock.setTimeout(() => sending.push(send('read', ping)), 2000);
    refused({ status: 429, data: {}, rateLimits: [], retryAfter: 2000 });
    sending.push(send('cancel', cancelOrder));
    await clock.advance(2000);
    await clock.run(Promise.all(sending));
    expect(granted).toEqual(['cancel', 'read']);
  });

  it('error: an unknown priority', async () => {
    const { client } = connect([{}]);
    const priority = 'highest' as 'high';
    expect(await caught(client.ping({}, { priority }))).toMatchObject({
      name: 'BinanceConfigError',
      message: expect.stringContaining("priority: expected one of urgent, high, normal, low, got 'highest'"),
    });
  });
});

describe('a 403 of the firewall', () => {
  const wall: Answer = { status: 403, body: '<html>' };
  const evil = { symbol: '<script>' };

  it('holds back calls of the same read for a minute, and says why', async () => {
    const { client, clock, sent } = connect([wall, {}]);
    const refused = await clock.run(caught(client.getAveragePrice(evil)));
    expect(refused).toMatchObject({ name: 'BinanceApiError', statusCode: 403 });
    const held = await caught(client.getAveragePrice({ symbol }, { maxWait: 59_000 }));
    expect(held).toMatchObject({ name: 'BinanceRateLimitError', sent: false, until: start + 60_000 });
    expect((held as Error).message).toContain('the firewall of the exchange refused an earlier call');
    expect(sent).toHaveLength(1);
    await clock.advance(60_000);
    await clock.run(client.getAveragePrice({ symbol }));
    expect(sent).toHaveLength(2);
  });

  it.each(['3600', '1000000000', 'Thu, 01 Jan 2099 00:00:00 GMT'])(
    'holds back calls of the same read for a minute at most, with Retry-After %s',
    async (retryAfter) => {
      const { client, clock, sent } = connect([{ ...wall, headers: { 'Retry-After': retryAfter } }, {}]);
      await clock.run(caught(client.getAveragePrice(evil)));
      expect(await caught(client.getAveragePrice({ symbol }, { maxWait: 59_999 }))).toMatchObject({ sent: false });
      await clock.run(client.getAveragePrice({ symbol }, { maxWait: 60_001 }));
      expect(sent).toHaveLength(2);
      expect(clock.monotonic()).toBe(60_000);
    },
  );

  it('holds back neither orders nor cancels nor other reads', async () => {
    const { client, clock, sent } = connect(({ url }) => (url.search.includes('script') ? wall : {}), {
      limits: 'throw',
    });
    await clock.run(caught(client.getAveragePrice(evil)));
    await clock.run(client.createOrder(order));
    await clock.run(client.cancelOrder(cancel));
    await clock.run(client.getOrderBook({ symbol }));
    expect(sent).toHaveLength(4);
  });

  it('of an order holds back nothing', async () => {
    const { client, clock, sent } = connect(({ url }) => (url.search.includes('script') ? wall : {}), {
      limits: 'throw',
    });
    for (let call = 0; call < 3; call++) await clock.run(caught(client.createOrder({ ...order, ...evil })));
    await clock.run(client.createOrder(order));
    expect(sent).toHaveLength(4);
  });

  it('does not keep an order from asking for its rules, or for the outcome', async () => {
    const { client, clock, sent } = connect(({ url }) => (url.search.includes('script') ? wall : 'reset'), {
      limits: 'throw',
    });
    await clock.run(caught(client.getExchangeInfo({ symbol: '<script>' })));
    await clock.run(caught(client.getOrder({ ...cancel, ...evil })));
    const unknown = (await clock.run(caught(client.createOrder(order)))) as { resolve(): Promise<unknown> };
    const before = sent.length;
    await clock.run(unknown.resolve());
    expect(sent.length).toBeGreaterThan(before);
    client.close();
  });
});
