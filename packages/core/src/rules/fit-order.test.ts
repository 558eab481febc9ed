import { describe, expect, it } from 'vitest';
import { compileRules } from './compile.js';
import { fitOrder } from './fit-order.js';

const info = { symbol: 'BNBBTC', status: 'TRADING', baseAsset: 'BNB', quoteAsset: 'BTC', orderTypes: ['LIMIT'] };
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '10', price: '1' };

const rules = (tickSize: string, stepSize: string, minNotional = '0') =>
  compileRules({
    ...info,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: '0', maxPrice: '0', tickSize },
      { filterType: 'LOT_SIZE', minQty: '0.01', maxQty: '100', stepSize },
      { filterType: 'MIN_NOTIONAL', minNotional, applyToMarket: true, avgPriceMins: 5 },
    ],
  });

describe('fitOrder', () => {
  it.each([
    ['0.10000000', '0.3'],
    ['0.01', '4.35'],
    ['0.05', '0.15'],
    ['0.01', '1.15'],
    ['1', '2'],
    ['0.00000001', '0.00000003'],
  ])('does not move a price that is a multiple of the step: step %s, %s', (step, value) => {
    for (const rounding of ['down', 'up', 'nearest'] as const) {
      const params = { ...order, price: value };
      expect(fitOrder(params, rules(step, '0.01'), { rounding }).params).toBe(params);
    }
  });

  it.each([
    ['0.10000000', '0.37', '0.3', '0.4', '0.4'],
    ['0.01', '4.352', '4.35', '4.36', '4.35'],
    ['0.05', '0.18', '0.15', '0.2', '0.2'],
    ['0.01', '1.155', '1.15', '1.16', '1.15'],
    ['1', '2.6', '2', '3', '3'],
  ])('step %s moves %s down to %s, up to %s, nearest to %s', (step, price, down, up, nearest) => {
    const at = (rounding: 'down' | 'up' | 'nearest') =>
      fitOrder({ ...order, price }, rules(step, '0.01'), { rounding }).params?.price;
    expect([at('down'), at('up'), at('nearest')]).toEqual([down, up, nearest]);
  });

  it('moves the price first, then the quantity to match it', () => {
    const fitted = fitOrder({ ...order, price: '0.33', quantity: '10' }, rules('0.1', '0.5', '5'), { rounding: 'up' });
    expect(fitted.params).toMatchObject({ price: '0.4', quantity: '12.5' });
  });

  it('moves the prices of all orders of a list before their quantity', () => {
    const compiled = compileRules({
      ...{ ...info, orderTypes: ['LIMIT_MAKER', 'STOP_LOSS_LIMIT'], ocoAllowed: true },
      filters: [
        { filterType: 'PRICE_FILTER', minPrice: '0', maxPrice: '0', tickSize: '1' },
        { filterType: 'LOT_SIZE', minQty: '1', maxQty: '100', stepSize: '1' },
        {
          ...{ filterType: 'NOTIONAL', minNotional: '7', maxNotional: '10', avgPriceMins: 5 },
          ...{ applyMinToMarket: false, applyMaxToMarket: false },
        },
      ],
    });
    const list = {
      ...{ symbol: 'BNBBTC', side: 'SELL', quantity: '4', aboveType: 'LIMIT_MAKER', abovePrice: '2' },
      ...{ belowType: 'STOP_LOSS_LIMIT', belowStopPrice: '1', belowPrice: '2.9', belowTimeInForce: 'GTC' },
    };
    // At a `belowPrice` of 2.9, the quantity would be too large. The quantity is legal after the price is lowered to 2.
    const fitted = fitOrder(list, compiled, { rounding: 'down', operation: 'createOcoOrder' });
    expect(fitted).toEqual({ params: { ...list, belowPrice: '2' } });
  });

  it('moves the quantity before an icebergQty that is legal only with the new quantity', () => {
    const compiled = compileRules({
      ...{ ...info, icebergAllowed: true },
      filters: [{ filterType: 'LOT_SIZE', minQty: '1', maxQty: '100', stepSize: '1' }],
    });
    const params = { ...order, quantity: '0.5', icebergQty: '0.3' };
    const at = (rounding: 'down' | 'up' | 'nearest') => fitOrder(params, compiled, { rounding });
    const fitted = { params: { ...params, quantity: '1', icebergQty: '1' } };
    expect([at('up'), at('nearest')]).toEqual([fitted, fitted]);
    expect(at('down').problems).toMatchObject([
      { param: 'quantity' },
      { param: 'quantity' },
      { param: 'icebergQty' },
      {},
    ]);
  });

  it('returns the problems if a number is legal only after a move against the direction', () => {
    const fitted = fitOrder({ ...order, quantity: '4.777' }, rules('0.1', '0.01', '5'), { rounding: 'down' });
    expect(fitted.params).toBeUndefined();
    expect(fitted.problems).toMatchObject([
      { filter: 'LOT_SIZE', param: 'quantity', fix: { up: '5' } },
      { filter: 'MIN_NOTIONAL', param: 'quantity', fix: { up: '5' } },
    ]);
  });

  it('moves nothing if a problem cannot be corrected', () => {
    const fitted = fitOrder({ ...order, price: '0.33', timeInForce: 'GTX' }, rules('0.1', '0.01'), { rounding: 'up' });
    expect(fitted.problems).toMatchObject([{ param: 'timeInForce' }, { param: 'price' }]);
  });

  it('rounds a number that arithmetic made inexact to 15 digits', () => {
    const at = (price: number, quantity: number, rounding: 'down' | 'up') =>
      fitOrder({ ...order, price, quantity }, rules('0.1', '0.01'), { rounding }).params;
    expect(at(0.1 + 0.2, 1 / 3, 'down')).toMatchObject({ price: 0.3, quantity: '0.33' });
    expect(at(0.1 + 0.2, 1 / 3, 'up')).toMatchObject({ price: 0.3, quantity: '0.34' });
    expect(at(1.1 * 3, 2 / 3, 'down')).toMatchObject({ price: 3.3, quantity: '0.66' });
  });

  it('rounds an inexact number that has more than 20 decimal places', () => {
    const price = 4.5e-7 / 3.7; // 1.2162162162162163e-7, which has 23 decimal places
    const fine = rules('0.00000001', '0.01');
    const at = (rounding: 'down' | 'up') => fitOrder({ ...order, price }, fine, { rounding }).params?.price;
    expect([at('down'), at('up')]).toEqual(['0.00000012', '0.00000013']);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1 / 3, 1e-30 / 3])('error: %d is not a price', (price) => {
    const fitted = fitOrder({ ...order, price }, rules('0.1', '0.01'), { rounding: 'down' });
    expect(fitted.problems).toMatchObject([{ filter: 'PARAMETERS', param: 'price' }]);
  });

  it.each([
    [5, 10],
    [3000, 2000],
    ['5', '10'],
  ])('keeps a trailingDelta that it moves of the type that was given: %o', (given, moved) => {
    const trailing = {
      filterType: 'TRAILING_DELTA',
      ...{
        minTrailingAboveDelta: 10,
        maxTrailingAboveDelta: 2000,
        minTrailingBelowDelta: 10,
        maxTrailingBelowDelta: 2000,
      },
    };
    const compiled = compileRules({ ...info, orderTypes: ['STOP_LOSS'], filters: [trailing] });
    const params = { symbol: 'BNBBTC', side: 'SELL', type: 'STOP_LOSS', quantity: '1', trailingDelta: given };
    expect(fitOrder(params, compiled, { rounding: 'nearest' }).params).toEqual({ ...params, trailingDelta: moved });
  });
});
