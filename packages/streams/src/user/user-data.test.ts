import { getEventListeners } from 'node:events';
import { createSpotClient } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { tableSizes } from '../../../../tests/support/tables.js';
import { openAccount, order, setUpAccount, tradeOf } from '../../test/fake-account.js';

describe('UserData with delayed events and queries', () => {
  it('keeps the newer balance when an event that was held during the query is older', async () => {
    const setup = setUpAccount();
    const { user, free, positions, close } = await openAccount(setup);
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
    const setup = setUpAccount();
    const { user, free, positions, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    setup.position(400, '3');
    setup.position(350, '8');
    await setup.clock.advance(10);
    expect([free(), positions()]).toEqual(['3', [400]]);
    await close();
  });

  it('keeps balances that are newer than the account query', async () => {
    const setup = setUpAccount();
    const { user, free, positions, close } = await openAccount(setup);
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
    const setup = setUpAccount();
    const { user, events, close } = await openAccount(setup);
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
    const setup = setUpAccount();
    const { user, free, close } = await openAccount(setup);
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

  it('is replaced by a new one at the next userData() after the exchange has refused its key', async () => {
    const setup = setUpAccount();
    setup.account.subscribeRefusals = [{ status: 401, error: { code: -2015, msg: 'Invalid API-key.' } }];
    const { user, close } = await openAccount(setup);
    await expect(setup.clock.run(user.ready())).rejects.toMatchObject({ code: -2015 });
    expect(user.status).toBe('failed');
    const next = await setup.manager.userData();
    await setup.clock.run(next.ready());
    expect([next.status, next.accountState().balances.get('BTC')?.free]).toEqual(['live', '5']);
    await close();
  });

  // Binance's list of errors has both codes for an order that a query does not find. -2026 means that the order ended
  // without a fill more than 90 days ago.
  it.each([
    [-2013, 'Order does not exist.'],
    [-2026, 'Order was canceled or expired with no executed qty over 90 days ago and has been archived.'],
  ])('is live without an order for which the exchange has only the error %i', async (code, msg) => {
    const setup = setUpAccount();
    setup.account.openOrders = [{ ...order, status: 'NEW', executedQty: '0', updateTime: 200 }];
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    expect(user.accountState().openOrders.size).toBe(1);
    const answer = setup.exchange.onFrame;
    setup.exchange.onFrame = (socket, text) => {
      const { id, method } = JSON.parse(text) as { id: string; method: string };
      if (method === 'order.status') socket.reply({ id, status: 400, error: { code, msg } });
      else answer?.(socket, text);
    };
    setup.account.openOrders = [];
    setup.exchange.cutAll();
    await setup.clock.advance(60_000);
    expect([user.status, user.accountState().openOrders.size]).toEqual(['live', 0]);
    await close();
  });

  it('opens no connection for symbols that were added just before it is closed', async () => {
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    const { length } = setup.exchange.all;
    user.addSymbols(['LTCBTC']);
    await close();
    expect([setup.exchange.all.length, setup.exchange.open.size]).toEqual([length, 0]);
  });

  it('error: failed because a request to subscribe was executed, got status 503 and was sent again', async () => {
    const setup = setUpAccount();
    setup.account.subscribeRefusals = [
      { status: 503, error: { code: -1000, msg: 'Service Unavailable' } },
      { status: 400, error: { code: -2035, msg: 'User Data Stream subscription already active.' } },
    ];
    const { user, positions, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    // The exchange has made the subscription to the account, but its first response was an error without the
    // subscription's id. So the client has renewed the connection to subscribe again.
    await setup.clock.advance(20_000);
    expect(setup.exchange.all.length - setup.exchange.open.size).toBe(1);
    setup.position(300, '4');
    await setup.clock.advance(10);
    expect([user.status, positions()]).toEqual(['live', [300]]);
    await close();
  });

  it('is not live after a second loss before it is subscribed again, although the first read could go on', async () => {
    const setup = setUpAccount();
    const { user, free, close } = await openAccount(setup);
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
    const setup = setUpAccount();
    setup.account.updateTime = 500_000;
    const { user, close } = await openAccount(setup, ['BNBBTC']);
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
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
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
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
    const { origQty: _origQty, ...known } = order;
    const pending = { ...known, orderId: 2, orderListId: 7, workingTime: -1, isWorking: false };
    setup.account.openOrders = [{ ...pending, status: 'PENDING_NEW', executedQty: '0', updateTime: 50 }];
    await setup.clock.run(user.ready());
    expect(user.accountState().openOrders.get('BNBBTC 2')).toMatchObject({ origQty: '0.00000000' });
    await close();
  });

  it('stays live when the exchange ends the session of another key, which this account does not use', async () => {
    const setup = setUpAccount();
    const { user, positions, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    const revoked = { id: null, status: 401, error: { code: -2015, msg: 'Invalid API-key, IP, or permissions' } };
    for (const socket of setup.exchange.open) socket.reply(revoked);
    await setup.clock.advance(10);
    setup.position(300, '4');
    await setup.clock.advance(10);
    expect([user.status, positions()]).toEqual(['live', [300]]);
    await close();
  });

  it('error: the exchange ended the log-on of its Ed25519 key', async () => {
    const setup = setUpAccount('Ed25519');
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    const error = { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' };
    for (const socket of setup.exchange.open) socket.reply({ id: null, status: 401, error });
    await setup.clock.advance(10);
    expect(user.status).toBe('failed');
    expect(user.error).toMatchObject({
      ...{ name: 'BinanceStreamError', code: -2015 },
      message: 'log-on: Invalid API-key, IP, or permissions for action.',
    });
    await expect(user.ready()).rejects.toBe(user.error);
    const next = await setup.manager.userData();
    await setup.clock.run(next.ready());
    expect(next.status).toBe('live');
    await close();
  });

  it('error: failed when the exchange ended the log-on of another Ed25519 key on its connection', async () => {
    const setup = setUpAccount('Ed25519');
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    const { environment } = setup.client.context;
    const signer = { keyType: 'Ed25519', sign: () => 'signature' } as const;
    const fetch = async (): Promise<Response> => Response.json({ serverTime: setup.clock.now() });
    const client = createSpotClient({ apiKey: 'other', signer, environment, clock: setup.clock, fetch });
    const other = await setup.manager.userData({ client });
    await setup.clock.run(other.ready());
    expect(setup.requests('session.logon')).toMatchObject([{ apiKey: 'key' }]);
    const error = { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' };
    for (const socket of setup.exchange.open) socket.reply({ id: null, status: 401, error });
    await setup.clock.advance(10_000);
    expect([user.status, other.status]).toEqual(['failed', 'live']);
    client.close();
    await close();
  });

  it('is live without the orders of a symbol that the exchange no longer lists', async () => {
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup, ['BNBBTC', 'OLDBTC']);
    await setup.clock.run(user.ready());
    const answer = setup.exchange.onFrame;
    setup.exchange.onFrame = (socket, text) => {
      const { id, method, params } = JSON.parse(text) as { id: string; method: string; params?: { symbol?: string } };
      const isGone = method === 'allOrders' && params?.symbol === 'OLDBTC';
      if (isGone) socket.reply({ id, status: 400, error: { code: -1121, msg: 'Invalid symbol.' } });
      else answer?.(socket, text);
    };
    setup.exchange.cutAll();
    await setup.clock.advance(10_000);
    expect(user.status).toBe('live');
    const read = setup.requests('allOrders') as { symbol: string }[];
    expect(new Set(read.map(({ symbol }) => symbol))).toEqual(new Set(['OLDBTC', 'BNBBTC']));
    await close();
  });

  it('forgets an added symbol that the exchange does not list', async () => {
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    const answer = setup.exchange.onFrame;
    setup.exchange.onFrame = (socket, text) => {
      const { id, method } = JSON.parse(text) as { id: string; method: string };
      if (method === 'avgPrice') socket.reply({ id, status: 400, error: { code: -1121, msg: 'Invalid symbol.' } });
      else answer?.(socket, text);
    };
    user.addSymbols(['NOSUCH']);
    await setup.clock.advance(10_000);
    expect(setup.requests('avgPrice')).toHaveLength(1);
    setup.exchange.cutAll();
    await setup.clock.advance(20_000);
    expect([user.status, user.error]).toEqual(['live', undefined]);
    expect([setup.requests('avgPrice').length, setup.requests('allOrders').length]).toEqual([1, 0]);
    await close();
  });

  it('keeps no listener of ready(), and of a subscription that has ended', async () => {
    const setup = setUpAccount();
    const { user, events, close } = await openAccount(setup);
    const calls = Array.from({ length: 20 }, () => user.ready());
    await setup.clock.run(Promise.all(calls));
    const { signal } = new AbortController();
    for (let mount = 0; mount < 20; mount++) {
      await setup.clock.run(user.ready());
      const stop = await setup.clock.run(user.subscribe(() => undefined, { signal }));
      await stop();
    }
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    // Node warns of a memory leak when a signal has more than ten listeners.
    const waiting = Array.from({ length: 12 }, () => user.subscribe(() => undefined, { signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    for (const stop of await setup.clock.run(Promise.all(waiting))) await stop();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    const sizes = tableSizes(user, ['ManualClock', 'FakeExchange', 'ExchangeSocket']);
    expect(Object.values(sizes).filter((size) => size >= 20)).toEqual([]);
    setup.position(300, '4');
    await setup.clock.advance(10);
    expect(events).toHaveLength(1);
    await close();
  });

  it('reads the page of trades after a short one while fills are missing', async () => {
    const setup = setUpAccount();
    const { user, events, close } = await openAccount(setup);
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
    const setup = setUpAccount();
    setup.account.updateTime = updateTime;
    const { user, close } = await openAccount(setup, ['BNBBTC']);
    await setup.clock.run(user.ready());
    if (reportTime) setup.report(reportTime, 'NEW', '0');
    // In the first seconds after a subscription, the newest orders may be missing in the answers to queries. So the
    // test cuts the connection only after this time.
    await setup.clock.advance(10_000);
    setup.exchange.cutAll();
    await setup.clock.advance(10_000);
    await setup.clock.run(user.ready());
    expect(setup.requests('allOrders')[0]).toMatchObject({ symbol: 'BNBBTC', startTime: expected });
    await close();
  });

  it('looks for missed orders from 10 s before the last change, with times in microseconds', async () => {
    const setup = setUpAccount('HMAC', 'microsecond');
    setup.account.updateTime = 500_000_000;
    const { user, close } = await openAccount(setup, ['BNBBTC']);
    expect(setup.exchange.last.url).toContain('timeUnit=MICROSECOND');
    await setup.clock.run(user.ready());
    await setup.clock.advance(10_000);
    setup.exchange.cutAll();
    await setup.clock.advance(10_000);
    await setup.clock.run(user.ready());
    expect(setup.requests('allOrders')[0]).toMatchObject({ symbol: 'BNBBTC', startTime: 490_000_000 });
    await close();
  });
});
