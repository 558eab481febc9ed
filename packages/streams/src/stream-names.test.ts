import { BinanceConfigError } from '@pkg/core/errors';
import { describe, expect, it } from 'vitest';
import { checkStreamName } from './stream-names.js';

describe('checkStreamName', () => {
  it.each([
    'bnbbtc@trade',
    'bnbbtc@bookTicker',
    '!miniTicker@arr',
    'btcusdt@kline_1m@+08:00',
    '这是测试币456@depth@100ms',
  ])('takes %s', (name) => {
    expect(() => checkStreamName(name)).not.toThrow();
  });

  it.each([
    ['@trade', 'of an empty symbol, which the exchange would accept and keep silent on'],
    ['BNBBTC@trade', 'of a symbol in capitals, which the exchange would accept and keep silent on'],
    ['', 'nothing'],
    ['a b@trade', 'a space'],
    ['a/b@trade', 'two names'],
    ['a?b', 'part of an address'],
    ['../x', 'another path'],
  ])('refuses %j: %s', (name) => {
    expect(() => checkStreamName(name)).toThrow(BinanceConfigError);
    expect(() => checkStreamName(name)).toThrow(`got '${name}'`);
  });
});
