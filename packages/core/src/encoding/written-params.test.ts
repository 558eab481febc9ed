import { describe, expect, it } from 'vitest';
import { BinanceConfigError } from '../errors/index.js';
import { writtenParams } from './written-params.js';

describe('writtenParams', () => {
  it.each<[string, object]>([
    ['a surrogate pair', { symbol: '币安\ud83d\ude80' }],
    ['text and whole numbers', { symbol: 'BNBBTC', limit: 5, fromId: 0, offset: -1 }],
    ['booleans and lists', { permitted: true, symbols: ['BNBBTC', 'BTCUSDT'], deep: [[1], ['a']], none: [] }],
    ['a parameter named __proto__', JSON.parse('{"__proto__": "a", "symbol": "b"}')],
  ])('keeps %s unchanged', (_, params) => {
    expect(Object.entries(writtenParams(params))).toEqual(Object.entries(params));
  });

  it('drops undefined parameters', () => {
    expect(writtenParams({ symbol: 'BNBBTC', limit: undefined })).toEqual({ symbol: 'BNBBTC' });
  });

  it.each([true, null])('error: %s as a quantity', (value) => {
    expect(() => writtenParams({ quantity: value })).toThrow(BinanceConfigError);
  });
});
