// Tests that the engine refuses commands with the codes and messages of Binance's errors.md.
import { describe, expect, it } from 'vitest';
import { d, funded, limit, order, plain, refusal, setUpEngine } from '../../test/engine/engine-setup.js';
import type { Engine, SymbolSpec } from './index.js';

const symbol = 'BTCUSDT';
type OrderFields = Parameters<typeof order>[0];

function setUp(more: Partial<SymbolSpec> = {}) {
  const { engine, events, advance } = setUpEngine([plain(symbol, 'BTC', 'USDT', more)]);
  const others = funded(engine, { BTC: 1000, USDT: 1_000_000 }, { house: true });
  engine.placeOrder(others, limit(symbol, 'SELL', 1, 100));
  engine.placeOrder(others, order({ symbol, side: 'BUY', type: 'MARKET', quantity: 1 }));
  engine.placeOrder(others, limit(symbol, 'SELL', 10, 110));
  const me = funded(engine, { BTC: 10, USDT: 1000 });
  events.length = 0;
  return {
    engine,
    events,
    me,
    others,
    advance,
    place: (fields: OrderFields) => engine.placeOrder(me, order(fields)).order,
  };
}

const buy = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, price: 90 } as const;
const stop = { symbol, side: 'BUY', type: 'STOP_LOSS', quantity: 1, stopPrice: 120 } as const;
const stopLimit = { ...buy, type: 'STOP_LOSS_LIMIT', stopPrice: 120 } as const;

describe('new orders', () => {
  it.each([
    ['an unknown symbol', { ...buy, symbol: 'XYZ' }, -1121, 'Invalid symbol.'],
    [
      'a LIMIT without price',
      { ...buy, price: undefined },
      -1102,
      "Mandatory parameter 'price' was not sent, was empty/null, or malformed.",
    ],
    [
      'a LIMIT without time in force',
      { ...buy, timeInForce: undefined },
      -1102,
      "Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed.",
    ],
    [
      'a MARKET without quantity',
      { symbol, side: 'BUY', type: 'MARKET' },
      -1102,
      "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!",
    ],
    [
      'a MARKET with a price',
      { symbol, side: 'BUY', type: 'MARKET', quantity: 1, price: 1 },
      -1106,
      "Parameter 'price' sent when not required.",
    ],
    [
      'a MARKET with both quantities',
      { symbol, side: 'BUY', type: 'MARKET', quantity: 1, quoteOrderQty: 1 },
      -1128,
      'Combination of optional parameters invalid.',
    ],
    [
      'a stop without trigger',
      { ...stop, stopPrice: undefined },
      -1102,
      "Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!",
    ],
    ['a LIMIT with a stop price', { ...buy, stopPrice: 1 }, -1106, "Parameter 'stopPrice' sent when not required."],
    [
      'a strategy type that is too low',
      { ...buy, strategyType: 999_999 },
      -1134,
      'strategyType was less than 1000000.',
    ],
    [
      'a peg deeper than 100 levels',
      { ...buy, price: undefined, pegPriceType: 'PRIMARY_PEG', pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 101 },
      -1102,
      "'pegOffsetValue' contains unexpected value. Cannot be greater than 100.",
    ],
    [
      'an iceberg that is not GTC',
      { ...buy, timeInForce: 'IOC', icebergQty: 0.1 },
      -2010,
      'Unsupported order combination',
    ],
    ['an iceberg larger than the order', { ...buy, icebergQty: 2 }, -2010, 'IcebergQty exceeds QTY.'],
    [
      'a price times quantity of nothing',
      { ...buy, price: '0.00000001', quantity: '0.5' },
      -2010,
      'Price * QTY is zero or less.',
    ],
    ['a stop that would trigger now', { ...stop, stopPrice: 100 }, -2010, 'Order would trigger immediately.'],
    [
      'a take profit that would trigger now',
      { ...stop, type: 'TAKE_PROFIT' },
      -2010,
      'Order would trigger immediately.',
    ],
    [
      'a LIMIT_MAKER that would take',
      { symbol, side: 'BUY', type: 'LIMIT_MAKER', quantity: 1, price: 110 },
      -2010,
      'Order would immediately match and take.',
    ],
    [
      'more than the balance',
      { ...buy, quantity: 12 },
      -2010,
      'Account has insufficient balance for requested action.',
    ],
  ] as readonly (readonly [string, OrderFields, number, string])[])('refuses %s', (_name, fields, code, message) => {
    const { engine, me, place } = setUp();
    expect(refusal(() => place(fields))).toEqual([code, message]);
    expect(engine.openOrders(me)).toEqual([]);
    expect(engine.balance(me, 'USDT')).toMatchObject({ free: d(1000), locked: 0n });
    expect(engine.unfilledOrderCounts(me)[0]?.count).toBe(0);
  });

  it.each([
    [
      'MARKET',
      { symbol, side: 'BUY', type: 'MARKET', quantity: 1 },
      'Market orders are not supported for this symbol.',
    ],
    ['STOP_LOSS', stop, 'Stop loss orders are not supported for this symbol.'],
    ['STOP_LOSS_LIMIT', stopLimit, 'Stop loss limit orders are not supported for this symbol.'],
    [
      'TAKE_PROFIT',
      { ...stop, type: 'TAKE_PROFIT', stopPrice: 80 },
      'Take profit orders are not supported for this symbol.',
    ],
    [
      'TAKE_PROFIT_LIMIT',
      { ...stopLimit, type: 'TAKE_PROFIT_LIMIT', stopPrice: 80 },
      'Take profit limit orders are not supported for this symbol.',
    ],
  ] as readonly (readonly [string, OrderFields, string])[])(
    'refuses %s where the symbol has none',
    (_type, fields, message) => {
      const { engine, place } = setUp();
      engine.changeSymbol(symbol, { orderTypes: ['LIMIT'] });
      expect(refusal(() => place(fields))).toEqual([-2010, message]);
    },
  );

  it.each([
    [{ icebergAllowed: false }, { ...buy, icebergQty: 0.5 }, 'Iceberg orders are not supported for this symbol.'],
    [
      { allowTrailingStop: false },
      { ...stop, trailingDelta: 100 },
      'Trailing stop orders are not supported for this symbol.',
    ],
    [
      { quoteOrderQtyMarketAllowed: false },
      { symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: 10 },
      'Quote order qty market orders are not support for this symbol.',
    ],
    [{ permissionSets: [['SPOT'], ['TRD_GRP_004']] }, buy, 'This symbol is not permitted for this account.'],
  ] as readonly (readonly [Partial<SymbolSpec>, OrderFields, string])[])('refuses by %o', (more, fields, message) => {
    expect(refusal(() => setUp(more).place(fields))).toEqual([-2010, message]);
  });

  it('lets an account trade a symbol with isSpotTradingAllowed false that its permissions allow', () => {
    const { place } = setUp({ isSpotTradingAllowed: false, permissionSets: [['SPOT']] });
    expect(() => place(buy)).not.toThrow();
  });

  it('refuses lists and cancel-replace when the symbol does not support them', () => {
    const { engine, me } = setUp({ ocoAllowed: false, otoAllowed: false, cancelReplaceAllowed: false });
    const working = { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: d(1), price: d(10) } as const;
    expect(
      refusal(() =>
        engine.placeOrderList(me, {
          kind: 'OCO',
          symbol,
          side: 'SELL',
          quantity: d(1),
          above: { type: 'LIMIT_MAKER', price: d(120) },
          below: { type: 'STOP_LOSS', stopPrice: d(90) },
        }),
      ),
    ).toEqual([-2010, 'OCO orders are not supported for this symbol']);
    expect(
      refusal(() =>
        engine.placeOrderList(me, {
          kind: 'OTO',
          symbol,
          working,
          pending: { type: 'MARKET', side: 'SELL', quantity: d(1) },
        }),
      ),
    ).toEqual([-2010, 'OTO orders are not supported for this symbol']);
    const request = { cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: 1, order: order(buy) } as const;
    expect(refusal(() => engine.cancelReplace(me, request))).toEqual([
      -2010,
      'Order cancel-replace is not supported for this symbol.',
    ]);
  });

  it('refuses a client order id that an open order has', () => {
    const { engine, me, place } = setUp();
    const { orderId } = place({ ...buy, newClientOrderId: 'mine' });
    expect(refusal(() => place({ ...buy, newClientOrderId: 'mine' }))).toEqual([-2010, 'Duplicate order sent.']);
    engine.cancelOrder(me, { symbol, orderId });
    expect(place({ ...buy, newClientOrderId: 'mine' }).status).toBe('NEW');
  });

  it('reports a rejected order with its reason', () => {
    const { events, place } = setUp();
    refusal(() => place({ ...buy, quantity: 12 }));
    refusal(() => place({ ...stop, stopPrice: 100 }));
    refusal(() => place({ symbol, side: 'BUY', type: 'LIMIT_MAKER', quantity: 1, price: 110 }));
    refusal(() => place({ ...buy, icebergQty: 2 }));
    expect(events.map((event) => (event.type === 'ORDER' ? [event.executionType, event.rejectReason] : event))).toEqual(
      [
        ['REJECTED', 'INSUFFICIENT_BALANCES'],
        ['REJECTED', 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY'],
        ['REJECTED', 'WOULD_MATCH_IMMEDIATELY'],
        ['REJECTED', 'NONE'],
      ],
    );
  });

  it('checks a test order without effect', () => {
    const { engine, events, me } = setUp({
      filters: [{ filterType: 'LOT_SIZE', minQty: '1', maxQty: '50', stepSize: '1' }],
    });
    engine.testOrder(me, order(buy));
    expect(refusal(() => engine.testOrder(me, order({ ...buy, quantity: 1.5 })))).toEqual([
      -1013,
      'Filter failure: LOT_SIZE',
    ]);
    expect([engine.openOrders(me), events]).toEqual([[], []]);
  });
});

describe('symbol status', () => {
  const rest = (engine: Engine, me: number) => engine.placeOrder(me, order(buy)).order.orderId;

  it('END_OF_DAY: refuses new orders and cancels', () => {
    const { engine, me, place } = setUp();
    const orderId = rest(engine, me);
    engine.setSymbolStatus(symbol, 'END_OF_DAY');
    expect(refusal(() => place(buy))).toEqual([-1013, 'Market is closed.']);
    expect(refusal(() => engine.cancelOrder(me, { symbol, orderId }))).toEqual([-2011, 'Market is closed.']);
    engine.setSymbolStatus(symbol, 'TRADING');
    expect(place(buy).status).toBe('NEW');
  });

  it.each(['HALT', 'BREAK', 'CANCEL_ONLY'] as const)('%s: accepts cancels and refuses new orders', (status) => {
    const { engine, events, me, place } = setUp();
    const orderId = rest(engine, me);
    engine.setSymbolStatus(symbol, status);
    expect(events.at(-1)).toMatchObject({ type: 'SYMBOL', symbol: { status } });
    expect(refusal(() => place(buy))).toEqual([-1013, 'Market is closed.']);
    expect(engine.cancelOrder(me, { symbol, orderId })).toMatchObject({ order: { status: 'CANCELED' } });
  });

  it('the exchange can expire all open orders', () => {
    const { engine, me } = setUp();
    const orderId = rest(engine, me);
    engine.expireOpenOrders(symbol);
    expect(engine.order(me, { symbol, orderId })).toMatchObject({
      status: 'EXPIRED',
      expiryReason: 'EXCHANGE_CANCELED',
    });
    expect(engine.book(symbol)).toMatchObject({ bids: [], asks: [] });
  });
});

describe('accounts', () => {
  it('obeys the permissions of the account', () => {
    const { engine, me, place } = setUp();
    engine.setPermissions(me, { requireSelfTradePrevention: true });
    expect(refusal(() => place(buy))).toEqual([-2010, 'This action is disabled on this account.']);
    engine.setPermissions(me, { requireSelfTradePrevention: false, canTrade: false });
    expect(refusal(() => place(buy))).toEqual([-2010, 'This account may not place or cancel orders.']);
  });

  it('locks from outside no more than the free balance', () => {
    const { engine, events, me } = setUp();
    engine.lockExternally(me, 'USDT', d(400));
    expect(engine.balance(me, 'USDT')).toMatchObject({ free: d(600), locked: d(400) });
    expect(events[0]).toMatchObject({ type: 'EXTERNAL_LOCK', asset: 'USDT', delta: d(400) });
    expect(refusal(() => engine.lockExternally(me, 'USDT', d(601)))[0]).toBe(-2010);
    expect(refusal(() => engine.deposit(me, 'USDT', -d(601)))[0]).toBe(-2010);
    engine.lockExternally(me, 'USDT', -d(400));
    expect(engine.balance(me, 'USDT').locked).toBe(0n);
  });
});

describe('finding orders', () => {
  it('finds an order by id, then compares the client order id', () => {
    const { engine, me, others, place } = setUp();
    const { orderId } = place({ ...buy, newClientOrderId: 'mine' });
    expect(engine.order(me, { symbol, orderId, origClientOrderId: 'mine' }).orderId).toBe(orderId);
    expect(refusal(() => engine.order(me, { symbol, orderId, origClientOrderId: 'other' }))).toEqual([
      -2039,
      'Client order ID is not correct for this order ID.',
    ]);
    expect(refusal(() => engine.order(me, { symbol, orderId: 999 }))).toEqual([-2013, 'Order does not exist.']);
    expect(refusal(() => engine.order(others, { symbol, orderId }))).toEqual([-2013, 'Order does not exist.']);
    expect(refusal(() => engine.order(me, { symbol }))[0]).toBe(-1102);
    expect(refusal(() => engine.cancelOrder(me, { symbol, orderId, origClientOrderId: 'other' }))).toEqual([
      -2011,
      'Unknown order sent.',
    ]);
    expect(refusal(() => engine.cancelOpenOrders(others, 'XYZ'))[0]).toBe(-1121);
  });

  it('obeys cancelRestrictions', () => {
    const { engine, me, others, place } = setUp();
    const { orderId } = place({ ...buy, quantity: 2 });
    const cancel = (cancelRestrictions: 'ONLY_NEW' | 'ONLY_PARTIALLY_FILLED') => () =>
      engine.cancelOrder(me, { symbol, orderId, cancelRestrictions });
    const refused = [-2011, 'Order was not canceled due to cancel restrictions.'];
    expect(refusal(cancel('ONLY_PARTIALLY_FILLED'))).toEqual(refused);
    engine.placeOrder(others, limit(symbol, 'SELL', 1, 90));
    expect(refusal(cancel('ONLY_NEW'))).toEqual(refused);
    expect(cancel('ONLY_PARTIALLY_FILLED')()).toMatchObject({ order: { status: 'CANCELED', executedQty: d(1) } });
  });

  it('counts the 90 days from the last change of the order', () => {
    const { engine, advance } = setUpEngine([plain(symbol, 'BTC', 'USDT')]);
    const me = funded(engine, { USDT: 1000 });
    const { orderId } = engine.placeOrder(me, limit(symbol, 'BUY', 1, 100)).order;
    advance(80 * 86_400_000);
    engine.cancelOrder(me, { symbol, orderId });
    advance(90 * 86_400_000);
    expect(engine.order(me, { symbol, orderId }).status).toBe('CANCELED');
    advance(1);
    expect(refusal(() => engine.order(me, { symbol, orderId }))[0]).toBe(-2026);
  });

  it('archives unfilled orders after 90 days', () => {
    const { engine, me, place, advance } = setUp();
    const { orderId } = place(buy);
    engine.cancelOrder(me, { symbol, orderId });
    advance(90 * 86_400_000 + 1);
    expect(refusal(() => engine.order(me, { symbol, orderId }))).toEqual([
      -2026,
      'Order was canceled or expired with no executed qty over 90 days ago and has been archived.',
    ]);
    expect(engine.allOrders(me, { symbol })).toEqual([]);
  });

  it('pages through history from an id, from a time, or back from the newest row', () => {
    const { engine, me, others, advance, place } = setUp();
    const start = engine.now();
    for (let each = 0; each < 5; each += 1) {
      place({ ...buy, price: 80 + each });
      advance(1000);
    }
    const ids = (query: object) => engine.allOrders(me, { symbol, ...query }).map(({ price }) => Number(price / d(1)));
    const first = engine.allOrders(me, { symbol })[0]?.orderId ?? 0;
    expect(ids({ limit: 2 })).toEqual([83, 84]);
    expect(ids({ fromId: first + 1, limit: 2 })).toEqual([81, 82]);
    expect(ids({ startTime: start + 2_000_000, limit: 2 })).toEqual([82, 83]);
    expect(ids({ endTime: start + 2_000_000, limit: 2 })).toEqual([81, 82]);
    engine.placeOrder(others, limit(symbol, 'SELL', 3, 80));
    expect(engine.myTrades(me, { symbol }).map(({ price }) => price)).toEqual([d(84), d(83), d(82)]);
    expect(engine.trades(symbol, { limit: 1 })).toMatchObject([{ price: d(82), isBuyerMaker: true }]);
    expect(engine.trades(symbol, { fromId: 2, limit: 1 })).toMatchObject([{ id: 2, price: d(84) }]);
  });
});
