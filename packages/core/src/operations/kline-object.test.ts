import { describe, expect, it } from 'vitest';
import { klineObject } from './kline-object.js';

// These candles are the examples in Binance's documentation.
const fields = {
  openTime: 1672515780000,
  open: '0.0010',
  high: '0.0025',
  low: '0.0015',
  close: '0.0020',
  volume: '1000',
  closeTime: 1672515839999,
  quoteVolume: '1.0000',
  trades: 100,
  takerBuyBaseVolume: '500',
  takerBuyQuoteVolume: '0.500',
};

describe('klineObject', () => {
  it('names the fields of a row', () => {
    expect(
      klineObject([
        1672515780000,
        '0.0010',
        '0.0025',
        '0.0015',
        '0.0020',
        '1000',
        1672515839999,
        '1.0000',
        100,
        '500',
        '0.500',
        '0',
      ]),
    ).toEqual(fields);
  });

  it('gives the kline of a stream the same fields', () => {
    const kline = {
      ...{ t: 1672515780000, T: 1672515839999, s: 'BNBBTC', i: '1m', f: 100, L: 200, o: '0.0010', c: '0.0020' },
      ...{ h: '0.0025', l: '0.0015', v: '1000', n: 100, x: false, q: '1.0000', V: '500', Q: '0.500', B: '123456' },
    };
    expect(klineObject(kline)).toEqual(fields);
  });
});
