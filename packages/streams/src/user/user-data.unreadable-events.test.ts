import { describe, expect, it } from 'vitest';
import { openAccount, order, report, setUpAccount, tradeOf } from '../../test/fake-account.js';

const list = {
  ...{ orderListId: 3, contingencyType: 'OCO', listClientOrderId: 'list', transactionTime: 300, symbol: 'BNBBTC' },
  orders: [{ symbol: 'BNBBTC', orderId: 1, clientOrderId: 'one' }],
};

describe('UserData after an event that could not be read', () => {
  it('reads the account once more if an event could not be read meanwhile', async () => {
    const setup = setUpAccount();
    const { user, free, close } = await openAccount(setup);
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

  it('error: told no status while the account was read again', async () => {
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    const told: string[] = [];
    user.listen({ status: (status) => told.push(`${status} ${user.status}`) });
    setup.send({ e: 'outboundAccountPosition', E: 300, u: 300, B: 'not a list' });
    await setup.clock.advance(10);
    await setup.clock.run(user.ready());
    expect(told).toEqual(['reconnecting reconciling', 'open live']);
    await close();
  });

  it('delivers no event before its first read if one could not be read', async () => {
    const setup = setUpAccount();
    const { user, events, close } = await openAccount(setup);
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
    const setup = setUpAccount();
    const { user, events, close } = await openAccount(setup);
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

  // During a renewal, an event that could not be read on the old connection arrives late, on the new connection. The
  // events after it may have arrived on the old connection before the first read, which drops them. So the order is
  // read again.
  it.each([10, 60_000])(
    'reads an order again whose report arrives %d ms after the first read, but is older',
    async (delay) => {
      const setup = setUpAccount();
      setup.account.updateTime = 400;
      setup.account.orders = [{ ...order, status: 'CANCELED', executedQty: '0', updateTime: 350 }];
      const { user, events, close } = await openAccount(setup);
      await setup.clock.run(user.ready());
      await setup.clock.advance(delay);
      const gaps: unknown[] = [];
      setup.manager.on('gap', (gap) => gaps.push(gap));
      setup.position(500, '4');
      setup.report(300, 'NEW', '0');
      await setup.clock.advance(10_000);
      expect(gaps).toHaveLength(1);
      expect([user.status, ...user.accountState().openOrders.keys()]).toEqual(['live']);
      expect(events.flatMap((event) => (event.e === 'executionReport' ? [event.X] : []))).toEqual(['NEW', 'CANCELED']);
      await close();
    },
  );

  it('reads a list again whose event arrives after the first read, but is older', async () => {
    const setup = setUpAccount();
    setup.account.updateTime = 400;
    const { onFrame } = setup.exchange;
    setup.exchange.onFrame = (socket, text) => {
      const { id, method } = JSON.parse(text);
      if (method !== 'orderList.status') return onFrame?.(socket, text);
      const result = { ...list, listStatusType: 'ALL_DONE', listOrderStatus: 'ALL_DONE' };
      socket.reply({ id, status: 200, result, rateLimits: [] });
    };
    const { user, events, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    const listed = {
      e: 'listStatus',
      E: 300,
      s: 'BNBBTC',
      g: 3,
      c: 'OCO',
      l: 'EXEC_STARTED',
      L: 'EXECUTING',
      r: 'NONE',
    };
    setup.send({ ...listed, C: 'list', T: 300, O: [{ s: 'BNBBTC', i: 1, c: 'one' }] });
    await setup.clock.advance(10_000);
    expect(events.flatMap((event) => (event.e === 'listStatus' ? [event.l] : []))).toEqual([
      'EXEC_STARTED',
      'ALL_DONE',
    ]);
    await close();
  });

  it('delivers no fill before the fill that could not be read', async () => {
    const setup = setUpAccount();
    const { user, events, close } = await openAccount(setup);
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

  it('is not live before it was read again, if an event could not be read during a read after a loss', async () => {
    const setup = setUpAccount();
    const { user, free, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    const seen: (string | undefined)[] = [];
    user.listen({ notice: ({ type }) => seen.push(type), status: () => seen.push(`${user.status} ${free()}`) });
    setup.hold();
    setup.exchange.cutAll();
    await setup.clock.advance(5_000);
    expect(seen).toEqual(['reconciling 5', 'gap']);
    setup.send({ e: 'outboundAccountPosition', E: 300, u: 300, B: 'not a list' });
    await setup.clock.advance(10);
    setup.release();
    setup.account.free = '7';
    setup.account.updateTime = 300;
    await setup.clock.run(user.ready());
    expect(seen).toEqual(['reconciling 5', 'gap', 'gap', 'live 7']);
    await close();
  });

  it('refuses an event of the future, which no later event could replace', async () => {
    const setup = setUpAccount();
    const { user, positions, close } = await openAccount(setup);
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

  it('reads nothing again if the event belonged to another account on the same connection', async () => {
    const setup = setUpAccount();
    const { user, positions, close } = await openAccount(setup);
    const gaps: unknown[] = [];
    setup.manager.on('gap', (gap) => gaps.push(gap));
    await setup.clock.run(user.ready());
    await setup.clock.advance(10_000);
    const { length } = setup.requests('account.status');
    const event = { e: 'outboundAccountPosition', E: 300, u: 300, B: 'not a list' };
    for (const socket of setup.exchange.open) socket.reply({ subscriptionId: 1, event });
    await setup.clock.advance(10_000);
    setup.position(400, '4');
    await setup.clock.advance(10);
    expect([user.status, gaps, positions()]).toEqual(['live', [], [400]]);
    expect(setup.requests('account.status')).toHaveLength(length);
    await close();
  });

  it('takes an event that arrives first after a sleep in which monotonic time stood still', async () => {
    const setup = setUpAccount();
    const { user, positions, close } = await openAccount(setup);
    const gaps: unknown[] = [];
    setup.manager.on('gap', (gap) => gaps.push(gap));
    await setup.clock.run(user.ready());
    await setup.clock.advance(10_000);
    setup.clock.step(600_000);
    const now = setup.clock.now();
    setup.position(now, '4');
    await setup.clock.advance(10);
    expect([user.status, gaps, positions()]).toEqual(['live', [], [now]]);
    await close();
  });

  it('reads the orders of a symbol whose first event arrived just after one that could not be read', async () => {
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    await setup.clock.advance(10_000);
    expect(setup.requests('allOrders')).toEqual([]);
    setup.send({ e: 'outboundAccountPosition', E: 300, u: 300, B: 'not a list' });
    setup.send({ ...report, s: 'LTCBTC', i: 7, E: 300, T: 300 });
    await setup.clock.advance(100);
    // The event that could not be read may have been an earlier event of this symbol. So the client reads the symbol's
    // orders.
    expect(setup.requests('allOrders')).toMatchObject([{ symbol: 'LTCBTC' }]);
    await close();
  });

  it('reads the account again after a frame of the new socket that it could not read, before the old one is closed', async () => {
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    await setup.clock.advance(10_000);
    const sockets = () =>
      setup.exchange.all.filter(({ requests }) => requests.some(({ method }) => method.startsWith('userDataStream')));
    const [old] = sockets();
    // Without an answer to `session.subscriptions`, the renewal waits, and both sockets stay subscribed.
    setup.ignored.add('session.subscriptions');
    old?.reply({ event: { e: 'serverShutdown', E: 1 } });
    while (setup.requests('session.subscriptions').length === 0) await setup.clock.advance(1);
    expect([user.status, sockets().length, old?.readyState]).toEqual(['live', 2, 1]);
    sockets()[1]?.deliverNow('{"subscriptionId":0,"event":{');
    expect(user.status).toBe('reconciling');
    await setup.clock.run(user.ready());
    await close();
  });

  it('reads the account at most 20 times in a minute in which one event a second cannot be read', async () => {
    const setup = setUpAccount();
    const { user, close } = await openAccount(setup);
    await setup.clock.run(user.ready());
    const before = setup.requests('account.status').length;
    for (let second = 0; second < 60; second++) {
      setup.send({ e: 'outboundAccountPosition', E: second, u: second, B: 'not a list' });
      await setup.clock.advance(1_000);
    }
    // The delays between reads double from 0.5 s to 30 s. Each read may be repeated once, 5 s after the unreadable
    // event.
    const reads = setup.requests('account.status').length - before;
    expect(reads).toBeGreaterThan(3);
    expect(reads).toBeLessThanOrEqual(20);
    await close();
  });
});
