// Tests the rules of Binance's FAQ "Pegged orders".
import { describe, expect, it } from 'vitest';
import { d, funded, limit, order, plain, refusal, setUpEngine } from '../../../test/engine/engine-setup.js';
import type { NewOrder } from '../index.js';

const ticks = { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '0.08', tickSize: '0.01' } as const;

function setUp(filters: readonly (typeof ticks)[] = []) {
  const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT', { filters })]);
  const others = funded(engine, { BTC: 100, USDT: 100 }, { house: true });
  const me = funded(engine, { BTC: 100, USDT: 100 });
  for (const price of ['0.04', '0.03', '0.02']) engine.placeOrder(others, limit('BTCUSDT', 'BUY', 1, price));
  for (const price of ['0.06', '0.07']) engine.placeOrder(others, limit('BTCUSDT', 'SELL', 1, price));
  const place = (fields: Partial<NewOrder>) =>
    engine.placeOrder(me, {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: d(1),
      ...fields,
    }).order;
  return { engine, others, me, place };
}

describe('pegged orders FAQ', () => {
  it('PRIMARY_PEG queues at the best price of its own side', () => {
    const { engine, place } = setUp();
    expect(place({ pegPriceType: 'PRIMARY_PEG' })).toMatchObject({
      price: 0n,
      peggedPrice: d('0.04'),
      status: 'NEW',
      quantity: d(1),
    });
    expect(engine.book('BTCUSDT').bids[0]).toEqual([d('0.04'), d(2)]);
  });

  it('MARKET_PEG trades at the best price of the other side only', () => {
    const { place } = setUp();
    expect(place({ pegPriceType: 'MARKET_PEG', timeInForce: 'IOC', quantity: d(3) })).toMatchObject({
      peggedPrice: d('0.06'),
      status: 'EXPIRED',
      executedQty: d(1),
      expiryReason: 'UNFILLED_IOC_QUANTITY_EXPIRED',
    });
  });

  it('an offset counts price levels deeper into the book', () => {
    const { place } = setUp();
    const offset = (pegOffsetValue: number) => ({ pegOffsetType: 'PRICE_LEVEL' as const, pegOffsetValue });
    expect(place({ pegPriceType: 'PRIMARY_PEG', ...offset(2) }).peggedPrice).toBe(d('0.02'));
    expect(place({ pegPriceType: 'MARKET_PEG', ...offset(1), timeInForce: 'IOC' }).peggedPrice).toBe(d('0.07'));
    expect(refusal(() => place({ pegPriceType: 'PRIMARY_PEG', ...offset(3) }))).toEqual([
      -2010,
      'Order book liquidity is too low for this pegged order.',
    ]);
  });

  it('accepts pegs for the documented order types and times in force', () => {
    const { engine, place } = setUp();
    const none = { timeInForce: undefined };
    expect(place({ type: 'LIMIT_MAKER', ...none, pegPriceType: 'PRIMARY_PEG' }).peggedPrice).toBe(d('0.04'));
    expect(refusal(() => place({ type: 'LIMIT_MAKER', ...none, pegPriceType: 'MARKET_PEG' }))).toEqual([
      -2010,
      'This price peg cannot be used with this order type.',
    ]);
    for (const type of ['MARKET', 'STOP_LOSS', 'TAKE_PROFIT'] as const) {
      const stopPrice = type === 'MARKET' ? undefined : d(1);
      expect(refusal(() => place({ type, ...none, stopPrice, pegPriceType: 'PRIMARY_PEG' }))).toEqual([
        -2010,
        'This order type may not use pegged price.',
      ]);
    }
    for (const timeInForce of ['IOC', 'FOK'] as const) {
      expect(refusal(() => place({ timeInForce, pegPriceType: 'PRIMARY_PEG' }))[0]).toBe(-2010);
    }
    engine.changeSymbol('BTCUSDT', { pegInstructionsAllowed: false });
    expect(refusal(() => place({ pegPriceType: 'PRIMARY_PEG' }))).toEqual([
      -2010,
      'Pegged orders are not supported for this symbol.',
    ]);
  });

  it('a stop-limit order gets its pegged price when it triggers', () => {
    const { engine, others, me, place } = setUp();
    const sell = (price: string) => engine.placeOrder(others, limit('BTCUSDT', 'SELL', 1, price));
    engine.placeOrder(others, order({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: 1 }));
    const stop = place({ type: 'STOP_LOSS_LIMIT', stopPrice: d('0.07'), pegPriceType: 'PRIMARY_PEG' });
    expect(stop).toMatchObject({ status: 'NEW', peggedPrice: undefined, workingTime: -1 });
    engine.placeOrder(others, limit('BTCUSDT', 'BUY', 1, '0.05'));
    sell('0.08');
    engine.placeOrder(others, order({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: 1 }));
    expect(engine.order(me, { symbol: 'BTCUSDT', orderId: stop.orderId })).toMatchObject({
      status: 'NEW',
      peggedPrice: d('0.05'),
    });
    expect(engine.book('BTCUSDT').bids[0]).toEqual([d('0.05'), d(2)]);
  });

  it('has to pass the filters at the sent price and at the pegged price', () => {
    const { engine, others, place } = setUp([ticks]);
    const refused = [-1013, 'Filter failure: PRICE_FILTER'];
    expect(refusal(() => place({ pegPriceType: 'PRIMARY_PEG', price: d('0.035') }))).toEqual(refused);
    expect(place({ pegPriceType: 'PRIMARY_PEG', price: d('0.05') })).toMatchObject({
      price: d('0.05'),
      peggedPrice: d('0.04'),
    });
    engine.changeSymbol('BTCUSDT', { filters: [] });
    engine.placeOrder(others, limit('BTCUSDT', 'BUY', 1, '0.045'));
    engine.changeSymbol('BTCUSDT', { filters: [ticks] });
    expect(refusal(() => place({ pegPriceType: 'PRIMARY_PEG' }))).toEqual(refused);
  });

  it('works in an OCO and in an OTO', () => {
    const { engine, others, me } = setUp();
    const { reports } = engine.placeOrderList(me, {
      kind: 'OTO',
      symbol: 'BTCUSDT',
      working: { type: 'LIMIT', timeInForce: 'GTC', pegPriceType: 'PRIMARY_PEG', side: 'BUY', quantity: d(1) },
      pending: { type: 'LIMIT', timeInForce: 'GTC', pegPriceType: 'PRIMARY_PEG', side: 'SELL', quantity: d(1) },
    });
    expect(reports).toMatchObject([
      { order: { peggedPrice: d('0.04') } },
      { order: { status: 'PENDING_NEW', peggedPrice: undefined } },
    ]);
    engine.placeOrder(others, limit('BTCUSDT', 'SELL', 2, '0.04'));
    const pendingId = reports[1]?.order.orderId;
    expect(engine.order(me, { symbol: 'BTCUSDT', orderId: pendingId })).toMatchObject({
      status: 'NEW',
      peggedPrice: d('0.06'),
    });
    const oco = engine.placeOrderList(me, {
      kind: 'OCO',
      symbol: 'BTCUSDT',
      side: 'SELL',
      quantity: d(1),
      above: { type: 'LIMIT_MAKER', pegPriceType: 'PRIMARY_PEG' },
      below: { type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', stopPrice: d('0.02'), pegPriceType: 'MARKET_PEG' },
    });
    expect(oco.reports).toMatchObject([{ order: { peggedPrice: undefined } }, { order: { peggedPrice: d('0.06') } }]);
  });
});
