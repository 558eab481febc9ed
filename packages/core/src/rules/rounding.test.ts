import { describe, expect, it } from 'vitest';
import { compileRules } from './compile.js';
import { roundPrice, roundQuantity } from './rounding.js';
import type { FilterInfo } from './symbol-info.js';

const info = { symbol: 'BNBBTC', status: 'TRADING', baseAsset: 'BNB', quoteAsset: 'BTC' };
const precision = { baseAssetPrecision: 8, quoteAssetPrecision: 8 };
const filters: FilterInfo[] = [
  { filterType: 'PRICE_FILTER', minPrice: '0.00000100', maxPrice: '100000.00000000', tickSize: '0.00000500' },
  { filterType: 'LOT_SIZE', minQty: '0.00100000', maxQty: '100000.00000000', stepSize: '0.00100000' },
  { filterType: 'NOTIONAL', minNotional: '0.00010000', maxNotional: '9000000.00000000' },
];
const rules = compileRules({ ...info, ...precision, filters });

describe('compileRules', () => {
  it('has the numbers of the rules, as the exchange writes them', () => {
    expect(rules).toMatchObject({
      ...{ tickSize: '0.00000500', minPrice: '0.00000100', maxPrice: '100000.00000000' },
      ...{ stepSize: '0.00100000', minQty: '0.00100000', maxQty: '100000.00000000' },
      ...{ minNotional: '0.00010000', maxNotional: '9000000.00000000' },
    });
  });

  it('has the minimum total of the older filter, and nothing of absent filters', () => {
    const older = { filterType: 'MIN_NOTIONAL', minNotional: '5.00000000' };
    const { minNotional, tickSize } = compileRules({ ...info, filters: [older] });
    expect([minNotional, tickSize]).toEqual(['5.00000000', undefined]);
  });

  it('keeps its own fields, whatever fields a filter has', () => {
    const hostile = { filterType: 'LOT_SIZE', symbol: 'OTHER', at: 1, legChecks: 1 };
    expect(compileRules({ ...info, filters: [hostile] }).at(8).symbol).toBe('BNBBTC');
  });
});

describe('roundPrice', () => {
  it.each([
    ['0.000012', 'down', '0.00001'],
    ['0.000012', 'up', '0.000015'],
    ['0.000012', 'nearest', '0.00001'],
    ['0.0000125', 'nearest', '0.000015'],
    ['0.00001', 'up', '0.00001'],
    ['0.000001', 'down', '0'],
    ['12345678901234567890.12345678901', 'down', '12345678901234567890.123455'],
    [1e-5, 'down', '0.00001'],
    [3n, 'up', '3'],
    // JavaScript calculates 0.1 + 0.2 as 0.30000000000000004.
    [0.1 + 0.2, 'up', '0.3'],
    [1 / 3, 'down', '0.33333'],
    // JavaScript calculates 4.5e-7 / 3.7 as 1.2162162162162163e-7, which has 23 decimal places.
    [4.5e-7 / 3.7, 'down', '0'],
    [4.5e-7 / 3.7, 'up', '0.000005'],
    [1e-9 / 3, 'up', '0.000005'],
  ] as const)('%s, %s: %s', (price, rounding, rounded) => {
    expect(roundPrice(rules, price, rounding)).toBe(rounded);
  });

  it('rounds to the nearest price by default', () => {
    expect(roundPrice(rules, '0.000013')).toBe('0.000015');
  });

  it('rounds to the decimal places of the asset if there is no tick size', () => {
    expect(roundPrice(compileRules({ ...info, ...precision, filters: [] }), '1.123456789', 'down')).toBe('1.12345678');
    expect(roundPrice(compileRules({ ...info, filters: [] }), '1.123456789', 'down')).toBe('1.123456789');
    const illegal = compileRules({ ...info, quoteAssetPrecision: 25, filters: [] });
    expect(roundPrice(illegal, '1.123456789', 'down')).toBe('1.123456789');
    const none = [{ filterType: 'PRICE_FILTER', tickSize: '0.00000000' }];
    expect(roundPrice(compileRules({ ...info, ...precision, filters: none }), '1.123456789', 'up')).toBe('1.12345679');
  });

  it('refuses what is no price, and an unknown rounding', () => {
    expect(() => roundPrice(rules, 'x')).toThrow('price: expected a plain decimal');
    expect(() => roundPrice(rules, '-1')).toThrow('price: expected a number of 0 or above, got -1');
    expect(() => roundPrice(rules, '1', 'floor' as 'down')).toThrow(
      "rounding: expected one of down, up, nearest, got 'floor'",
    );
  });
});

describe('roundQuantity', () => {
  it('rounds to multiples of the step size', () => {
    expect(roundQuantity(rules, '1.2349', 'down')).toBe('1.234');
    expect(roundQuantity(rules, '0.30000000000000004', 'up')).toBe('0.301');
    expect(roundQuantity(rules, 0.1 + 0.2, 'up')).toBe('0.3');
  });
});
