// Tests the filters of Binance's filters.md that check prices and quantities: a value on the bound passes, and a value
// beyond it fails with the documented code and message.
import { describe, expect, it } from 'vitest';
import { d, refusal } from '../../../../test/engine/engine-setup.js';
import { buy, check, failure, setUp, symbol } from '../../../../test/engine/filter-setup.js';

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
    // `filter(5)` uses the average price of the last five minutes, which is 175. `filter(0)` below uses the last price,
    // 200.
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
