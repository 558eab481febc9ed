// Tests order lists against their description in Binance's rest-api.md.
import { describe, expect, it } from 'vitest';
import { d, funded, limit, order, plain, refusal, setUpEngine } from '../../../test/engine/engine-setup.js';
import { maker, oco, setUp, states, stop, stopLimit, symbol } from '../../../test/engine/list-setup.js';
import type { Leg } from '../index.js';

describe('OCO', () => {
  it('locks funds once, counts as two orders, and returns both', () => {
    const { engine, events, me } = setUp();
    const { list, reports } = engine.placeOrderList(me, oco('SELL', 5, maker(110), stopLimit(90, 89)));
    expect(list).toMatchObject({
      contingencyType: 'OCO',
      listStatusType: 'EXEC_STARTED',
      listOrderStatus: 'EXECUTING',
    });
    expect(reports.map(({ order: each }) => [each.type, each.status, each.workingTime > 0])).toEqual([
      ['STOP_LOSS_LIMIT', 'NEW', false],
      ['LIMIT_MAKER', 'NEW', true],
    ]);
    expect(engine.balance(me, 'BTC')).toMatchObject({ free: d(5), locked: d(5) });
    expect(engine.unfilledOrderCounts(me)[0]?.count).toBe(2);
    expect(events.map(({ type }) => type)).toEqual(['LIST', 'ORDER', 'ORDER', 'LEVEL', 'ACCOUNT']);
  });

  it('locks the cost of the more expensive order of a BUY', () => {
    const { engine, me } = setUp();
    engine.placeOrderList(me, oco('BUY', 2, stopLimit(110, 112), maker(90)));
    expect(engine.balance(me, 'USDT').locked).toBe(d(224));
  });

  it('locks the cost of the limit order if that is more expensive, after an amendment too', () => {
    const { engine, me } = setUp();
    const { list } = engine.placeOrderList(me, oco('BUY', 2, stopLimit(110, 85), maker(90)));
    expect(engine.balance(me, 'USDT').locked).toBe(d(180));
    engine.amendOrder(me, { symbol, orderId: list.orders[0]?.orderId, newQty: d(1) });
    expect(engine.balance(me, 'USDT').locked).toBe(d(90));
  });

  it('trades the limit order first, then expires the stop order', () => {
    const { engine, events, others, me } = setUp();
    const { list } = engine.placeOrderList(me, oco('SELL', 5, maker(110), stop(90)));
    events.length = 0;
    engine.placeOrder(others, limit(symbol, 'BUY', 2, 110));
    expect(states(engine, me, list.orderListId)).toEqual([
      ['EXPIRED', 'OCO_TRIGGER'],
      ['PARTIALLY_FILLED', undefined],
    ]);
    const mine = events.flatMap((event) =>
      event.type === 'ORDER' && event.order.accountId === me ? [`${event.executionType} ${event.order.type}`] : [],
    );
    expect(mine).toEqual(['TRADE LIMIT_MAKER', 'EXPIRED STOP_LOSS']);
    expect(engine.balance(me, 'BTC').locked).toBe(d(3));
    engine.placeOrder(others, limit(symbol, 'BUY', 3, 110));
    expect(engine.orderList(me, { orderListId: list.orderListId }).listOrderStatus).toBe('ALL_DONE');
    expect(engine.openOrderLists(me)).toEqual([]);
  });

  it('expires the limit order before the stop order executes', () => {
    const { engine, events, others, me, trade } = setUp();
    const { list } = engine.placeOrderList(me, oco('SELL', 5, maker(110), stop(90)));
    trade(90);
    expect(states(engine, me, list.orderListId)).toEqual([
      ['EXPIRED', 'INSUFFICIENT_LIQUIDITY'],
      ['EXPIRED', 'OCO_TRIGGER'],
    ]);
    const { list: second } = engine.placeOrderList(me, oco('SELL', 5, maker(110), stop(80)));
    engine.placeOrder(others, limit(symbol, 'BUY', 5, 79));
    events.length = 0;
    trade(80);
    const mine = events.flatMap((event) =>
      event.type === 'ORDER' && event.order.accountId === me ? [`${event.executionType} ${event.order.type}`] : [],
    );
    expect(mine).toEqual(['EXPIRED LIMIT_MAKER', 'NEW STOP_LOSS', 'TRADE STOP_LOSS']);
    expect(states(engine, me, second.orderListId)).toEqual([
      ['FILLED', undefined],
      ['EXPIRED', 'OCO_TRIGGER'],
    ]);
    expect(engine.balance(me, 'USDT').free).toBe(d(1395));
  });

  it('is cancelled as a whole, by either order', () => {
    const { engine, me } = setUp();
    const { list } = engine.placeOrderList(me, oco('SELL', 5, maker(110), stop(90)));
    const answer = engine.cancelOrder(me, { symbol, orderId: list.orders[0]?.orderId, newClientOrderId: 'bye' });
    expect(answer).toMatchObject({
      list: { listStatusType: 'ALL_DONE', listOrderStatus: 'ALL_DONE' },
      reports: [
        { clientOrderId: 'bye', order: { status: 'CANCELED' } },
        { clientOrderId: 'bye', order: { status: 'CANCELED' } },
      ],
    });
    expect(engine.balance(me, 'BTC')).toMatchObject({ free: d(10), locked: 0n });
  });

  it.each([
    ['SELL', maker(99), stop(90), -2010],
    ['SELL', maker(110), stop(101), -2010],
    ['BUY', stop(99), maker(90), -2010],
    ['BUY', stop(110), maker(101), -2010],
    ['SELL', { type: 'TAKE_PROFIT', stopPrice: d(99) }, stop(90), -2010],
    ['SELL', { type: 'LIMIT', timeInForce: 'GTC', price: d(110) }, stop(90), -1158],
    ['BUY', maker(110), stop(90), -1165],
    ['SELL', stop(110), maker(90), -1166],
    ['SELL', maker(110), maker(90), -1168],
    ['BUY', { type: 'TAKE_PROFIT', stopPrice: d(110) }, stop(90), -1196],
    ['SELL', stop(110), { type: 'TAKE_PROFIT', stopPrice: d(90) }, -1197],
    ['BUY', { type: 'TAKE_PROFIT', stopPrice: d(110) }, maker(90), -1198],
    ['SELL', maker(110), { type: 'TAKE_PROFIT', stopPrice: d(90) }, -1199],
  ] as const)('refuses a %s with wrong legs or prices', (side, above, below, code) => {
    const { engine, events, me } = setUp();
    expect(refusal(() => engine.placeOrderList(me, oco(side, 1, above as Leg, below as Leg)))[0]).toBe(code);
    expect(engine.openOrders(me)).toEqual([]);
    expect(engine.balance(me, 'BTC').locked).toBe(0n);
    const lists = events.filter(({ type }) => type === 'LIST');
    if (code === -2010) {
      expect(lists).toMatchObject([
        { listStatusType: 'RESPONSE', listOrderStatus: 'REJECT', rejectReason: 'OCO_BAD_PRICES' },
      ]);
    } else expect(lists).toEqual([]);
  });

  it('names a missing or unexpected parameter with its prefix', () => {
    const { engine, me } = setUp();
    const place = (above: Leg, below: Leg) => refusal(() => engine.placeOrderList(me, oco('SELL', 1, above, below)));
    expect(place({ type: 'LIMIT_MAKER' }, stop(90))).toEqual([
      -1102,
      "Mandatory parameter 'abovePrice' was not sent, was empty/null, or malformed.",
    ]);
    expect(place(maker(110), { type: 'STOP_LOSS' })).toEqual([
      -1102,
      "Param 'belowStopPrice' or 'belowTrailingDelta' must be sent, but both were empty/null!",
    ]);
    expect(place(maker(110), { ...stop(90), price: d(1) })).toEqual([
      -1106,
      "Parameter 'belowPrice' sent when not required.",
    ]);
    expect(place(maker(110), { ...stopLimit(90, 89), timeInForce: 'IOC', icebergQty: d(1) })[0]).toBe(-1160);
  });
});

describe('OTO and OTOCO', () => {
  const working = { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: d(2), price: d(95) } as const;

  it('places the pending order when the working one is fully filled', () => {
    const { engine, others, me } = setUp();
    const { list, reports } = engine.placeOrderList(me, {
      kind: 'OTO',
      symbol,
      working,
      pending: { type: 'LIMIT', timeInForce: 'GTC', price: d(120), side: 'SELL', quantity: d(5) },
    });
    expect(list).toMatchObject({ contingencyType: 'OTO', kind: 'OTO' });
    expect(reports.map(({ order: each }) => each.status)).toEqual(['NEW', 'PENDING_NEW']);
    expect(engine.balance(me, 'BTC').locked).toBe(0n);
    engine.placeOrder(others, limit(symbol, 'SELL', 1, 95));
    expect(states(engine, me, list.orderListId)[1]).toEqual(['PENDING_NEW', undefined]);
    engine.placeOrder(others, limit(symbol, 'SELL', 1, 95));
    expect(states(engine, me, list.orderListId)).toEqual([
      ['FILLED', undefined],
      ['NEW', undefined],
    ]);
    expect(engine.balance(me, 'BTC')).toMatchObject({ free: d(7), locked: d(5) });
  });

  it('queues the pending order behind the orders that waited when its working order was filled', () => {
    const { engine, events, others, me, trade } = setUp();
    const { list } = engine.placeOrderList(me, {
      kind: 'OTO',
      symbol,
      working,
      pending: { ...stop(90), side: 'SELL', quantity: d(1) },
    });
    const { order: earlier } = engine.placeOrder(
      me,
      order({ symbol, side: 'SELL', type: 'STOP_LOSS', quantity: 1, stopPrice: 90 }),
    );
    engine.placeOrder(others, limit(symbol, 'SELL', 2, 95));
    engine.placeOrder(others, limit(symbol, 'BUY', 2, 89));
    events.length = 0;
    trade(90);
    const sold = events.flatMap((event) =>
      event.type === 'TRADE' && event.trade.price === d(89) ? [event.trade] : [],
    );
    expect(sold.map(({ sellerOrderId }) => sellerOrderId)).toEqual([earlier.orderId, list.orders[1]?.orderId]);
  });

  it('returns PENDING_NEW even when the working order fills at once', () => {
    const { engine, others, me } = setUp();
    engine.placeOrder(others, limit(symbol, 'SELL', 2, 95));
    const { list, reports } = engine.placeOrderList(me, {
      kind: 'OTO',
      symbol,
      working,
      pending: { type: 'LIMIT', timeInForce: 'GTC', price: d(120), side: 'SELL', quantity: d(5) },
    });
    expect(reports.map(({ order: each }) => each.status)).toEqual(['FILLED', 'PENDING_NEW']);
    expect(states(engine, me, list.orderListId)[1]).toEqual(['NEW', undefined]);
  });

  it('expires the pending order with the working order, and as REJECTED when funds are missing', () => {
    const { engine, others, me } = setUp();
    const ioc = engine.placeOrderList(me, {
      kind: 'OTO',
      symbol,
      working: { ...working, timeInForce: 'IOC' },
      pending: { type: 'MARKET', side: 'SELL', quantity: d(1) },
    });
    expect(states(engine, me, ioc.list.orderListId)).toEqual([
      ['EXPIRED', 'UNFILLED_IOC_QUANTITY_EXPIRED'],
      ['EXPIRED', 'OTO_PHASE_ONE_EXPIRED'],
    ]);
    const poor = engine.placeOrderList(me, {
      kind: 'OTO',
      symbol,
      working,
      pending: { type: 'LIMIT', timeInForce: 'GTC', price: d(120), side: 'SELL', quantity: d(100) },
    });
    engine.placeOrder(others, limit(symbol, 'SELL', 2, 95));
    expect(states(engine, me, poor.list.orderListId)).toEqual([
      ['FILLED', undefined],
      ['EXPIRED', 'REJECTED'],
    ]);
  });

  it('makes an OCO of the two pending orders', () => {
    const { engine, others, me, trade } = setUp();
    const { list, reports } = engine.placeOrderList(me, {
      kind: 'OTOCO',
      symbol,
      working,
      pendingSide: 'SELL',
      pendingQuantity: d(2),
      pendingAbove: maker(120),
      pendingBelow: stop(80),
    });
    expect(reports.map(({ order: each }) => [each.type, each.status])).toEqual([
      ['LIMIT', 'NEW'],
      ['STOP_LOSS', 'PENDING_NEW'],
      ['LIMIT_MAKER', 'PENDING_NEW'],
    ]);
    expect(engine.unfilledOrderCounts(me)[0]?.count).toBe(3);
    engine.placeOrder(others, limit(symbol, 'SELL', 2, 95));
    expect(engine.balance(me, 'BTC')).toMatchObject({ free: d(10), locked: d(2) });
    engine.placeOrder(others, limit(symbol, 'BUY', 2, 79));
    trade(80);
    expect(states(engine, me, list.orderListId)).toEqual([
      ['FILLED', undefined],
      ['FILLED', undefined],
      ['EXPIRED', 'OCO_TRIGGER'],
    ]);
    expect(engine.orderList(me, { orderListId: list.orderListId }).listOrderStatus).toBe('ALL_DONE');
  });

  it('is cancelled as a whole by either order', () => {
    const { engine, me } = setUp();
    const { list } = engine.placeOrderList(me, {
      kind: 'OTO',
      symbol,
      working,
      pending: { type: 'MARKET', side: 'SELL', quantity: d(1) },
    });
    engine.cancelOrder(me, { symbol, orderId: list.orders[1]?.orderId });
    expect(states(engine, me, list.orderListId)).toEqual([
      ['CANCELED', undefined],
      ['CANCELED', undefined],
    ]);
    expect(engine.balance(me, 'USDT')).toMatchObject({ free: d(1000), locked: 0n });
  });
});

it('refuses a pending pair whose two prices are equal', () => {
  const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
  const me = funded(engine, { USDT: 1000, BTC: 10 });
  const pair = (price: number) => () =>
    engine.placeOrderList(me, {
      kind: 'OTOCO',
      symbol: 'BTCUSDT',
      working: { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: d(5), price: d(10) },
      pendingSide: 'SELL',
      pendingQuantity: d(5),
      pendingAbove: { type: 'LIMIT_MAKER', price: d(20) },
      pendingBelow: { type: 'STOP_LOSS', stopPrice: d(price) },
    });
  expect(refusal(pair(20))).toEqual([-2010, 'The relationship of the prices for the orders is not correct.']);
  expect(pair(19)().reports).toHaveLength(3);
});
