// Tests the example of Binance's FAQ "Order Amend Keep Priority", with its order book.
import { describe, expect, it } from 'vitest';
import { d, funded, limit, order, plain, refusal, setUpEngine } from '../../../test/engine/engine-setup.js';

function setUp() {
  const { engine, events } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
  const [a, me, b, c] = [0, 1, 2, 3].map(() => funded(engine, { USDT: 10_000_000, BTC: 100 })) as [
    number,
    number,
    number,
    number,
  ];
  const place = (account: number, quantity: number, price: number) =>
    engine.placeOrder(account, limit('BTCUSDT', 'BUY', quantity, price)).order;
  place(a, 1, 87_000);
  const mine = place(me, 5.5, 87_000);
  place(b, 4, 87_000);
  place(c, 2, 86_999);
  events.length = 0;
  /** Sells into all bids of the book. Returns the ids of the filled orders in the sequence of their trades. */
  const queue = () => {
    const seller = funded(engine, { BTC: 100 });
    const from = events.length;
    engine.placeOrder(seller, limit('BTCUSDT', 'SELL', 50, 86_999));
    return events.slice(from).flatMap((event) => (event.type === 'TRADE' ? [event.trade.buyerOrderId] : []));
  };
  return { engine, events, me, mine, queue };
}

describe('order amend keep priority FAQ', () => {
  it('keeps the place in the queue', () => {
    const { engine, events, me, mine, queue } = setUp();
    const name = mine.clientOrderId;
    const before = engine.unfilledOrderCounts(me)[0]?.count;
    const answer = engine.amendOrder(me, { symbol: 'BTCUSDT', orderId: mine.orderId, newQty: d(5) });
    expect(answer).toMatchObject({ origClientOrderId: name, order: { orderId: mine.orderId, quantity: d(5) } });
    expect(answer.order.clientOrderId).not.toBe(name);
    expect(engine.unfilledOrderCounts(me)[0]?.count).toBe(before);
    expect(events).toMatchObject([
      { type: 'LEVEL', side: 'BUY', price: d(87_000), quantity: d(10) },
      { type: 'ORDER', executionType: 'REPLACED', executionId: answer.executionId, origClientOrderId: name },
      { type: 'ACCOUNT', accountId: me },
    ]);
    expect(engine.balance(me, 'USDT').locked).toBe(d(435_000));
    expect(engine.amendments(me, { symbol: 'BTCUSDT', orderId: mine.orderId })).toMatchObject([
      { executionId: answer.executionId, origQty: d(5.5), newQty: d(5), origClientOrderId: name },
    ]);
    expect(queue()).toEqual([1, 2, 3, 4]);
  });

  it('loses its place in the queue with cancel-replace', () => {
    const { engine, me, mine, queue } = setUp();
    const { placement } = engine.cancelReplace(me, {
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrderId: mine.orderId,
      order: limit('BTCUSDT', 'BUY', 5, 87_000),
    });
    expect(placement).toMatchObject({ result: 'SUCCESS', response: { order: { orderId: 5 } } });
    expect(queue()).toEqual([1, 3, 5, 4]);
  });

  it('keeps the client order id on request', () => {
    const { engine, me, mine } = setUp();
    const request = { symbol: 'BTCUSDT', origClientOrderId: mine.clientOrderId, newClientOrderId: mine.clientOrderId };
    const { order: amended } = engine.amendOrder(me, { ...request, newQty: d(5) });
    expect(amended.clientOrderId).toBe(mine.clientOrderId);
    expect(engine.order(me, { symbol: 'BTCUSDT', origClientOrderId: mine.clientOrderId }).orderId).toBe(mine.orderId);
  });

  it('reduces the visible quantity of an iceberg only when less remains', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const me = funded(engine, { USDT: 1000 });
    const { orderId } = engine.placeOrder(
      me,
      order({
        symbol: 'BTCUSDT',
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: 10,
        price: 1,
        icebergQty: 4,
      }),
    ).order;
    const shown = () => engine.book('BTCUSDT').bids[0]?.[1];
    engine.amendOrder(me, { symbol: 'BTCUSDT', orderId, newQty: d(5) });
    expect(shown()).toBe(d(4));
    engine.amendOrder(me, { symbol: 'BTCUSDT', orderId, newQty: d(3) });
    expect(shown()).toBe(d(3));
  });

  it('amends both orders of an OCO, and emits a list event when an id changes', () => {
    const { engine, events } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const me = funded(engine, { BTC: 10 });
    const { list } = engine.placeOrderList(me, {
      kind: 'OCO',
      symbol: 'BTCUSDT',
      side: 'SELL',
      quantity: d(5),
      above: { type: 'LIMIT_MAKER', price: d(110) },
      below: { type: 'STOP_LOSS', stopPrice: d(90) },
    });
    const [one, other] = list.orders;
    events.length = 0;
    const answer = engine.amendOrder(me, { symbol: 'BTCUSDT', orderId: one?.orderId, newQty: d(4) });
    expect(answer.list?.orders).toMatchObject([{ quantity: d(4) }, { quantity: d(4) }]);
    expect(engine.balance(me, 'BTC').locked).toBe(d(4));
    expect(events.filter(({ type }) => type === 'LIST')).toMatchObject([{ listStatusType: 'UPDATED' }]);
    expect(engine.order(me, { symbol: 'BTCUSDT', orderId: other?.orderId }).quantity).toBe(d(4));
  });

  it('amends the orders of an OTO one by one', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const me = funded(engine, { USDT: 1000 });
    const { list } = engine.placeOrderList(me, {
      kind: 'OTO',
      symbol: 'BTCUSDT',
      working: { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: d(5), price: d(100) },
      pending: { type: 'MARKET', side: 'SELL', quantity: d(5) },
    });
    const [working, pending] = list.orders;
    engine.amendOrder(me, { symbol: 'BTCUSDT', orderId: pending?.orderId, newQty: d(4) });
    expect(engine.orderList(me, { orderListId: list.orderListId }).orders).toMatchObject([
      { quantity: d(5) },
      { quantity: d(4), status: 'PENDING_NEW' },
    ]);
    engine.amendOrder(me, { symbol: 'BTCUSDT', orderId: working?.orderId, newQty: d(3) });
    expect(engine.balance(me, 'USDT').locked).toBe(d(300));
  });

  it('amends both pending orders of an OTOCO, which have no funds locked yet', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const me = funded(engine, { BTC: 10, USDT: 1000 });
    const { list } = engine.placeOrderList(me, {
      kind: 'OTOCO',
      symbol: 'BTCUSDT',
      working: { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: d(5), price: d(100) },
      pendingSide: 'SELL',
      pendingQuantity: d(5),
      pendingAbove: { type: 'LIMIT_MAKER', price: d(120) },
      pendingBelow: { type: 'STOP_LOSS', stopPrice: d(90) },
    });
    engine.amendOrder(me, { symbol: 'BTCUSDT', orderId: list.orders[1]?.orderId, newQty: d(4) });
    const { orders } = engine.orderList(me, { orderListId: list.orderListId });
    expect(orders.map(({ quantity }) => quantity)).toEqual([d(5), d(4), d(4)]);
    expect(engine.balance(me, 'BTC').locked).toBe(0n);
  });

  it.each([
    [5.5, -2038, 'The requested action would change no state; rejecting'],
    [6, -2038, 'Order amend (quantity increase) is not supported.'],
  ])('refuses %s', (newQty, code, message) => {
    const { engine, me, mine } = setUp();
    expect(
      refusal(() => engine.amendOrder(me, { symbol: 'BTCUSDT', orderId: mine.orderId, newQty: d(newQty) })),
    ).toEqual([code, message]);
    expect(engine.order(me, { symbol: 'BTCUSDT', orderId: mine.orderId }).quantity).toBe(d(5.5));
  });

  it('checks the new quantity of a stop market order against MARKET_LOT_SIZE', () => {
    const { engine, me } = setUp();
    const filters = [{ filterType: 'MARKET_LOT_SIZE', minQty: '2', maxQty: '100', stepSize: '1' }] as const;
    engine.changeSymbol('BTCUSDT', { filters });
    const stop = order({ symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_LOSS', quantity: 5, stopPrice: 80_000 });
    const { orderId } = engine.placeOrder(me, stop).order;
    const amend = (newQty: number) => engine.amendOrder(me, { symbol: 'BTCUSDT', orderId, newQty: d(newQty) });
    for (const newQty of [2.5, 1]) {
      expect(refusal(() => amend(newQty))).toEqual([-1013, 'Filter failure: MARKET_LOT_SIZE']);
    }
    expect(amend(2).order.quantity).toBe(d(2));
  });

  it('obeys the symbol, the filters and the limit on amendments', () => {
    const lots = { filterType: 'LOT_SIZE', minQty: '1', maxQty: '100', stepSize: '0.5' } as const;
    const amends = { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 1 } as const;
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT', { filters: [lots, amends] })]);
    const me = funded(engine, { USDT: 1000 });
    const { orderId } = engine.placeOrder(me, limit('BTCUSDT', 'BUY', 5, 1)).order;
    const amend = (newQty: number) => () => engine.amendOrder(me, { symbol: 'BTCUSDT', orderId, newQty: d(newQty) });
    expect(refusal(amend(4.2))).toEqual([-1013, 'Filter failure: LOT_SIZE']);
    amend(4)();
    expect(refusal(amend(3))).toEqual([-2038, 'Filter failure: MAX_NUM_ORDER_AMENDS']);
    engine.changeSymbol('BTCUSDT', { amendAllowed: false });
    expect(refusal(amend(3))).toEqual([-2038, 'Order amend is not supported for this symbol.']);
  });
});

// According to Binance's CHANGELOG.md of 2026-04-02, a request for an amendment has the weight 0 "when the order
// expires because of the amendment". So an amendment can make its order expire.
describe('an amendment to what is executed already', () => {
  function partlyFilled(quantity: number, filled: number) {
    const { engine, events } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const [me, other] = [funded(engine, { USDT: 1000 }), funded(engine, { BTC: 100, USDT: 1000 })];
    const { orderId } = engine.placeOrder(me, limit('BTCUSDT', 'BUY', quantity, 10)).order;
    engine.placeOrder(other, limit('BTCUSDT', 'SELL', filled, 10));
    events.length = 0;
    const amend = (newQty: number) => engine.amendOrder(me, { symbol: 'BTCUSDT', orderId, newQty: d(newQty) });
    return { engine, events, me, other, orderId, amend };
  }

  it('ends the order, takes it off the book and frees its funds', () => {
    const { engine, events, me, amend } = partlyFilled(5, 2);
    expect(amend(2)).toMatchObject({ order: { status: 'EXPIRED', quantity: d(2), executedQty: d(2) } });
    expect(events).toMatchObject([
      { type: 'ORDER', executionType: 'REPLACED', order: { quantity: d(2) } },
      { type: 'LEVEL', side: 'BUY', price: d(10), quantity: 0n },
      { type: 'ORDER', executionType: 'EXPIRED', order: { status: 'EXPIRED' } },
      { type: 'ACCOUNT', accountId: me },
    ]);
    expect(engine.book('BTCUSDT').bids).toEqual([]);
    expect(engine.balance(me, 'USDT')).toMatchObject({ free: d(980), locked: 0n });
    expect(engine.openOrders(me, 'BTCUSDT')).toEqual([]);
  });

  it('counts a prevented quantity as executed', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const me = funded(engine, { USDT: 1000, BTC: 10 });
    const { orderId } = engine.placeOrder(me, limit('BTCUSDT', 'BUY', 6, 2)).order;
    engine.placeOrder(me, { ...limit('BTCUSDT', 'SELL', 2, 2), selfTradePreventionMode: 'DECREMENT' });
    const amend = (newQty: number) => engine.amendOrder(me, { symbol: 'BTCUSDT', orderId, newQty: d(newQty) });
    expect(refusal(() => amend(1))).toEqual([-2038, 'Unsupported order combination']);
    expect(amend(2).order).toMatchObject({ status: 'EXPIRED', preventedQuantity: d(2), executedQty: 0n });
  });

  it('is the least that an amendment may have', () => {
    const { amend, orderId, engine, me } = partlyFilled(5, 2);
    expect(refusal(() => amend(1.9))).toEqual([-2038, 'Unsupported order combination']);
    expect(refusal(() => amend(0))).toEqual([-1013, 'Invalid quantity.']);
    expect(amend(2.1).order.status).toBe('PARTIALLY_FILLED');
    expect(engine.order(me, { symbol: 'BTCUSDT', orderId }).quantity).toBe(d('2.1'));
  });

  it('of the working order of a list ends the list', () => {
    const { engine, events } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const [me, other] = [funded(engine, { USDT: 1000 }), funded(engine, { BTC: 100 })];
    const { list } = engine.placeOrderList(me, {
      kind: 'OTO',
      symbol: 'BTCUSDT',
      working: { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: d(5), price: d(10) },
      pending: { type: 'MARKET', side: 'SELL', quantity: d(1) },
    });
    engine.placeOrder(other, limit('BTCUSDT', 'SELL', 2, 10));
    events.length = 0;
    const working = list.orders[0]!.orderId;
    const answer = engine.amendOrder(me, { symbol: 'BTCUSDT', orderId: working, newQty: d(2) });
    expect(answer.order.status).toBe('EXPIRED');
    expect(answer.list?.listOrderStatus).toBe('ALL_DONE');
    expect(engine.openOrders(me, 'BTCUSDT')).toEqual([]);
    expect(events.filter(({ type }) => type === 'LIST').at(-1)).toMatchObject({ listOrderStatus: 'ALL_DONE' });
  });

  it('of the working order of an OPO unlocks what it bought', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const [me, other] = [funded(engine, { USDT: 1000 }), funded(engine, { BTC: 100 })];
    const { list } = engine.placeOrderList(me, {
      kind: 'OPO',
      symbol: 'BTCUSDT',
      working: { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: d(5), price: d(10) },
      pending: { type: 'LIMIT', timeInForce: 'GTC', side: 'SELL', price: d(20) },
    });
    engine.placeOrder(other, limit('BTCUSDT', 'SELL', 2, 10));
    expect(engine.balance(me, 'BTC')).toMatchObject({ free: 0n, locked: d(2) });
    engine.amendOrder(me, { symbol: 'BTCUSDT', orderId: list.orders[0]?.orderId, newQty: d(2) });
    expect(engine.balance(me, 'BTC')).toMatchObject({ free: d(2), locked: 0n });
    expect(engine.openOrders(me, 'BTCUSDT')).toEqual([]);
  });
});
