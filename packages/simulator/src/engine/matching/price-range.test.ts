// Tests the example rule of Binance's FAQ "Price Range Execution Rule", and the calculation of the reference price.
import { describe, expect, it } from 'vitest';
import { d, funded, limit, order, plain, setUpEngine } from '../../../test/engine/engine-setup.js';
import type { PriceRangeRule } from '../index.js';

const rule: PriceRangeRule = {
  ruleType: 'PRICE_RANGE',
  bidLimitMultUp: '2.0000',
  bidLimitMultDown: '0.5000',
  askLimitMultUp: '2.0000',
  askLimitMultDown: '0.5000',
};

function setUp(executionRules: readonly PriceRangeRule[]) {
  const { engine } = setUpEngine([plain('BAZUSD', 'BAZ', 'USD', { executionRules })]);
  const others = funded(engine, { BAZ: 1000, USD: 100_000 }, { house: true });
  const me = funded(engine, { BAZ: 1000, USD: 100_000 });
  const market = (side: 'BUY' | 'SELL', quantity: number) =>
    engine.placeOrder(me, order({ symbol: 'BAZUSD', side, type: 'MARKET', quantity })).order;
  const offer = (side: 'BUY' | 'SELL', ...prices: number[]) => {
    for (const price of prices) engine.placeOrder(others, limit('BAZUSD', side, 1, price));
  };
  return { engine, me, market, offer };
}

const exceeded = { status: 'EXPIRED', expiryReason: 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED' };

describe('price range FAQ', () => {
  it('at a reference price of 10, executes from 5 to 20 and not beyond', () => {
    const { engine, me, market, offer } = setUp([rule]);
    engine.setReferencePrice('BAZUSD', d(10));
    offer('SELL', 20, 20.01);
    expect(market('BUY', 2)).toMatchObject({ ...exceeded, executedQty: d(1) });
    offer('BUY', 5, 4.99);
    expect(market('SELL', 2)).toMatchObject({ ...exceeded, executedQty: d(1) });
    const taker = engine.placeOrder(me, limit('BAZUSD', 'BUY', 1, 25)).order;
    expect(taker).toMatchObject({ ...exceeded, executedQty: 0n });
    expect(engine.balance(me, 'USD').locked).toBe(0n);
  });

  it('also ends a MARKET order with quoteOrderQty that would execute beyond the range', () => {
    const { engine, me, offer } = setUp([rule]);
    engine.setReferencePrice('BAZUSD', d(10));
    offer('SELL', 15, 25);
    const buy = () =>
      engine.placeOrder(me, { symbol: 'BAZUSD', side: 'BUY', type: 'MARKET', quoteOrderQty: d(40) }).order;
    expect(buy()).toMatchObject({ ...exceeded, executedQty: d(1), cumulativeQuoteQty: d(15) });
    // The best price is now beyond the range, so nothing is executed.
    expect(buy()).toMatchObject({ ...exceeded, executedQty: 0n });
    expect(engine.balance(me, 'USD')).toMatchObject({ free: d(100_000 - 15), locked: 0n });
  });

  it('has a multiplier for each side and direction', () => {
    const { engine, market, offer } = setUp([
      { ruleType: 'PRICE_RANGE', bidLimitMultUp: '2', askLimitMultUp: '2', askLimitMultDown: '0.5' },
    ]);
    engine.setReferencePrice('BAZUSD', d(10));
    offer('SELL', 1);
    expect(market('BUY', 1).status).toBe('FILLED');
    offer('BUY', 4);
    expect(market('SELL', 1)).toMatchObject(exceeded);
  });

  it('does not apply without a rule, or while the reference price is missing or null', () => {
    const without = setUp([]);
    without.engine.setReferencePrice('BAZUSD', d(10));
    without.offer('SELL', 100);
    expect(without.market('BUY', 1).status).toBe('FILLED');

    const { engine, market, offer } = setUp([rule]);
    offer('SELL', 100, 100);
    expect(engine.referencePrice('BAZUSD')).toBeUndefined();
    expect(market('BUY', 1).status).toBe('FILLED');
    engine.setReferencePrice('BAZUSD', null);
    expect(engine.referencePrice('BAZUSD')).toMatchObject({ price: null });
    expect(market('BUY', 1).status).toBe('FILLED');
  });

  it('sets the limits once for an order, before it takes from the book', () => {
    const { engine, setTime } = setUpEngine([
      plain('BAZUSD', 'BAZ', 'USD', {
        executionRules: [rule],
        referencePriceCalculation: { calculationType: 'ARITHMETIC_MEAN', bucketCount: 10, bucketWidthMs: 1000 },
      }),
    ]);
    setTime(1_770_736_694_138);
    const others = funded(engine, { BAZ: 1000, USD: 100_000 }, { house: true });
    const me = funded(engine, { USD: 100_000 });
    engine.placeOrder(others, limit('BAZUSD', 'SELL', 1, 10));
    engine.placeOrder(others, order({ symbol: 'BAZUSD', side: 'BUY', type: 'MARKET', quantity: 1 }));
    // The mean price is 10, so the highest allowed price is 2 x 10 = 20. The first trade at 18 moves the mean to 14,
    // but the highest allowed price must stay 20 while this taker is matched.
    for (const price of [18, 18, 22]) engine.placeOrder(others, limit('BAZUSD', 'SELL', 1, price));
    const { order: taker } = engine.placeOrder(me, limit('BAZUSD', 'BUY', 3, 30));
    expect(taker).toMatchObject({ ...exceeded, executedQty: d(2) });
    expect(engine.referencePrice('BAZUSD')?.price).toBe((d(10) + d(18) + d(18)) / 3n);
  });

  it('prorates the oldest bucket of the moving mean', () => {
    const { engine, setTime } = setUpEngine([
      plain('BAZUSD', 'BAZ', 'USD', {
        referencePriceCalculation: { calculationType: 'ARITHMETIC_MEAN', bucketCount: 2, bucketWidthMs: 1000 },
      }),
    ]);
    const others = funded(engine, { BAZ: 1000, USD: 100_000 }, { house: true });
    const start = 1_770_736_694_000;
    const trade = (at: number, price: number) => {
      setTime(start + at);
      engine.placeOrder(others, limit('BAZUSD', 'SELL', 1, price));
      engine.placeOrder(others, order({ symbol: 'BAZUSD', side: 'BUY', type: 'MARKET', quantity: 1 }));
    };
    const price = (at: number) => {
      setTime(start + at);
      return engine.referencePrice('BAZUSD')?.price;
    };
    trade(100, 10);
    trade(900, 12);
    trade(1500, 20);
    expect(price(1999)).toBe((d(10) + d(12) + d(20)) / 3n);
    // The window is 2,000 ms long, so at 2,250 ms a quarter of the first bucket is outside. This bucket has a trade at
    // 10 and a trade at 12. Three quarters of them count: 1.5 trades with a price sum of 16.5. With the trade at 20,
    // there are 2.5 trades with a price sum of 36.5.
    expect(price(2250)).toBe(((d(16.5) + d(20)) * 10n) / 25n);
    expect(price(3000)).toBe(d(20));
    expect(price(4000)).toBe(null);
  });
});
