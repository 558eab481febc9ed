import { describe, expect, it } from 'vitest';
import { positionOf } from './event-position.js';

const LIMIT = Number.MAX_SAFE_INTEGER;

describe('positionOf', () => {
  // Besides its position, each event has the documented fields that could be mistaken for its position.
  it.each<[string, unknown, object | undefined]>([
    ['a trade', { e: 'trade', E: 900, t: 12, T: 899 }, { follows: 11, last: 12, isTime: false }],
    ['an aggregate trade', { e: 'aggTrade', E: 900, a: 7, f: 100, l: 105 }, { follows: 6, last: 7, isTime: false }],
    [
      'a block trade, whose ids may have gaps',
      { e: 'blockTrade', E: 900, t: 3 },
      { follows: 3, last: 3, isTime: false },
    ],
    ['changes of a book', { e: 'depthUpdate', E: 900, U: 157, u: 160 }, { follows: 156, last: 160, isTime: false }],
    ['the best prices', { u: 400, s: 'A', b: '1', a: '2' }, { follows: 400, last: 400, isTime: false }],
    ['the best levels', { lastUpdateId: 160, bids: [], asks: [] }, { follows: 160, last: 160, isTime: false }],
    ['a candle', { e: 'kline', E: 900, k: { t: 800, T: 999 } }, { follows: 900, last: 900, isTime: true }],
    ['a ticker', { e: '24hrTicker', E: 900, O: 1, C: 899, F: 5, L: 6 }, { follows: 900, last: 900, isTime: true }],
    ['all tickers', [{ e: '24hrMiniTicker', E: 900 }, { E: 901 }], { follows: 900, last: 900, isTime: true }],
    ['an average price', { e: 'avgPrice', E: 900, T: 850 }, { follows: 900, last: 900, isTime: true }],
    ['a reference price', { e: 'referencePrice', s: 'A', r: null, t: 900 }, { follows: 900, last: 900, isTime: true }],
    ['the largest exact id', { e: 'trade', t: LIMIT }, { follows: LIMIT - 1, last: LIMIT, isTime: false }],
    ['an id that is rounded', { e: 'trade', t: LIMIT + 1 }, undefined],
    ['a first id that is rounded', { e: 'depthUpdate', U: LIMIT + 1, u: 5 }, undefined],
    ['an id as text', { e: 'aggTrade', a: '5' }, undefined],
    ['an unknown event without a time', { e: 'news' }, undefined],
    ['no tickers', [], undefined],
    ['null', null, undefined],
  ])('returns the position of %s', (_, event, position) => {
    expect(positionOf(event)).toEqual(position);
  });
});
