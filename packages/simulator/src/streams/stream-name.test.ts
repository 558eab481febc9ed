import { describe, expect, it } from 'vitest';
import { parseStreamName } from './stream-name.js';

describe('parseStreamName', () => {
  it.each([
    ['bnbbtc@referencePrice', { kind: 'referencePrice', symbol: 'BNBBTC' }],
    ['bnbbtc@aggTrade', { kind: 'aggTrade', symbol: 'BNBBTC' }],
    ['bnbbtc@trade', { kind: 'trade', symbol: 'BNBBTC' }],
    ['bnbbtc@blockTrade', { kind: 'blockTrade', symbol: 'BNBBTC' }],
    ['bnbbtc@kline_1M', { kind: 'kline', symbol: 'BNBBTC', interval: '1M', offset: 0 }],
    ['bnbbtc@kline_1d@+08:00', { kind: 'kline', symbol: 'BNBBTC', interval: '1d', offset: 480 }],
    ['bnbbtc@miniTicker', { kind: 'miniTicker', symbol: 'BNBBTC' }],
    ['!miniTicker@arr', { kind: 'allMiniTickers' }],
    ['!miniTicker@arr@1000ms', { kind: 'allMiniTickers' }],
    ['bnbbtc@ticker', { kind: 'ticker', symbol: 'BNBBTC' }],
    ['bnbbtc@ticker_4h', { kind: 'rollingTicker', symbol: 'BNBBTC', window: '4h' }],
    ['!ticker_1d@arr', { kind: 'allRollingTickers', window: '1d' }],
    ['bnbbtc@bookTicker', { kind: 'bookTicker', symbol: 'BNBBTC' }],
    ['bnbbtc@avgPrice', { kind: 'avgPrice', symbol: 'BNBBTC' }],
    ['bnbbtc@depth10', { kind: 'partialDepth', symbol: 'BNBBTC', levels: 10, speed: 1000 }],
    ['bnbbtc@depth20@100ms', { kind: 'partialDepth', symbol: 'BNBBTC', levels: 20, speed: 100 }],
    ['bnbbtc@depth', { kind: 'diffDepth', symbol: 'BNBBTC', speed: 1000 }],
    ['bnbbtc@depth@100ms', { kind: 'diffDepth', symbol: 'BNBBTC', speed: 100 }],
    ['币安人生usdt@trade', { kind: 'trade', symbol: '币安人生USDT' }],
  ])('reads %s', (name, spec) => {
    expect(parseStreamName(name)).toEqual(spec);
  });

  it.each([
    '',
    'bnbbtc',
    'BNBBTC@trade',
    '@trade',
    'bnbbtc@depth7',
    'bnbbtc@kline_7m',
    'bnbbtc@kline_1m@+09:00',
    '!ticker@arr',
  ])('returns undefined for %j', (name) => {
    expect(parseStreamName(name)).toBeUndefined();
  });
});
