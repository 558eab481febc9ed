import { expect, it, vi } from 'vitest';
import { createExchange, type ExchangeOptions, klines, type MarketSource } from '../index.js';

const source = klines('1722470400000,1,1,1,1,1,1722470459999,1,1,1,1,0', { symbol: 'BTCUSDT' });

it.each([
  ['a promise', Promise.resolve(source), 'a promise, which needs await'],
  ['a promise in a list', [source, Promise.resolve(source)], 'a promise, which needs await'],
  ['a path', 'BTCUSDT.csv', 'BTCUSDT.csv'],
  ['null', null, 'null'],
])('error: the source is %s', (_, wrong, found) => {
  const options = { source: wrong } as unknown as ExchangeOptions;
  const message = `source: expected market sources such as klines(rows, { symbol }), got ${found}`;
  expect(() => createExchange(options)).toThrow(new TypeError(message));
});

it('error: a source that cannot start ends the sources before it', () => {
  const stop = vi.fn();
  const first: MarketSource = {
    symbols: ['ETHUSDT'],
    start: 0,
    drive: () => ({ ready: Promise.resolve(), ended: Promise.resolve(), stop }),
  };
  const second: MarketSource = {
    symbols: ['BTCUSDT'],
    start: 0,
    drive: () => {
      throw new Error('no market');
    },
  };
  expect(() => createExchange({ source: [first, second] })).toThrow('no market');
  expect(stop).toHaveBeenCalledTimes(1);
});
