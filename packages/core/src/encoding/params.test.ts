import { describe, expect, it } from 'vitest';
import { BinanceConfigError } from '../errors/index.js';
import { plainParams } from './params.js';
import { writtenParams } from './written-params.js';

describe('plainParams', () => {
  it.each<[string, object]>([
    ['characters of two halves', { symbol: '币安\ud83d\ude80' }],
    ['text and whole numbers', { symbol: 'BNBBTC', limit: 5, fromId: 0, offset: -1 }],
    ['switches and lists', { permitted: true, symbols: ['BNBBTC', 'BTCUSDT'], deep: [[1], ['a']], none: [] }],
    ['what is undefined', { symbol: 'BNBBTC', limit: undefined }],
    ['no name but __proto__', JSON.parse('{"__proto__": "a", "symbol": "b"}')],
  ])('leaves %s as they would be written', (_, params) => {
    const plain = plainParams(params);
    expect(plain).toEqual(writtenParams(params));
    expect(Object.keys(plain ?? {})).toEqual(Object.keys(writtenParams(params)));
  });

  it.each<[string, object]>([
    ['a price', { price: '1' }],
    ['a switch for a price', { price: true }],
    ['a quantity that is whole', { icebergQty: 1 }],
    ['a number that is not whole', { from: 0.5 }],
    ['a number past the safe ones', { id: 2 ** 53 }],
    ['a bigint', { id: 1n }],
    ['a decimal object', { value: { toFixed: () => '1' } }],
    ['one of these in a list', { values: [1, [0.5]] }],
  ])('has no plain form of %s', (_, params) => {
    expect(plainParams(params)).toBeUndefined();
  });
});

describe('writtenParams', () => {
  it.each([true, null])('refuses %s for a quantity', (value) => {
    expect(() => writtenParams({ quantity: value })).toThrow(BinanceConfigError);
  });
});
