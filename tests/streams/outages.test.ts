import { rest } from '@pkg/core';
import { createExchange, createRandom, type Exchange, VirtualClock } from '@pkg/simulator';
import { BinanceSocketManager, bookTicker, DepthCacheManager, type StreamNotice, trade } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';
import { delayedTimers } from './delayed-timers.js';
import { environmentOf, run, setUpExchange, socketClient } from './support.js';

const MINUTE = 60_000;

describe('an outage', () => {
  it('causes at most 40 attempts in 10 minutes, at most 30 s apart', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const clock = new ManualClock();
      const exchange = new FakeExchange(clock);
      const { environment } = exchange;
      const manager = new BinanceSocketManager({ environment, clock, random: createRandom(seed) });
      await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
      exchange.nextAttempt = 'refuse';
      exchange.cutAll();
      await clock.advance(10 * MINUTE);
      const attempts = exchange.attempts.slice(1);
      expect(attempts.length, `seed ${seed}`).toBeLessThanOrEqual(40);
      const pauses = attempts.slice(1).map((at, i) => at - (attempts[i] as number));
      expect(Math.max(...pauses), `seed ${seed}`).toBeLessThanOrEqual(30_002);
      await manager.close();
    }
  });
});

describe('a book', () => {
  it('closes within a second while offline, and leaves nothing behind', async () => {
    const { exchange, clock, account } = setUpExchange();
    const client = socketClient(exchange, account, { transport: rest() });
    const manager = new BinanceSocketManager(client);
    const books = new DepthCacheManager(client, 'BNBBTC', undefined, { sockets: manager });
    await run(clock, books.ready());
    exchange.faults.script({ kind: 'reset', scope: 'stream' });
    exchange.announceShutdown(0);
    await clock.advance(5_000);
    expect(manager.status).toBe('reconnecting');
    expect(books.getDepthCache().status).toBe('stale');
    const from = clock.monotonic();
    await run(clock, books.close());
    expect(books.getDepthCache().status).toBe('closed');
    await run(clock, manager.close());
    expect(clock.monotonic() - from).toBeLessThanOrEqual(1_000);
    client.close();
    await clock.advance(0);
    expect([exchange.sockets.size, clock.pending]).toEqual([0, 0]);
  });
});

describe('an event loop blocked for a minute', () => {
  for (const showsPings of [true, false]) {
    it(`causes no reconnect, gap or second subscription in ${showsPings ? 'Node' : 'a browser'}`, async () => {
      const clock = new ManualClock();
      const exchange = new FakeExchange(clock, { showsPings });
      const loop = delayedTimers(clock);
      const manager = new BinanceSocketManager({ environment: exchange.environment, clock: loop.clock });
      const notices: StreamNotice[] = [];
      const seen: number[] = [];
      const options = { notice: (notice: StreamNotice) => notices.push(notice) };
      await clock.run(manager.subscribe(trade('BNBBTC'), ({ t }) => seen.push(t), options));
      await clock.run(manager.subscribe(bookTicker('BNBBTC'), () => undefined, options));
      const asked = () => exchange.sent.filter(({ method }) => method !== 'LIST_SUBSCRIPTIONS').length;
      const before = asked();
      let t = 0;
      const send = (): void => exchange.last.deliverNow(frameOf(++t));
      for (let second = 0; second < 120; second++) {
        send();
        exchange.emit('bnbbtc@bookTicker', { u: second });
        await clock.advance(1_000);
      }
      loop.hold();
      await clock.advance(MINUTE);
      // When the event loop is free again, it runs the due timers before it reads the frames that the socket has
      // received.
      loop.release();
      for (let i = 0; i < 300_000; i++) send();
      await clock.advance(15_000);
      expect(seen).toHaveLength(300_120);
      expect(seen.at(-1)).toBe(300_120);
      expect(exchange.all).toHaveLength(1);
      expect(notices).toEqual([]);
      expect(asked()).toBe(before);
      await manager.close();
    }, 30_000);
  }
});

describe('a delayed timer', () => {
  const setUp = async (showsPings: boolean) => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock, { showsPings });
    const loop = delayedTimers(clock);
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock: loop.clock });
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    return { clock, exchange, loop, manager };
  };

  it('does not close a socket when the timer is seconds overdue and pings wait to be read', async () => {
    const { clock, exchange, loop, manager } = await setUp(true);
    exchange.last.ping();
    await clock.advance(15_000);
    loop.hold();
    await clock.advance(35_000);
    loop.release();
    await clock.advance(10);
    exchange.last.ping();
    await clock.advance(20_000);
    expect(exchange.all).toHaveLength(1);
    await manager.close();
  });

  for (const showsPings of [true, false]) {
    it(`means sleep when it is minutes overdue: a socket that died is detected within 2 s, ${showsPings ? 'in Node' : 'in a browser'}`, async () => {
      const { clock, exchange, loop, manager } = await setUp(showsPings);
      loop.hold();
      exchange.last.frozen = true;
      await clock.advance(10 * MINUTE);
      loop.release();
      await clock.advance(2_010);
      expect(manager.status).toBe('reconnecting');
      await manager.close();
    });
  }
});

describe('an exchange that was reset and counts its ids from 1 again', () => {
  it('resumes trades and books within seconds', async () => {
    const clock = new VirtualClock({ start: Date.UTC(2026, 0, 1) });
    const start = (): Exchange => {
      const exchange = createExchange({ seed: 7, clock, symbols: ['BNBBTC'] });
      exchange.setBook('BNBBTC', { bids: [['0.0100000', '1000.000']], asks: [['0.0200000', '1000.000']] });
      return exchange;
    };
    let exchange = start();
    const environment = environmentOf(() => exchange);
    const { account } = setUpExchange();
    const client = socketClient(exchange, account, { environment, clock, transport: rest() });
    const manager = new BinanceSocketManager(client);
    const seen: number[] = [];
    await run(
      clock,
      manager.subscribe(trade('BNBBTC'), ({ t }) => seen.push(t), { notice: () => seen.push(Number.NaN) }),
    );
    const books = new DepthCacheManager(client, 'BNBBTC', undefined, { sockets: manager });
    await run(clock, books.ready());
    const book = books.getDepthCache();
    for (let i = 0; i < 50; i++) {
      exchange.trade('BNBBTC', { price: '0.02', quantity: '1' });
      exchange.setBook('BNBBTC', {
        bids: [[`0.01${String(i).padStart(2, '0')}000`, '5.000']],
        asks: [['0.0200000', '9.000']],
      });
      await clock.advance(200);
    }
    const [lastTrade, lastUpdate] = [seen.at(-1) as number, book.lastUpdateId];
    exchange.close();
    exchange = start();
    await clock.advance(20_000);
    exchange.trade('BNBBTC', { price: '0.02', quantity: '1' });
    await clock.advance(1_100);
    expect(seen.at(-2)).toBeNaN();
    expect(seen.at(-1)).toBeLessThan(lastTrade);
    expect(book.status).toBe('live');
    expect(book.lastUpdateId).toBeLessThan(lastUpdate);
    exchange.setBook('BNBBTC', { bids: [['0.0123000', '5.000']], asks: [['0.0200000', '9.000']] });
    await clock.advance(1_100);
    expect(book.bestBid?.[0]).toBe('0.01230000');
    await run(clock, Promise.all([books.close(), manager.close()]));
    client.close();
  });

  it('resumes user data: delivers each missed change once after the gap notice, and removes an order that is no longer known', async () => {
    const { exchange: old, clock, account } = setUpExchange();
    const key = { apiKey: account.apiKey, apiSecret: account.apiSecret };
    const balances = { BTC: '500', BNB: '70000' };
    let exchange = old;
    const environment = environmentOf(() => exchange);
    const client = socketClient(old, account, { environment, clock });
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData({ symbols: ['BNBBTC'] });
    const reported: unknown[] = [];
    user.listen({
      notice: ({ type }) => reported.push(type),
      event: (event) => {
        if (event.e === 'executionReport' && event.x === 'TRADE') reported.push([event.i, event.t, event.l, event.T]);
      },
    });
    await run(clock, user.ready());
    const limit = { symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '0.012' } as const;
    for (let i = 1; i <= 6; i++) {
      await run(clock, client.createOrder({ ...limit, quantity: String(i) }));
      old.trade('BNBBTC', { price: '0.012', quantity: String(i) });
      await clock.advance(100);
    }
    const open = await run(clock, client.createOrder({ ...limit, quantity: '9' }));
    await clock.advance(10);
    expect(reported).toHaveLength(6);
    old.close();
    await clock.advance(1_000);

    exchange = createExchange({ seed: 7, clock, symbols: ['BNBBTC', 'LTCUSDT'] });
    exchange.createAccount({ ...key, balances });
    exchange.setBook('BNBBTC', { bids: [['0.0100000', '1000.000']], asks: [['0.0200000', '1000.000']] });
    const other = socketClient(exchange, account);
    const missed: number[] = [];
    for (let i = 1; i <= 3; i++) {
      const order = await run(clock, other.createOrder({ ...limit, quantity: String(10 + i) }));
      missed.push(order.orderId);
      exchange.trade('BNBBTC', { price: '0.012', quantity: String(10 + i) });
    }
    await clock.advance(60_000);
    await run(clock, user.ready());
    const made = await run(clock, other.getMyTrades({ symbol: 'BNBBTC' }));
    expect(reported.slice(6)).toEqual(['gap', ...made.map(({ orderId, id, qty, time }) => [orderId, id, qty, time])]);
    expect(missed).toEqual(made.map(({ orderId }) => orderId));
    expect(user.accountState().openOrders.has(`BNBBTC ${open.orderId}`)).toBe(false);

    // The user data still works after this outage. It reports an order that fills while the client is connected, and an
    // order that fills while the client is disconnected.
    await run(clock, client.createOrder({ ...limit, quantity: '20' }));
    exchange.trade('BNBBTC', { price: '0.012', quantity: '20' });
    await clock.advance(10);
    exchange.faults.script({ kind: 'reset', scope: 'wsApi', times: 1 });
    exchange.announceShutdown(0);
    await clock.advance(100);
    await run(
      clock,
      other.createOrder({ ...limit, quantity: '21' }).catch(() => undefined),
    );
    exchange.trade('BNBBTC', { price: '0.012', quantity: '21' });
    await clock.advance(60_000);
    await run(clock, user.ready());
    const all = await run(clock, other.getMyTrades({ symbol: 'BNBBTC' }));
    expect(reported.slice(7).filter((each) => each !== 'gap')).toEqual(
      all.map(({ orderId, id, qty, time }) => [orderId, id, qty, time]),
    );
    const state = await run(clock, other.getAccount());
    expect(
      Object.fromEntries([...user.accountState().balances].map(([asset, { free }]) => [asset, Number(free)])),
    ).toEqual(
      expect.objectContaining(Object.fromEntries(state.balances.map(({ asset, free }) => [asset, Number(free)]))),
    );
    await run(clock, manager.close());
    client.close();
    other.close();
  });

  it('loses at most a few seconds of events when the reset happens during a renewal, and notifies of the gap', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock, random: createRandom(1) });
    const seen: number[] = [];
    const notices: StreamNotice[] = [];
    await clock.run(
      manager.subscribe(trade('BNBBTC'), ({ t }) => seen.push(t), { notice: (notice) => notices.push(notice) }),
    );
    const old = exchange.last;
    old.deliverNow(frameOf(5_000));
    old.deliverNow('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}');
    let t = 0;
    for (let second = 0; second < 30; second++) {
      await clock.advance(1_000);
      if (second === 2) old.cut();
      if (exchange.last !== old) exchange.last.deliverNow(frameOf(++t));
    }
    expect(seen.at(-1)).toBe(t);
    expect(seen.length).toBeGreaterThan(15);
    expect(notices.map(({ type }) => type)).toContain('gap');
    await manager.close();
  });
});

function frameOf(t: number): string {
  return `{"stream":"bnbbtc@trade","data":{"e":"trade","E":1,"s":"BNBBTC","t":${t},"p":"0.01","q":"1.0"}}`;
}
