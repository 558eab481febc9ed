import { createSpotClient } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FakeExchange, type FakeSocket } from '../../test/fake-exchange.js';
import { BinanceSocketManager, type UserDataEvent, wsApi } from '../index.js';

const order = {
  ...{ symbol: 'BNBBTC', orderId: 1, orderListId: -1, clientOrderId: 'one', side: 'BUY', type: 'LIMIT' },
  ...{ timeInForce: 'GTC', price: '0.01', stopPrice: '0', icebergQty: '0', origQuoteOrderQty: '0', isWorking: true },
  ...{ workingTime: 50, selfTradePreventionMode: 'NONE', origQty: '50', cummulativeQuoteQty: '0', time: 50 },
};

/** An execution report of the order that is defined above. */
const report = {
  ...{ e: 'executionReport', E: 0, s: 'BNBBTC', c: 'one', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '50', p: '0.01', P: '0' },
  ...{
    F: '0',
    g: -1,
    C: '',
    x: 'NEW',
    X: 'NEW',
    r: 'NONE',
    i: 1,
    l: '0',
    z: '0',
    L: '0',
    n: '0',
    N: null,
    T: 0,
    t: -1,
  },
  ...{ I: 1, w: true, m: false, M: false, O: 50, Z: '0', Y: '0', Q: '0', W: 50, V: 'NONE' },
};

const tradeOf = (id: number) => ({
  ...{ symbol: 'BNBBTC', id, orderId: 1, price: '0.01', qty: '1', quoteQty: '0.01', time: id * 1_000 },
  ...{ commission: '0', commissionAsset: 'BNB', isBuyer: true, isMaker: true },
});

/** Returns an exchange that answers the requests for user data with a test account. A test may delay the answers. */
function setUp() {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock);
  const account = {
    updateTime: 200,
    free: '5',
    openOrders: [] as object[],
    orders: [] as object[],
    trades: [] as { id: number }[],
    tradesPerPage: 1_000,
    refusals: 0,
    /**
     * Replies to the next requests to subscribe, one for each request. After them, the exchange confirms the
     * subscription.
     */
    subscribeRefusals: [] as object[],
  };
  const delayed: (() => void)[] = [];
  let holds = false;
  /** The methods whose requests get no response. */
  const ignored = new Set<string>();
  exchange.onFrame = (socket, text) => {
    const { id, method, params } = JSON.parse(text) as { id: string; method: string; params?: { fromId?: number } };
    const answer = (result: unknown) => socket.reply({ id, status: 200, result, rateLimits: [] });
    if (ignored.has(method)) return;
    if (method === 'time') answer({ serverTime: clock.now() });
    else if (method === 'userDataStream.subscribe.signature') {
      const refusal = account.subscribeRefusals.shift();
      if (refusal) socket.reply({ id, ...refusal });
      else answer({ subscriptionId: 0 });
    } else if (method === 'openOrders.status') answer(account.openOrders);
    else if (method === 'allOrders') answer(account.orders);
    else if (method === 'order.amendments') answer([]);
    else if (method === 'avgPrice') answer({ mins: 5, price: '1', closeTime: 1 });
    else if (method === 'order.status') answer({ ...order, status: 'NEW', executedQty: '0', updateTime: 200 });
    else if (method === 'myTrades') {
      const trades = account.trades.filter((trade) => trade.id >= (params?.fromId ?? 0));
      answer(trades.slice(0, account.tradesPerPage));
    } else if (method === 'account.status' && account.refusals > 0) {
      account.refusals -= 1;
      socket.reply({ id, status: 400, error: { code: -1000, msg: 'An unknown error occurred' } });
    } else if (method === 'account.status') {
      const { updateTime, free } = account;
      const reply = () => answer({ updateTime, balances: [{ asset: 'BTC', free, locked: '0' }] });
      if (holds) delayed.push(reply);
      else reply();
    }
  };
  const client = createSpotClient({
    ...{ apiKey: 'key', signer: { keyType: 'HMAC', sign: () => 'signature' } },
    ...{ environment: exchange.environment, clock, validateOrders: false, transport: wsApi() },
    // Some tests send events that cannot be read. The warnings about these events are dropped.
    logger: { warn: () => undefined },
  });
  const manager = new BinanceSocketManager(client);
  const send = (event: object) => {
    for (const socket of exchange.open as Set<FakeSocket>) socket.reply({ subscriptionId: 0, event });
  };
  return {
    ...{ clock, exchange, account, client, manager, ignored },
    send,
    /** The parameters of all requests of a method. */
    requests: (method: string): object[] =>
      exchange.all.flatMap(({ requests }) =>
        (requests as { method?: string; params?: object }[]).flatMap((request) =>
          request.method === method ? [request.params ?? {}] : [],
        ),
      ),
    position: (u: number, f: string) => send({ e: 'outboundAccountPosition', E: u, u, B: [{ a: 'BTC', f, l: '0' }] }),
    report: (T: number, X: string, z: string) => send({ ...report, E: T, T, x: X, X, z }),
    fill: (t: number) =>
      send({ ...report, E: t * 1_000, T: t * 1_000, t, x: 'TRADE', X: 'PARTIALLY_FILLED', l: '1', z: String(t) }),
    hold: () => {
      holds = true;
    },
    release: () => {
      holds = false;
      for (const answer of delayed.splice(0)) answer();
    },
  };
}

async function open(setup: ReturnType<typeof setUp>, symbols: readonly string[] = []) {
  const user = await setup.manager.userData({ symbols });
  const events: UserDataEvent[] = [];
  user.listen({ event: (event) => events.push(event) });
  const free = () => user.accountState().balances.get('BTC')?.free;
  const positions = () => events.flatMap((event) => (event.e === 'outboundAccountPosition' ? [event.u] : []));
  const close = async () => {
    await setup.manager.close();
    setup.client.close();
    await setup.clock.advance(0);
    expect(setup.clock.timers.size).toBe(0);
  };
  return { user, events, free, positions, close };
}

describe('UserData with delayed events and queries', () => {
  it('keeps the newer balance when an event that was held during the query is older', async () => {
    const setup = setUp();
    const { user, free, positions, close } = await open(setup);
    setup.hold();
    await setup.clock.advance(100);
    setup.position(150, '9');
    await setup.clock.advance(10);
    expect(positions()).toEqual([]);
    setup.release();
    await setup.clock.run(user.ready());
    expect(free()).toBe('5');
    expect(positions()).toEqual([]);
    setup.position(300, '4');
    await setup.clock.advance(10);
    expect([free(), positions()]).toEqual(['4', [300]]);
    await close();
  });

  it('drops a position that is older than the last one', async () => {
    const setup = setUp();
    const { user, free, positions, close } = await open(setup);
    await setup.clock.run(user.ready());
    setup.position(400, '3');
    setup.position(350, '8');
    await setup.clock.advance(10);
    expect([free(), positions()]).toEqual(['3', [400]]);
    await close();
  });

  it('keeps balances that are newer than the account query', async () => {
    const setup = setUp();
    const { user, free, positions, close } = await open(setup);
    await setup.clock.run(user.ready());
    setup.position(400, '3');
    await setup.clock.advance(10);
    setup.exchange.cutAll();
    await setup.clock.advance(10_000);
    await setup.clock.run(user.ready());
    expect([free(), positions()]).toEqual(['3', [400]]);
    await close();
  });

  it('delivers a fill once when it was queried and its event was held, and from its event when the query missed it', async () => {
    const setup = setUp();
    const { user, events, close } = await open(setup);
    await setup.clock.run(user.ready());
    setup.fill(7);
    await setup.clock.advance(10);
    setup.exchange.cutAll();
    setup.hold();
    await setup.clock.advance(10_000);
    // The event of trade 8 is lost.
    setup.fill(9);
    setup.fill(10);
    await setup.clock.advance(10);
    setup.account.trades = [7, 8, 9].map(tradeOf);
    setup.account.orders = [{ ...order, status: 'PARTIALLY_FILLED', executedQty: '9', updateTime: 9_000 }];
    setup.release();
    await setup.clock.run(user.ready());
    const delivered = events.flatMap((event) =>
      event.e === 'executionReport' && event.x === 'TRADE' ? [[event.t, event.recovered === true]] : [],
    );
    expect(delivered).toEqual([
      [7, false],
      [8, true],
      [9, true],
      [10, false],
    ]);
    await close();
  });

  it('retries account queries that fail, at first and after a loss', async () => {
    const setup = setUp();
    const { user, free, close } = await open(setup);
    setup.account.refusals = 3;
    await setup.clock.run(user.ready());
    expect([free(), setup.account.refusals]).toEqual(['5', 0]);
    setup.account.refusals = 3;
    setup.account.free = '6';
    setup.exchange.cutAll();
    await setup.clock.advance(20_000);
    expect([user.status, free(), setup.account.refusals]).toEqual(['live', '6', 0]);
    await close();
  });

  it('opens no connection for symbols that were added just before it is closed', async () => {
    const setup = setUp();
    const { user, close } = await open(setup);
    await setup.clock.run(user.ready());
    const { length } = setup.exchange.all;
    user.addSymbols(['LTCBTC']);
    await close();
    expect([setup.exchange.all.length, setup.exchange.open.size]).toEqual([length, 0]);
  });

  it('error: failed because a request to subscribe was executed, got status 503 and was sent again', async () => {
    const setup = setUp();
    setup.account.subscribeRefusals = [
      { status: 503, error: { code: -1000, msg: 'Service Unavailable' } },
      { status: 400, error: { code: -2035, msg: 'User Data Stream subscription already active.' } },
    ];
    const { user, positions, close } = await open(setup);
    await setup.clock.run(user.ready());
    // The connection was renewed, because the subscription exists but its id is not known.
    await setup.clock.advance(20_000);
    expect(setup.exchange.all.length - setup.exchange.open.size).toBe(1);
    setup.position(300, '4');
    await setup.clock.advance(10);
    expect([user.status, positions()]).toEqual(['live', [300]]);
    await close();
  });

  it('is not live after a second loss before it is subscribed again, although the first read could go on', async () => {
    const setup = setUp();
    const { user, free, close } = await open(setup);
    await setup.clock.run(user.ready());
    setup.ignored.add('account.status');
    setup.exchange.cutAll();
    await setup.clock.advance(5_000);
    expect([user.status, setup.requests('account.status').length]).toEqual(['reconciling', 2]);
    setup.ignored.clear();
    setup.ignored.add('userDataStream.subscribe.signature');
    setup.exchange.cutAll();
    await setup.clock.advance(8_000);
    expect(user.status).toBe('reconciling');
    setup.ignored.clear();
    setup.account.free = '6';
    await setup.clock.run(user.ready());
    expect(free()).toBe('6');
    await close();
  });

  it('looks for missed orders from 10 s before the first read on, if a loss comes before its end', async () => {
    const setup = setUp();
    setup.account.updateTime = 500_000;
    const { user, close } = await open(setup, ['BNBBTC']);
    setup.ignored.add('avgPrice');
    await setup.clock.advance(1_000);
    expect(setup.requests('account.status')).toHaveLength(1);
    setup.account.openOrders = [{ ...order, status: 'NEW', executedQty: '0', updateTime: 50 }];
    setup.ignored.clear();
    setup.exchange.cutAll();
    await setup.clock.advance(10_000);
    await setup.clock.run(user.ready());
    expect(setup.requests('allOrders')[0]).toMatchObject({ symbol: 'BNBBTC', startTime: 490_000 });
    await close();
  });

  it('ignores a report that is older than the queried order', async () => {
    const setup = setUp();
    const { user, close } = await open(setup);
    setup.account.openOrders = [{ ...order, status: 'PARTIALLY_FILLED', executedQty: '2', updateTime: 200 }];
    await setup.clock.run(user.ready());
    const known = () => user.accountState().openOrders.get('BNBBTC 1');
    setup.report(100, 'NEW', '0');
    await setup.clock.advance(10);
    expect(known()).toMatchObject({ status: 'PARTIALLY_FILLED', executedQty: '2' });
    setup.report(300, 'CANCELED', '2');
    await setup.clock.advance(10);
    expect(known()).toBeUndefined();
    await close();
  });

  it("is live while the quantity of an OPO list's pending order is not known, which the documents omit", async () => {
    const setup = setUp();
    const { user, close } = await open(setup);
    const { origQty: _origQty, ...pending } = {
      ...order,
      orderId: 2,
      orderListId: 7,
      workingTime: -1,
      isWorking: false,
    };
    setup.account.openOrders = [{ ...pending, status: 'PENDING_NEW', executedQty: '0', updateTime: 50 }];
    await setup.clock.run(user.ready());
    expect(user.accountState().openOrders.get('BNBBTC 2')).toMatchObject({ origQty: '0.00000000' });
    await close();
  });

  it('stays live when the exchange ends the session of another key, which this account does not use', async () => {
    const setup = setUp();
    const { user, positions, close } = await open(setup);
    await setup.clock.run(user.ready());
    const revoked = { id: null, status: 401, error: { code: -2015, msg: 'Invalid API-key, IP, or permissions' } };
    for (const socket of setup.exchange.open) socket.reply(revoked);
    await setup.clock.advance(10);
    setup.position(300, '4');
    await setup.clock.advance(10);
    expect([user.status, positions()]).toEqual(['live', [300]]);
    await close();
  });

  it('reads the account once more if an event could not be read meanwhile', async () => {
    const setup = setUp();
    const { user, free, close } = await open(setup);
    setup.hold();
    await setup.clock.advance(100);
    setup.send({ e: 'outboundAccountPosition', E: 300, u: 300, B: 'not a list' });
    await setup.clock.advance(10);
    setup.account.free = '7';
    setup.release();
    await setup.clock.run(user.ready());
    expect(free()).toBe('7');
    await close();
  });

  it('delivers no event before its first read if one could not be read', async () => {
    const setup = setUp();
    const { user, events, close } = await open(setup);
    setup.hold();
    await setup.clock.advance(100);
    setup.report(300, 'NEW', '0');
    setup.send({ ...report, E: 1_000, T: 1_000, t: 1, x: 'TRADE', X: 'PARTIALLY_FILLED', l: 'none', z: '1' });
    setup.fill(2);
    setup.account.openOrders = [{ ...order, status: 'PARTIALLY_FILLED', executedQty: '2', updateTime: 2_000 }];
    setup.release();
    await setup.clock.run(user.ready());
    setup.fill(3);
    await setup.clock.advance(10);
    expect(events.flatMap((event) => (event.e === 'executionReport' ? [event.z] : []))).toEqual(['3']);
    await close();
  });

  it('forgets an order whose event arrived before the first read was repeated, if that read no longer has it', async () => {
    const setup = setUp();
    const { user, events, close } = await open(setup);
    setup.hold();
    await setup.clock.advance(100);
    setup.send({ e: 'outboundAccountPosition', E: 300, u: 300, B: 'not a list' });
    setup.account.openOrders = [];
    setup.release();
    await setup.clock.advance(10);
    setup.send({ ...report, E: 300, T: 300, O: 300 });
    await setup.clock.advance(10);
    await setup.clock.run(user.ready());
    expect([...user.accountState().openOrders]).toEqual([]);
    expect(events.filter((event) => event.e === 'executionReport')).toEqual([]);
    await close();
  });

  it('delivers no fill before the fill that could not be read', async () => {
    const setup = setUp();
    const { user, events, close } = await open(setup);
    await setup.clock.run(user.ready());
    setup.report(300, 'NEW', '0');
    await setup.clock.advance(10);
    setup.hold();
    setup.exchange.cutAll();
    await setup.clock.advance(5_000);
    setup.send({ ...report, E: 1_000, T: 1_000, t: 1, x: 'TRADE', X: 'PARTIALLY_FILLED', l: 'none', z: '1' });
    setup.fill(2);
    setup.account.orders = [{ ...order, status: 'NEW', executedQty: '0', updateTime: 300 }];
    setup.release();
    await setup.clock.advance(10);
    setup.account.orders = [{ ...order, status: 'PARTIALLY_FILLED', executedQty: '2', updateTime: 2_000 }];
    setup.account.trades = [1, 2].map(tradeOf);
    await setup.clock.run(user.ready());
    await setup.clock.advance(20_000);
    const filled = events.flatMap((event) => (event.e === 'executionReport' ? [Number(event.z)] : []));
    expect(filled).toEqual([0, 1, 2]);
    await close();
  });

  it('refuses an event of the future, which no later event could replace', async () => {
    const setup = setUp();
    const { user, positions, close } = await open(setup);
    await setup.clock.run(user.ready());
    setup.position(setup.clock.now() + 120_000, '9');
    await setup.clock.advance(100);
    await setup.clock.run(user.ready());
    setup.position(setup.clock.now(), '4');
    await setup.clock.advance(10);
    expect(positions()).toHaveLength(1);
    expect(setup.requests('account.status')).toHaveLength(2);
    await close();
  });

  it('reads the page of trades after a short one while fills are missing', async () => {
    const setup = setUp();
    const { user, events, close } = await open(setup);
    await setup.clock.run(user.ready());
    setup.fill(7);
    await setup.clock.advance(10);
    setup.exchange.cutAll();
    setup.account.trades = [7, 8, 9].map(tradeOf);
    setup.account.tradesPerPage = 1;
    setup.account.orders = [{ ...order, status: 'PARTIALLY_FILLED', executedQty: '9', updateTime: 9_000 }];
    await setup.clock.advance(5_000);
    await setup.clock.run(user.ready());
    expect(events.flatMap((event) => (event.e === 'executionReport' ? [event.t] : []))).toEqual([7, 8, 9]);
    await close();
  });

  // Binance's documentation does not say how much the clocks of its matching engine and of its accounts may differ. So
  // orders are read from 10 s before the last change.
  it.each([
    ['the account', 500_000, undefined, 490_000],
    ['a report', 500_000, 700_000, 690_000],
  ])('looks for missed orders from 10 s before the last change of %s', async (_, updateTime, reportTime, expected) => {
    const setup = setUp();
    setup.account.updateTime = updateTime;
    const { user, close } = await open(setup, ['BNBBTC']);
    await setup.clock.run(user.ready());
    if (reportTime) setup.report(reportTime, 'NEW', '0');
    // In the first seconds after a subscription, the newest orders may be missing in the answers to queries.
    await setup.clock.advance(10_000);
    setup.exchange.cutAll();
    await setup.clock.advance(10_000);
    await setup.clock.run(user.ready());
    expect(setup.requests('allOrders')[0]).toMatchObject({ symbol: 'BNBBTC', startTime: expected });
    await close();
  });
});
