import { describe, expect, it } from 'vitest';
import { BinanceConfigError } from '../errors/index.js';
import { wireParams } from './params.js';

describe('wireParams', () => {
  it.each<[string, object]>([
    ['a surrogate pair', { symbol: '币安\ud83d\ude80' }],
    ['text and whole numbers', { symbol: 'BNBBTC', limit: 5, fromId: 0, offset: -1 }],
    ['booleans and lists', { permitted: true, symbols: ['BNBBTC', 'BTCUSDT'], deep: [[1], ['a']], none: [] }],
    ['a parameter named __proto__', JSON.parse('{"__proto__": "a", "symbol": "b"}')],
  ])('keeps %s unchanged', (_, params) => {
    expect(Object.entries(wireParams(params))).toEqual(Object.entries(params));
  });

  it('drops undefined parameters', () => {
    expect(wireParams({ symbol: 'BNBBTC', limit: undefined })).toEqual({ symbol: 'BNBBTC' });
  });

  it.each([true, null])('error: %s as a quantity', (value) => {
    expect(() => wireParams({ quantity: value })).toThrow(BinanceConfigError);
  });
});
