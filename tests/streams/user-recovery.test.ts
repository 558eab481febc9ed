import { rest } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { BinanceSocketManager } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { environmentOf, run, setUpExchange, socketClient } from './support.js';
import { bid, limit, openUser, setUpUser } from './user-setup.js';
import { Wire } from './wire.js';

describe('user data after a loss', () => {
  it('reports an order that was placed and canceled during the loss, with the fields that queries return', async () => {
    const { clock, client, user, reports, close, lose } = await setUpUser();
    const back = await lose();
    const strategy = { strategyId: 7, strategyType: 1_000_000 };
    const placed = await run(
      clock,
      client.createOrder({ ...limit, quantity: '2', newClientOrderId: 'mine', ...strategy }),
    );
    await clock.advance(100);
    const cancel = { symbol: 'BNBBTC', orderId: placed.orderId, newClientOrderId: 'cancel' };
    await run(clock, client.cancelOrder(cancel));
    back();
    await run(clock, user.ready());
    expect(reports()).toMatchObject([
      { x: 'NEW', X: 'NEW', c: '', C: '', w: true, j: 7, J: 1_000_000, recovered: true },
      { x: 'CANCELED', X: 'CANCELED', c: 'cancel', C: '', w: false, j: 7, J: 1_000_000, recovered: true },
    ]);
    expect(user.accountState().openOrders.size).toBe(0);
    await close();
  });

  it('reads only what was missed since the last loss, although the read before it had failed for a while', async () => {
    const setup = setUpExchange();
    const { exchange, clock } = setup;
    const starts: unknown[] = [];
    const wire = new Wire(exchange.environment, clock, {
      sent: ({ method, params }) => method === 'allOrders' && starts.push(params.startTime),
    });
    const { client, user, close } = await openUser(setup, ['BNBBTC'], wire.environment);
    const fault = exchange.faults.script({ kind: 'reject', scope: 'wsApi', target: 'openOrders.status', code: -1000 });
    exchange.sockets.cutAll();
    await clock.advance(10_000);
    fault.stop();
    await clock.advance(60_000);
    const placedAt = clock.now();
    await run(clock, client.createOrder({ ...limit, quantity: '2' }));
    await clock.advance(10);
    starts.length = 0;
    exchange.sockets.cutAll();
    await clock.advance(10);
    await run(clock, user.ready());
    // The client reads the orders since 10 s before the last change that it knows.
    expect(starts).toEqual([placedAt - 10_000]);
    await close();
  });

  it('recovers after a renewal, although the monotonic clock counts fractions of a ms', async () => {
    const { clock, exchange, client, user, reports, close, lose } = await setUpUser();
    await clock.advance(120_000.1234);
    exchange.announceShutdown(30_000);
    await clock.advance(60_000);
    const back = await lose();
    await run(clock, client.createOrder({ ...limit, quantity: '2' }));
    back();
    await clock.advance(60_000);
    expect(user.status).toBe('live');
    expect(reports()).toMatchObject([{ x: 'NEW', recovered: true }]);
    await close();
  });

  it('reports why an order expired, after its fills', async () => {
    const { clock, exchange, client, user, reports, close, lose } = await setUpUser();
    exchange.setBook('BNBBTC', { asks: [['0.0200000', '3.000']] });
    const back = await lose();
    await run(clock, client.createOrder({ ...limit, timeInForce: 'IOC', quantity: '5', price: '0.02' }));
    back();
    await run(clock, user.ready());
    expect(reports()).toMatchObject([
      { x: 'NEW', z: '0.00000000' },
      { x: 'TRADE', X: 'PARTIALLY_FILLED', z: '3.00000000', w: false },
      { x: 'EXPIRED', X: 'EXPIRED', z: '3.00000000', eR: 'UNFILLED_IOC_QUANTITY_EXPIRED', w: false },
    ]);
    expect(reports()[0]?.eR).toBeUndefined();
    await close();
  });

  it('reports an amendment with both client order ids', async () => {
    const { clock, client, user, events, reports, close, lose } = await setUpUser();
    const { orderId } = await run(clock, client.createOrder({ ...limit, quantity: '5', newClientOrderId: 'mine' }));
    await clock.advance(10);
    events.length = 0;
    const back = await lose();
    await run(clock, client.amendOrder({ symbol: 'BNBBTC', orderId, newQty: '3', newClientOrderId: 'less' } as never));
    back();
    await run(clock, user.ready());
    expect(reports()).toMatchObject([{ x: 'REPLACED', X: 'NEW', q: '3.00000000', c: 'less', C: 'mine', w: true }]);
    expect([...user.accountState().openOrders.values()]).toMatchObject([
      { origQty: '3.00000000', clientOrderId: 'less' },
    ]);
    await close();
  });

  it('keeps a deposit that was made during the loss', async () => {
    const { clock, exchange, account, user, events, close, lose } = await setUpUser();
    const back = await lose();
    exchange.fund(account.apiKey, { USDT: '5' });
    back();
    await run(clock, user.ready());
    expect(user.accountState().balances.get('USDT')?.free).toBe('100005.00000000');
    expect(events).toMatchObject([
      { e: 'outboundAccountPosition', B: [{ a: 'USDT', f: '100005.00000000' }], recovered: true },
    ]);
    await close();
  });

  it('reads all of more than a thousand orders of one loss', async () => {
    const { clock, exchange, account, user, reports, close, lose } = await setUpUser(['BNBBTC'], {
      orderLimits: [],
    } as never);
    const back = await lose();
    for (let i = 0; i < 1_100; i++) {
      const { order: placed } = exchange.engine.placeOrder(account.uid, bid);
      exchange.engine.cancelOrder(account.uid, { symbol: 'BNBBTC', orderId: placed.orderId } as never);
    }
    back();
    await run(clock, user.ready());
    expect(
      reports()
        .map(({ x }) => x)
        .filter((x) => x === 'CANCELED'),
    ).toHaveLength(1_100);
    expect(new Set(reports().map(({ i, x }) => `${i} ${x}`)).size).toBe(2_200);
    await close();
  });

  it('reports the orders of an exchange that was reset, whose ids start anew', async () => {
    const { exchange: old, clock, account } = setUpExchange();
    let exchange = old;
    const environment = environmentOf(() => exchange);
    const client = socketClient(old, account, { environment, clock, transport: rest() });
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData({ symbols: ['BNBBTC'] });
    const reports: [number, string, boolean][] = [];
    user.listen({
      event: (event) => event.e === 'executionReport' && reports.push([event.i, event.x, event.recovered === true]),
    });
    await run(clock, user.ready());
    await clock.advance(5_000);
    const first = await run(clock, client.createOrder({ ...limit, quantity: '1' }));
    await clock.advance(10);
    const next = createExchange({ seed: 7, clock, symbols: ['BNBBTC'] });
    const { apiKey, apiSecret } = account;
    const { uid } = next.createAccount({ apiKey, apiSecret, balances: { BTC: '5' } });
    await clock.advance(5_000);
    for (let again = 0; again < first.orderId; ) again = next.engine.placeOrder(uid, bid).order.orderId;
    exchange = next;
    old.close();
    await clock.advance(60_000);
    expect(user.status).toBe('live');
    expect(reports).toContainEqual([first.orderId, 'NEW', true]);
    expect(user.accountState().openOrders.size).toBe(exchange.engine.openOrders(uid).length);
    await run(clock, manager.close());
    client.close();
  });

  it('delivers events of a symbol within seconds while hundreds of symbols are read', async () => {
    const bases = Array.from({ length: 400 }, (_, i) => `A${i}BTC`);
    const { clock, client, user, reports, close, lose } = await setUpUser([...bases, 'BNBBTC'], {
      symbols: ['BNBBTC', 'LTCUSDT', ...bases],
    });
    const back = await lose();
    await clock.advance(1_000);
    back();
    while (user.status !== 'reconciling') await clock.advance(100);
    await clock.advance(2_000);
    expect(user.status).toBe('reconciling');
    await run(clock, client.createOrder({ ...limit, quantity: '1' }));
    await clock.advance(3_000);
    expect(reports()).toMatchObject([{ x: 'NEW', s: 'BNBBTC' }]);
    expect(user.status).toBe('reconciling');
    await run(clock, user.ready(), 1_000_000);
    expect(reports()).toHaveLength(1);
    await close();
  });

  it('error: stayed reconciling after the connection was renewed while a failed read waited', async () => {
    const { clock, exchange, client, user, reports, close, lose } = await setUpUser();
    const placed = await run(clock, client.createOrder({ ...limit, quantity: '2' }));
    await clock.advance(10);
    const back = await lose();
    const fault = exchange.faults.script({ kind: 'queryLag', ms: 60_000 });
    exchange.trade('BNBBTC', { price: '0.012', quantity: '2' });
    back();
    await clock.advance(3_000);
    expect(user.status).toBe('reconciling');
    exchange.announceShutdown(500);
    await clock.advance(2_000);
    fault.stop();
    await clock.advance(60_000);
    expect(user.status).toBe('live');
    expect(reports().at(-1)).toMatchObject({ x: 'TRADE', X: 'FILLED', i: placed.orderId, recovered: true });
    await close();
  });

  it('recovers within a minute what a connection did not deliver, although its pings went on', async () => {
    const { clock, exchange, client, user, reports, close } = await setUpUser();
    const fault = exchange.faults.script({ kind: 'stall', scope: 'wsApi', times: 1 });
    const placed = await run(clock, client.createOrder({ ...limit, quantity: '2' }));
    await clock.advance(60_000);
    expect(user.status).toBe('live');
    expect(reports().map(({ x, i, recovered }) => [x, i, recovered])).toEqual([['NEW', placed.orderId, true]]);
    fault.stop();
    await close();
  });

  it('looks for orders from the first of two losses on, when the second comes before the account was read', async () => {
    const { clock, exchange, account, client, user, reports, close, lose } = await setUpUser();
    const first = await lose();
    const { order: early } = exchange.engine.placeOrder(account.uid, bid);
    exchange.engine.cancelOrder(account.uid, { symbol: 'BNBBTC', orderId: early.orderId } as never);
    await clock.advance(60_000);
    const refusal = exchange.faults.script({ kind: 'status', status: 503, target: 'allOrders', scope: 'wsApi' });
    first();
    await clock.advance(30_000);
    // The client is connected again and has read the balances, but not yet the orders.
    expect([user.status, exchange.sockets.size]).toEqual(['reconciling', 1]);
    await run(clock, client.createOrder({ ...limit, quantity: '2' }));
    await clock.advance(100);
    const again = await lose();
    await clock.advance(100);
    refusal.stop();
    again();
    await run(clock, user.ready());
    expect(
      reports()
        .filter(({ i }) => i === early.orderId)
        .map(({ x }) => x),
    ).toEqual(['NEW', 'CANCELED']);
    await close();
  });

  it('reports the beginning, the new ids and the end of order lists, each once', async () => {
    const { clock, exchange, account, client, user, events, close, lose } = await setUpUser();
    const oco = {
      symbol: 'BNBBTC',
      side: 'SELL',
      quantity: '2',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '0.018',
      belowType: 'STOP_LOSS',
      belowStopPrice: '0.0105',
      listClientOrderId: 'known',
    } as const;
    const known = await run(clock, client.createOcoOrder(oco));
    await clock.advance(10);
    events.length = 0;
    const back = await lose();
    const placed = await run(clock, client.createOcoOrder({ ...oco, listClientOrderId: 'short' }));
    await clock.advance(50);
    await run(clock, client.cancelOrderList({ symbol: 'BNBBTC', orderListId: placed.orderListId }));
    await clock.advance(50);
    const open = await run(clock, client.createOcoOrder({ ...oco, listClientOrderId: 'open' }));
    const [, maker] = open.orders;
    await clock.advance(50);
    const amend = { symbol: 'BNBBTC', orderId: maker?.orderId as number, newQty: '1', newClientOrderId: 'less' };
    await run(clock, client.amendOrder(amend as never));
    await run(clock, client.cancelOrderList({ symbol: 'BNBBTC', orderListId: known.orderListId }));
    back();
    await run(clock, user.ready());
    const lists = () => events.flatMap((event) => (event.e === 'listStatus' ? [event] : []));
    expect(lists().map(({ C, l, L, g, recovered }) => [C, l, L, g, recovered])).toEqual([
      ['short', 'EXEC_STARTED', 'EXECUTING', placed.orderListId, true],
      ['short', 'ALL_DONE', 'ALL_DONE', placed.orderListId, true],
      ['open', 'EXEC_STARTED', 'EXECUTING', open.orderListId, true],
      ['open', 'UPDATED', 'EXECUTING', open.orderListId, true],
      ['known', 'ALL_DONE', 'ALL_DONE', known.orderListId, true],
    ]);
    const idsOf = (index: number) => lists()[index]?.O.find(({ i }) => i === maker?.orderId)?.c;
    expect([idsOf(2), idsOf(3)]).toEqual([maker?.clientOrderId, 'less']);
    expect(lists()[2]?.O.map(({ i }) => i)).toEqual(open.orders.map(({ orderId }) => orderId));
    // The end of the order list may be reported before or after the end of its last order, but only once.
    exchange.engine.cancelOrder(account.uid, { symbol: 'BNBBTC', orderId: maker?.orderId } as never);
    await clock.advance(10);
    expect(lists().at(-1)).toMatchObject({ C: 'open', l: 'ALL_DONE' });
    expect(lists().at(-1)?.recovered).toBeUndefined();
    await close();
  });
});
