// Tests the filters that limit how many orders an account may have open, or how much of an asset it may hold or put
// into one order (Binance's filters.md). A value on the bound passes. A value beyond the bound fails with the
// documented code and message.
import { describe, expect, it } from 'vitest';
import { d, limit, refusal } from '../../../../test/engine/engine-setup.js';
import { buy, failure, setUp, symbol } from '../../../../test/engine/filter-setup.js';

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
    // The account has 100 BTC, including the 10 BTC that its SELL order locks. With the BUY order for 6 BTC, this makes
    // 106 BTC. So 4 BTC more are allowed.
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
    // The account has 104 BTC and an open BUY order for 2 BTC. So 4 BTC more are allowed.
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
