import type { Environment } from '@pkg/core';
import type { Exchange } from '@pkg/simulator';
import { describe, expect, it } from 'vitest';
import { run, setUpExchange } from './support.js';
import { bid, limit, openUser, setUpUser } from './user-setup.js';

/**
 * Returns the addresses, `fetch` and a changed `WebSocket` of the exchange. Each frame for the client is passed to
 * `receive`, which may change or delay it.
 */
function environmentWith(
  { environment }: Exchange,
  receive: (frame: string, deliver: (frame: string) => void) => void,
): Environment {
  const Changed = class extends (environment.WebSocket as typeof WebSocket) {
    override dispatchEvent(event: Event): boolean {
      if (!('data' in event)) return super.dispatchEvent(event);
      receive(String(event.data), (data) => super.dispatchEvent(new MessageEvent('message', { data })));
      return true;
    }
  };
  return { ...environment, WebSocket: Changed };
}

describe('user data while the answers to queries lack the newest changes', () => {
  it('recovers an order that was placed and canceled during the loss, and that queries do not know at first', async () => {
    const { clock, exchange, client, user, reports, close, lose } = await setUpUser();
    const back = await lose();
    const placed = await run(clock, client.createOrder({ ...limit, quantity: '2', newClientOrderId: 'mine' }));
    await run(clock, client.cancelOrder({ symbol: 'BNBBTC', orderId: placed.orderId }));
    const lag = exchange.faults.script({ kind: 'queryLag', ms: 4_500 });
    back();
    await run(clock, user.ready());
    expect(reports()).toEqual([]);
    await clock.advance(10_000);
    expect(reports().map(({ x, i, recovered }) => [x, i, recovered])).toEqual([
      ['NEW', placed.orderId, true],
      ['CANCELED', placed.orderId, true],
    ]);
    lag.stop();
    await close();
  });

  it('holds the first event of an order that queries do not know yet, until its placement is recovered', async () => {
    const { clock, exchange, client, user, reports, close, lose } = await setUpUser();
    const back = await lose();
    const placed = await run(clock, client.createOrder({ ...limit, quantity: '2' }));
    const lag = exchange.faults.script({ kind: 'queryLag', ms: 4_000 });
    back();
    await run(clock, user.ready());
    expect(user.accountState().openOrders.size).toBe(0);
    exchange.trade('BNBBTC', { price: '0.012', quantity: '1' });
    await clock.advance(20_000);
    expect(user.status).toBe('live');
    expect(reports().map(({ x, z, i, recovered }) => [x, z, i, recovered])).toEqual([
      ['NEW', '0.00000000', placed.orderId, true],
      ['TRADE', '1.00000000', placed.orderId, true],
    ]);
    expect([...user.accountState().openOrders.values()]).toMatchObject([{ executedQty: '1.00000000' }]);
    lag.stop();
    await close();
  });

  it('error: dropped the placement of an order whose fill was held until slow answers without the order arrived', async () => {
    const { clock, exchange, client, user, events, reports, close, lose } = await setUpUser();
    for (const price of ['0.0125', '0.013']) await run(clock, client.createOrder({ ...limit, price, quantity: '1' }));
    const back = await lose();
    events.length = 0;
    // The client reads the trades of one order after the other, and each query takes 1.5 s. So the whole read takes
    // more than 5 s.
    for (const price of ['0.013', '0.0125']) exchange.trade('BNBBTC', { price, quantity: '1' });
    const lag = exchange.faults.script({ kind: 'queryLag', ms: 4_900 });
    const slow = exchange.faults.script({ kind: 'delay', ms: 1_500, scope: 'wsApi' });
    back();
    while (exchange.sockets.size === 0) await clock.advance(100);
    const placed = await run(clock, client.createOrder({ ...limit, quantity: '2' }));
    const targets: string[] = [];
    exchange.journal.on(({ target }) => targets.push(target));
    while (targets.length === 0) await clock.advance(100);
    expect(targets).toEqual(['userDataStream.subscribe.signature']);
    exchange.trade('BNBBTC', { price: '0.012', quantity: '2' });
    await run(clock, user.ready());
    await clock.advance(30_000);
    slow.stop();
    lag.stop();
    const own = reports().filter(({ i }) => i === placed.orderId);
    expect(own.map(({ x, X, recovered }) => [x, X, recovered])).toEqual([
      ['NEW', 'NEW', true],
      ['TRADE', 'FILLED', true],
    ]);
    await close();
  });

  it('error: forgot open orders, and reported them again, while further orders were placed', async () => {
    const { clock, exchange, account, user, reports, close, lose } = await setUpUser();
    const place = () => exchange.engine.placeOrder(account.uid, bid).order.orderId;
    const placed = [place()];
    await clock.advance(10);
    const back = await lose();
    const lag = exchange.faults.script({ kind: 'queryLag', ms: 3_000 });
    back();
    while (exchange.sockets.size === 0) await clock.advance(10);
    // In each attempt of the client to read the orders, the answer lacks the newest order.
    for (let second = 0; second < 12; second++) {
      if (user.status === 'reconciling') placed.push(place());
      await clock.advance(1_000);
      const known = [...user.accountState().openOrders.values()].map(({ orderId }) => orderId);
      expect(known).toEqual(placed);
    }
    expect([user.status, placed.length > 5]).toEqual(['live', true]);
    await clock.advance(20_000);
    expect(reports().map(({ i, x }) => [i, x])).toEqual(placed.map((i) => [i, 'NEW']));
    lag.stop();
    await close();
  });

  it('error: an open order that the first read lacked stayed unknown until its next event', async () => {
    const setup = setUpExchange();
    const { exchange, clock, account } = setup;
    const lacking = exchange.engine.placeOrder(account.uid, bid).order;
    const lag = exchange.faults.script({ kind: 'queryLag', ms: 4_500 });
    const environment = environmentWith(exchange, (frame, deliver) => {
      if (frame.includes('"e":')) clock.setTimeout(() => deliver(frame), 20_000);
      else deliver(frame);
    });
    const { user, events, close } = await openUser(setup, [], environment);
    expect(user.accountState().openOrders.size).toBe(0);
    // The client's next read may already return this order, but the event of its placement arrives only after 20 s.
    await clock.advance(10);
    const { orderId } = exchange.engine.placeOrder(account.uid, bid).order;
    await clock.advance(10_000);
    expect([...user.accountState().openOrders.keys()]).toEqual([`BNBBTC ${lacking.orderId}`]);
    // The balances of the next read contain both orders: each locks 0.012 BTC.
    expect(events.splice(0)).toMatchObject([{ B: [{ a: 'BTC', l: '0.02400000' }], recovered: true }]);
    await clock.advance(20_000);
    expect(user.accountState().openOrders.size).toBe(2);
    expect(events).toMatchObject([{ x: 'NEW', i: orderId }, { e: 'outboundAccountPosition' }]);
    lag.stop();
    await close();
  });

  it('error: a balance that the first read lacked stayed wrong until its next event', async () => {
    const setup = setUpExchange();
    const { exchange, clock, account } = setup;
    const { updateTime } = exchange.engine.placeOrder(account.uid, bid).order;
    let isLagging = true;
    const environment = environmentWith(exchange, (frame, deliver) => {
      const older = frame
        .replace('"free":"999.98800000","locked":"0.01200000"', '"free":"1000.00000000","locked":"0.00000000"')
        .replace(`"updateTime":${updateTime / 1000}`, '"updateTime":1');
      deliver(isLagging ? older : frame);
    });
    const { user, events, close } = await openUser(setup, [], environment);
    isLagging = false;
    const balance = () => user.accountState().balances.get('BTC');
    expect(balance()).toMatchObject({ free: '1000.00000000', locked: '0.00000000' });
    await clock.advance(10_000);
    expect(balance()).toMatchObject({ free: '999.98800000', locked: '0.01200000' });
    expect(events).toMatchObject([{ B: [{ a: 'BTC', f: '999.98800000', l: '0.01200000' }], recovered: true }]);
    await close();
  });

  it('error: an order of a new symbol that the read after a loss lacked stayed unknown', async () => {
    const { clock, exchange, client, user, reports, close, lose } = await setUpUser();
    const back = await lose();
    const placed = await run(clock, client.createOrder({ ...limit, symbol: 'LTCUSDT', price: '70', quantity: '1' }));
    const lag = exchange.faults.script({ kind: 'queryLag', ms: 4_500 });
    back();
    await run(clock, user.ready());
    expect(reports()).toEqual([]);
    await clock.advance(10_000);
    expect(reports()).toMatchObject([{ x: 'NEW', i: placed.orderId, recovered: true }]);
    expect([...user.accountState().openOrders.keys()]).toEqual([`LTCUSDT ${placed.orderId}`]);
    lag.stop();
    await close();
  });

  it('error: an order stayed unknown whose event could not be read, and which the following queries lacked', async () => {
    const { clock, exchange, account, user, reports, close } = await setUpUser();
    await clock.advance(60_000);
    const cut = exchange.faults.script({ kind: 'truncate', scope: 'wsApi', target: 'executionReport', times: 1 });
    const lag = exchange.faults.script({ kind: 'queryLag', ms: 4_500 });
    const { orderId } = exchange.engine.placeOrder(account.uid, bid).order;
    await clock.advance(2_000);
    expect([cut.hits, user.status, user.accountState().openOrders.size]).toEqual([1, 'live', 0]);
    await clock.advance(10_000);
    expect(reports()).toMatchObject([{ x: 'NEW', i: orderId, recovered: true }]);
    expect([...user.accountState().openOrders.keys()]).toEqual([`BNBBTC ${orderId}`]);
    lag.stop();
    await close();
  });

  it('error: left a timer behind when a listener closed the user data as it became live', async () => {
    const { clock, manager, user, close } = await setUpUser();
    const again = await manager.userData();
    expect(again).toBe(user);
    await run(clock, user.close());
    const next = await manager.userData();
    next.listen({ status: (status) => status === 'open' && void next.close() });
    await clock.advance(1_000);
    expect(next.status).toBe('closed');
    await close();
  });
});
