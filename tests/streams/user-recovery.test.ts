import { type Environment, rest } from '@pkg/core';
import { createExchange, type Exchange } from '@pkg/simulator';
import { BinanceSocketManager, type UserDataEvent } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { environmentOf, run, setUpExchange, socketClient } from './support.js';

const limit = { symbol: 'BNBBTC', type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', price: '0.012' } as const;
/** The order `limit` as a command of the engine. */
const bid = {
  symbol: 'BNBBTC',
  type: 'LIMIT',
  timeInForce: 'GTC',
  side: 'BUY',
  price: 1_200_000n,
  quantity: 1_00000000n,
} as const;

async function setUp(symbols: readonly string[] = ['BNBBTC'], options: Parameters<typeof setUpExchange>[0] = {}) {
  const setup = setUpExchange(options);
  const { exchange, clock } = setup;
  const opened = await open(setup, symbols);
  const { user } = opened;
  await clock.advance(10);
  /** Cuts the connection and refuses new ones until the returned function is called. */
  const lose = async () => {
    const fault = exchange.faults.script({ kind: 'reset', scope: 'wsApi' });
    exchange.sockets.cutAll();
    await clock.advance(10);
    expect(user.status).toBe('reconciling');
    return () => fault.stop();
  };
  return { ...setup, ...opened, lose };
}

/** Opens the user data of an account, and resolves when it is live. */
async function open(
  { exchange, account, clock }: ReturnType<typeof setUpExchange>,
  symbols: readonly string[] = [],
  environment: Environment = exchange.environment,
) {
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  const client = socketClient(exchange, account, { environment, transport: rest(), logger });
  const manager = new BinanceSocketManager(client);
  const user = await manager.userData({ symbols });
  const events: UserDataEvent[] = [];
  user.listen({ event: (event) => events.push(event) });
  await run(clock, user.ready());
  const reports = () => events.flatMap((event) => (event.e === 'executionReport' ? [event] : []));
  const close = async () => {
    await run(clock, manager.close());
    client.close();
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  };
  return { client, manager, user, events, warnings, reports, close };
}

/** Returns an environment of the exchange whose frames pass `receive`, which may change or delay them. */
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

describe('user data after a loss', () => {
  it('reports an order that was placed and canceled during the loss, with the fields that queries return', async () => {
    const { clock, client, user, reports, close, lose } = await setUp();
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

  it('reports why an order expired, after its fills', async () => {
    const { clock, exchange, client, user, reports, close, lose } = await setUp();
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
    const { clock, client, user, events, reports, close, lose } = await setUp();
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
    const { clock, exchange, account, user, events, close, lose } = await setUp();
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
    const { clock, exchange, account, user, reports, close, lose } = await setUp(['BNBBTC'], {
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
    const { clock, client, user, reports, close, lose } = await setUp([...bases, 'BNBBTC'], {
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
});

describe('accounts of a manager', () => {
  it('error: refuses a client of another exchange before it sends anything', async () => {
    const { exchange, clock, account, manager, close } = await setUp();
    const other = createExchange({ seed: 8, clock, symbols: ['BNBBTC'] });
    for (const environment of [
      other.environment,
      { ...exchange.environment, wsApi: 'wss://other.simulated/ws-api/v3' },
      { ...exchange.environment, rest: 'https://other.simulated' },
    ]) {
      const second = socketClient(exchange, account, { environment, transport: rest() });
      const refused = expect(manager.userData({ client: second })).rejects;
      await refused.toMatchObject({ name: 'BinanceConfigError', message: expect.stringContaining('exchange') });
      second.close();
    }
    expect(other.sockets.size).toBe(0);
    await close();
  });

  it('error: gave a second client times in the unit of the first one, although its answers have another', async () => {
    const { exchange, clock, manager, close } = await setUp();
    const second = socketClient(exchange, exchange.createAccount(), { timeUnit: 'microsecond' });
    const refused = expect(manager.userData({ client: second })).rejects;
    await refused.toMatchObject({ name: 'BinanceConfigError', message: expect.stringContaining('in microseconds') });
    const own = new BinanceSocketManager(second);
    const user = await own.userData();
    await run(clock, user.ready());
    await run(clock, own.close());
    second.close();
    await close();
  });

  it('error: refuses a client of another exchange than the live one if the manager names none', async () => {
    const { exchange, account, close } = await setUp();
    const client = socketClient(exchange, account, { transport: rest() });
    const manager = new BinanceSocketManager({});
    await expect(manager.userData({ client })).rejects.toMatchObject({ name: 'BinanceConfigError' });
    await manager.close();
    client.close();
    await close();
  });

  it('error: returned an account that never connects at the second userData() of an exchange without a WebSocket API', async () => {
    const { exchange, account, close } = await setUp();
    const environment = { ...exchange.environment, wsApi: '' };
    const client = socketClient(exchange, account, { environment, transport: rest() });
    const manager = new BinanceSocketManager(client);
    for (let i = 0; i < 2; i++) {
      await expect(manager.userData()).rejects.toMatchObject({ name: 'BinanceStreamError' });
    }
    await manager.close();
    client.close();
    await close();
  });

  it('reads the symbols of a later userData() too, and reports one that the exchange does not list', async () => {
    const { clock, exchange, account, manager, user, warnings, reports, close, lose } = await setUp([]);
    expect(await manager.userData({ symbols: ['ltcusdt', 'NOSUCH'] })).toBe(user);
    await clock.advance(1_000);
    expect(warnings.join()).toContain('Invalid symbol');
    expect(user.status).toBe('live');
    const back = await lose();
    const { order: placed } = exchange.engine.placeOrder(account.uid, {
      ...bid,
      symbol: 'LTCUSDT',
      price: 80_00000000n,
    });
    exchange.engine.cancelOrder(account.uid, { symbol: 'LTCUSDT', orderId: placed.orderId } as never);
    back();
    await run(clock, user.ready());
    expect(reports().map(({ s, x }) => [s, x])).toEqual([
      ['LTCUSDT', 'NEW'],
      ['LTCUSDT', 'CANCELED'],
    ]);
    await close();
  });
});

describe('user data while queries lag or the connection is renewed', () => {
  it('recovers an order that was placed and canceled during the loss, and that queries do not know at first', async () => {
    const { clock, exchange, client, user, reports, close, lose } = await setUp();
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
    const { clock, exchange, client, user, reports, close, lose } = await setUp();
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
    const { clock, exchange, client, user, events, reports, close, lose } = await setUp();
    for (const price of ['0.0125', '0.013']) await run(clock, client.createOrder({ ...limit, price, quantity: '1' }));
    const back = await lose();
    events.length = 0;
    // The trades of these orders are read one order after the other, so the whole read takes more than 5 s.
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

  it('error: an open order that the first read lacked stayed unknown until its next event', async () => {
    const setup = setUpExchange();
    const { exchange, clock, account } = setup;
    const lacking = exchange.engine.placeOrder(account.uid, bid).order;
    const lag = exchange.faults.script({ kind: 'queryLag', ms: 4_500 });
    const environment = environmentWith(exchange, (frame, deliver) => {
      if (frame.includes('"e":')) clock.setTimeout(() => deliver(frame), 20_000);
      else deliver(frame);
    });
    const { user, events, close } = await open(setup, [], environment);
    expect(user.accountState().openOrders.size).toBe(0);
    // The answer that shows this order arrives before the event of its placement.
    await clock.advance(10);
    const { orderId } = exchange.engine.placeOrder(account.uid, bid).order;
    await clock.advance(10_000);
    expect([...user.accountState().openOrders.keys()]).toEqual([`BNBBTC ${lacking.orderId}`]);
    expect(events).toEqual([]);
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
    const { user, events, close } = await open(setup, [], environment);
    isLagging = false;
    const balance = () => user.accountState().balances.get('BTC');
    expect(balance()).toMatchObject({ free: '1000.00000000', locked: '0.00000000' });
    await clock.advance(10_000);
    expect(balance()).toMatchObject({ free: '999.98800000', locked: '0.01200000' });
    expect(events).toEqual([]);
    await close();
  });

  it('error: an order of a new symbol that the read after a loss lacked stayed unknown', async () => {
    const { clock, exchange, client, user, reports, close, lose } = await setUp();
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

  it('error: stayed reconciling after the connection was renewed while a failed read waited', async () => {
    const { clock, exchange, client, user, reports, close, lose } = await setUp();
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
    const { clock, exchange, client, user, reports, close } = await setUp();
    const fault = exchange.faults.script({ kind: 'stall', scope: 'wsApi', times: 1 });
    const placed = await run(clock, client.createOrder({ ...limit, quantity: '2' }));
    await clock.advance(60_000);
    expect(user.status).toBe('live');
    expect(reports().map(({ x, i, recovered }) => [x, i, recovered])).toEqual([['NEW', placed.orderId, true]]);
    fault.stop();
    await close();
  });

  it('looks for orders from the first of two losses on, when the second comes before the account was read', async () => {
    const { clock, exchange, account, client, user, reports, close, lose } = await setUp();
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
    const { clock, exchange, account, client, user, events, close, lose } = await setUp();
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
