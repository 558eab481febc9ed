// Every filter of filters.md: a value on a bound passes, and a value beyond it fails with the documented code and text.
import { describe, expect, it } from 'vitest';
import { d, funded, limit, order, plain, refusal, setUpEngine } from '../../../../test/engine/engine-setup.js';
import type { ExchangeFilter, Filter } from '../../index.js';

const symbol = 'BTCUSDT';
type OrderFields = Parameters<typeof order>[0];

function setUp(filters: readonly Filter[] = [], exchangeFilters: readonly ExchangeFilter[] = []) {
  const { engine, advance } = setUpEngine(
    [plain(symbol, 'BTC', 'USDT', { filters }), plain('ETHUSDT', 'ETH', 'USDT')],
    {
      exchangeFilters,
    },
  );
  const others = funded(engine, { BTC: 1000, USDT: 1_000_000 }, { house: true });
  const me = funded(engine, { BTC: 100, USDT: 100_000, ETH: 100 });
  const place = (fields: OrderFields) => engine.placeOrder(me, order(fields)).order;
  const trade = (price: number, quantity = 1) => {
    engine.placeOrder(others, limit(symbol, 'SELL', quantity, price));
    engine.placeOrder(others, order({ symbol, side: 'BUY', type: 'MARKET', quantity }));
  };
  return { engine, me, others, place, trade, advance };
}

const buy = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, price: 100 } as const;
const failure = (name: string) => [-1013, `Filter failure: ${name}`];

/** Expects the orders in `pass` to be accepted, and those in `fail` to be refused by the filter with this name. */
function check(
  name: string,
  filters: readonly Filter[],
  pass: readonly OrderFields[],
  fail: readonly OrderFields[],
  last?: number,
) {
  const { engine, me, others } = setUp([]);
  if (last !== undefined) {
    engine.placeOrder(others, limit(symbol, 'SELL', 1, last));
    engine.placeOrder(others, order({ symbol, side: 'BUY', type: 'MARKET', quantity: 1 }));
    engine.placeOrder(others, limit(symbol, 'SELL', 500, last));
  }
  engine.changeSymbol(symbol, { filters });
  for (const fields of pass) expect(engine.placeOrder(me, order(fields)).order.orderId).toBeGreaterThan(0);
  for (const fields of fail) expect(refusal(() => engine.placeOrder(me, order(fields)))).toEqual(failure(name));
}

describe('filters on price and quantity', () => {
  it('PRICE_FILTER checks price and stopPrice', () => {
    const filter = { filterType: 'PRICE_FILTER', minPrice: '10', maxPrice: '200', tickSize: '0.5' } as const;
    const stop = { ...buy, type: 'STOP_LOSS_LIMIT', stopPrice: 150 } as const;
    check(
      'PRICE_FILTER',
      [filter],
      [{ ...buy, price: 10 }, { ...buy, price: 200 }, { ...buy, price: 99.5 }, stop],
      [
        { ...buy, price: 9.5 },
        { ...buy, price: 200.5 },
        { ...buy, price: 99.4 },
        { ...stop, stopPrice: 150.1 },
      ],
    );
  });

  it('PRICE_FILTER: a bound of 0 does not apply', () => {
    const filter = { filterType: 'PRICE_FILTER', minPrice: '0', maxPrice: '0', tickSize: '0' } as const;
    check(
      'PRICE_FILTER',
      [filter],
      [
        { ...buy, price: '0.00000001', quantity: 10 },
        { ...buy, price: 99_999 },
      ],
      [],
    );
  });

  it('PERCENT_PRICE compares with the average price', () => {
    const filter = {
      filterType: 'PERCENT_PRICE',
      multiplierUp: '1.3',
      multiplierDown: '0.7',
      avgPriceMins: 5,
    } as const;
    check(
      'PERCENT_PRICE',
      [filter],
      [
        { ...buy, price: 130 },
        { ...buy, price: 70 },
      ],
      [
        { ...buy, price: '130.01' },
        { ...buy, price: '69.99' },
      ],
      100,
    );
  });

  it('PERCENT_PRICE_BY_SIDE has a range for each side', () => {
    const filter = {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: '1.2',
      bidMultiplierDown: '0.2',
      askMultiplierUp: '5',
      askMultiplierDown: '0.8',
      avgPriceMins: 1,
    } as const;
    const sell = { ...buy, side: 'SELL' } as const;
    check(
      'PERCENT_PRICE_BY_SIDE',
      [filter],
      [
        { ...buy, price: 20 },
        { ...sell, price: 500 },
        { ...sell, price: 121 },
        { ...buy, price: 120 },
      ],
      [
        { ...buy, price: '120.01' },
        { ...buy, price: '19.99' },
        { ...sell, price: '500.01' },
        { ...sell, price: '79.99' },
      ],
      100,
    );
  });

  it('price-relative filters use the reference price, or else the average, or else the last price', () => {
    const filter = (avgPriceMins: number) =>
      ({ filterType: 'PERCENT_PRICE', multiplierUp: '1.1', multiplierDown: '0.9', avgPriceMins }) as const;
    const { engine, place, trade, advance } = setUp([]);
    trade(100);
    advance(60_000);
    trade(200, 3);
    // Average of five minutes 175, last price 200.
    engine.changeSymbol(symbol, { filters: [filter(5)] });
    expect(place({ ...buy, price: 192 }).status).toBe('NEW');
    expect(refusal(() => place({ ...buy, price: 195 }))).toEqual(failure('PERCENT_PRICE'));
    engine.changeSymbol(symbol, { filters: [filter(0)] });
    expect(place({ ...buy, price: 195 }).status).toBe('NEW');
    engine.setReferencePrice(symbol, d(100));
    expect(refusal(() => place({ ...buy, price: 195 }))).toEqual(failure('PERCENT_PRICE'));
    expect(place({ ...buy, price: 110 }).status).toBe('NEW');
    engine.setReferencePrice(symbol, null);
    expect(place({ ...buy, price: 195 }).status).toBe('NEW');
  });

  it('LOT_SIZE checks quantity and icebergQty', () => {
    const filter = { filterType: 'LOT_SIZE', minQty: '0.5', maxQty: '50', stepSize: '0.25' } as const;
    check(
      'LOT_SIZE',
      [filter],
      [
        { ...buy, quantity: 0.5 },
        { ...buy, quantity: 50 },
        { ...buy, quantity: 10, icebergQty: 0.75 },
      ],
      [
        { ...buy, quantity: 0.25 },
        { ...buy, quantity: 50.25 },
        { ...buy, quantity: 0.6 },
        { ...buy, quantity: 10, icebergQty: 0.25 },
        { ...buy, quantity: 10, icebergQty: 0.8 },
      ],
    );
  });

  it('MARKET_LOT_SIZE checks market orders', () => {
    const filter = { filterType: 'MARKET_LOT_SIZE', minQty: '0.5', maxQty: '5', stepSize: '0.25' } as const;
    const market = { symbol, side: 'BUY', type: 'MARKET' } as const;
    check(
      'MARKET_LOT_SIZE',
      [filter],
      [
        { ...buy, quantity: 0.1 },
        { ...market, quantity: 0.5 },
        { ...market, quantity: 5 },
      ],
      [
        { ...market, quantity: 0.25 },
        { ...market, quantity: 5.25 },
        { ...market, quantity: 0.6 },
      ],
      100,
    );
  });

  it.each([
    [true, 'fails'],
    [false, 'passes'],
  ])('MIN_NOTIONAL with applyToMarket %s: a small market order %s', (applyToMarket) => {
    const filter = { filterType: 'MIN_NOTIONAL', minNotional: '50', applyToMarket, avgPriceMins: 5 } as const;
    const small = { symbol, side: 'BUY', type: 'MARKET', quantity: 0.49 } as const;
    const enough = { ...small, quantity: 0.5 };
    check(
      'MIN_NOTIONAL',
      [filter],
      [{ ...buy, quantity: 0.5 }, enough, ...(applyToMarket ? [] : [small])],
      [{ ...buy, quantity: 0.49 }, ...(applyToMarket ? [small] : [])],
      100,
    );
  });

  it('NOTIONAL has a minimum and a maximum, each optional for market orders', () => {
    const filter = {
      filterType: 'NOTIONAL',
      minNotional: '50',
      applyMinToMarket: true,
      maxNotional: '1000',
      applyMaxToMarket: false,
      avgPriceMins: 5,
    } as const;
    const market = { symbol, side: 'BUY', type: 'MARKET' } as const;
    check(
      'NOTIONAL',
      [filter],
      [
        { ...buy, quantity: 0.5 },
        { ...buy, quantity: 10 },
        { ...market, quantity: 0.5 },
        { ...market, quoteOrderQty: 50 },
        { ...market, quantity: 1.5 },
      ],
      [
        { ...buy, quantity: 0.49 },
        { ...buy, quantity: 10.01 },
        { ...market, quantity: 0.49 },
        { ...market, quoteOrderQty: 49 },
      ],
      100,
    );
  });

  it('ICEBERG_PARTS counts the slices of an iceberg, rounded up', () => {
    const filter = { filterType: 'ICEBERG_PARTS', limit: 10 } as const;
    check(
      'ICEBERG_PARTS',
      [filter],
      [
        { ...buy, quantity: 10, icebergQty: 1 },
        { ...buy, quantity: 9.5, icebergQty: 1 },
      ],
      [{ ...buy, quantity: 10.01, icebergQty: 1 }],
    );
  });
});

describe('filters that count', () => {
  const stop = { symbol, side: 'BUY', type: 'STOP_LOSS', quantity: 1, stopPrice: 200 } as const;

  it('MAX_NUM_ORDERS counts all open orders, including those of lists', () => {
    const { engine, me, place } = setUp([{ filterType: 'MAX_NUM_ORDERS', maxNumOrders: 3 }]);
    place(buy);
    place(stop);
    const pair = () =>
      engine.placeOrderList(me, {
        kind: 'OCO',
        symbol,
        side: 'SELL',
        quantity: d(1),
        above: { type: 'LIMIT_MAKER', price: d(300) },
        below: { type: 'STOP_LOSS', stopPrice: d(50) },
      });
    expect(refusal(pair)).toEqual(failure('MAX_NUM_ORDERS'));
    const { orderId } = place(buy);
    expect(refusal(() => place(buy))).toEqual(failure('MAX_NUM_ORDERS'));
    engine.cancelOrder(me, { symbol, orderId });
    expect(place(buy).status).toBe('NEW');
  });

  it('MAX_NUM_ALGO_ORDERS counts orders that wait for a trigger', () => {
    const { place } = setUp([{ filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 1 }]);
    place(stop);
    expect(refusal(() => place(stop))).toEqual(failure('MAX_NUM_ALGO_ORDERS'));
    expect(place(buy).status).toBe('NEW');
  });

  it('MAX_NUM_ICEBERG_ORDERS counts icebergs', () => {
    const { place } = setUp([{ filterType: 'MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 1 }]);
    place({ ...buy, icebergQty: 0.5 });
    expect(refusal(() => place({ ...buy, icebergQty: 0.5 }))).toEqual(failure('MAX_NUM_ICEBERG_ORDERS'));
    expect(place(buy).status).toBe('NEW');
  });

  it('MAX_NUM_ORDER_LISTS counts lists', () => {
    const { engine, me } = setUp([{ filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: 1 }]);
    const list = () =>
      engine.placeOrderList(me, {
        kind: 'OTO',
        symbol,
        working: { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: d(1), price: d(10) },
        pending: { type: 'MARKET', side: 'SELL', quantity: d(1) },
      });
    list();
    expect(refusal(list)).toEqual(failure('MAX_NUM_ORDER_LISTS'));
  });

  it('MAX_POSITION counts free, locked and open BUY quantity', () => {
    const { engine, me, place } = setUp([{ filterType: 'MAX_POSITION', maxPosition: '110' }]);
    // The account has 100 BTC, some of them locked.
    place({ ...buy, side: 'SELL', price: 500, quantity: 10 });
    place({ ...buy, quantity: 6 });
    expect(refusal(() => place({ ...buy, quantity: 4.1 }))).toEqual(failure('MAX_POSITION'));
    expect(place({ ...buy, quantity: 4 }).status).toBe('NEW');
    expect(place({ ...buy, side: 'SELL', price: 500, quantity: 50 }).status).toBe('NEW');
    expect(engine.openOrders(me, symbol)).toHaveLength(4);
  });

  it('MAX_POSITION counts only the open part of a BUY order that is partly filled', () => {
    const { engine, me, others, place } = setUp([{ filterType: 'MAX_POSITION', maxPosition: '110' }]);
    place({ ...buy, quantity: 6 });
    engine.placeOrder(others, limit(symbol, 'SELL', 4, 100));
    // The account has 104 BTC and an open BUY of 2.
    expect(engine.balance(me, 'BTC').free).toBe(d(104));
    expect(refusal(() => place({ ...buy, quantity: 4.1 }))).toEqual(failure('MAX_POSITION'));
    expect(place({ ...buy, quantity: 4 }).status).toBe('NEW');
  });

  it('a pending BUY counts once when it is activated, and a pending pair counts like an OCO', () => {
    const { engine, me, others } = setUp([{ filterType: 'MAX_POSITION', maxPosition: '106' }]);
    const working = { side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity: d(1), price: d(100) } as const;
    const pair = {
      pendingAbove: { type: 'STOP_LOSS', stopPrice: d(120) },
      pendingBelow: { type: 'LIMIT_MAKER', price: d(90) },
    } as const;
    const { list } = engine.placeOrderList(me, {
      kind: 'OTOCO',
      symbol,
      working,
      pendingSide: 'BUY',
      pendingQuantity: d(5),
      ...pair,
    });
    engine.placeOrder(others, limit(symbol, 'BUY', 1, 100));
    const { orderListId } = list;
    expect(engine.orderList(me, { orderListId }).orders.map(({ status }) => status)).toEqual(['FILLED', 'NEW', 'NEW']);
  });

  it('a pegged stop BUY counts once when it triggers', () => {
    const { place, trade, engine, me } = setUp([{ filterType: 'MAX_POSITION', maxPosition: '106' }]);
    trade(100);
    place({ ...buy, quantity: 1, price: 99 });
    const { orderId } = place({
      symbol,
      side: 'BUY',
      type: 'STOP_LOSS_LIMIT',
      timeInForce: 'GTC',
      quantity: 5,
      stopPrice: 110,
      pegPriceType: 'PRIMARY_PEG',
    });
    trade(110);
    expect(engine.order(me, { symbol, orderId })).toMatchObject({ status: 'NEW', peggedPrice: d(99) });
  });

  it('triggers orders that were open before a count filter became stricter', () => {
    const { engine, place, trade, me } = setUp();
    trade(100);
    place({ ...buy, price: 99 });
    const wanted = { symbol, side: 'BUY', type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', quantity: 1 } as const;
    const pegged = { ...wanted, stopPrice: 110, pegPriceType: 'PRIMARY_PEG' } as const;
    const { orderId } = place(pegged);
    engine.changeSymbol(symbol, { filters: [{ filterType: 'MAX_NUM_ORDERS', maxNumOrders: 1 }] });
    engine.setExchangeFilters([{ filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: 1 }]);
    trade(110);
    expect(engine.order(me, { symbol, orderId }).status).toBe('NEW');
  });

  it.each([
    [{ filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: 1 }, buy],
    [{ filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 1 }, stop],
    [
      { filterType: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 1 },
      { ...buy, icebergQty: 0.5 },
    ],
  ] as const)('$filterType counts over all symbols', (filter, fields) => {
    const { place } = setUp([], [filter]);
    place({ ...fields, symbol: 'ETHUSDT' });
    expect(refusal(() => place(fields))).toEqual(failure(filter.filterType));
  });

  it('EXCHANGE_MAX_NUM_ORDER_LISTS counts lists over all symbols', () => {
    const { engine, me } = setUp([], [{ filterType: 'EXCHANGE_MAX_NUM_ORDER_LISTS', maxNumOrderLists: 1 }]);
    const list = (where: string) => () =>
      engine.placeOrderList(me, {
        kind: 'OTO',
        symbol: where,
        working: { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: d(1), price: d(10) },
        pending: { type: 'MARKET', side: 'SELL', quantity: d(1) },
      });
    list('ETHUSDT')();
    expect(refusal(list(symbol))).toEqual(failure('EXCHANGE_MAX_NUM_ORDER_LISTS'));
  });

  it('MAX_ASSET limits the quantity of an asset in one order', () => {
    const { engine, me, place } = setUp([]);
    engine.setAssetFilters(me, [
      { filterType: 'MAX_ASSET', asset: 'BTC', limit: '42' },
      { filterType: 'MAX_ASSET', asset: 'USDT', limit: '1000' },
    ]);
    expect(place({ ...buy, quantity: 42, price: 20 }).status).toBe('NEW');
    expect(refusal(() => place({ ...buy, quantity: 42.1, price: 20 }))).toEqual(failure('MAX_ASSET'));
    expect(refusal(() => place({ ...buy, quantity: 10.1 }))).toEqual(failure('MAX_ASSET'));
    expect(engine.myFilters(me, 'ETHUSDT').assetFilters).toMatchObject([{ asset: 'USDT' }]);
  });
});
