import { describe, expect, it } from 'vitest';
import { type Level, OrderBook } from './index.js';

/** Returns a book whose snapshot contained all its levels. With levels of mixed length, they are stored as strings. */
function bookOf(asks: readonly Level[]): OrderBook {
  const book = new OrderBook('BNBBTC');
  book.load({ lastUpdateId: 1, bids: [], asks }, { limit: 100 });
  return book;
}

describe('OrderBook.sweep', () => {
  it.each<[string, readonly Level[], string, string, string, number]>([
    // The average prices below were calculated by hand: 5/3, 4/3, 100 + 1/512, and 7/6.
    [
      'rounded up',
      [
        ['1', '1'],
        ['2', '2'],
      ],
      '3',
      '5',
      '1.66666667',
      2,
    ],
    [
      'rounded down',
      [
        ['1', '2'],
        ['2', '5'],
      ],
      '3',
      '4',
      '1.33333333',
      2,
    ],
    [
      'rounded up from exactly the half',
      [
        ['100', '511'],
        ['101', '1'],
      ],
      '512',
      '51201',
      '100.00195313',
      2,
    ],
    [
      'with two decimals of the prices',
      [
        ['1.00', '5'],
        ['2.00', '1'],
      ],
      '6',
      '7.00',
      '1.1666666667',
      2,
    ],
    ['exact', [['0.50', '4.0']], '1.5', '0.750', '0.5000000000', 1],
    [
      'of levels of mixed length',
      [
        ['1', '1.25'],
        ['2.5', '1'],
      ],
      '2.25',
      '3.750',
      '1.666666667',
      2,
    ],
    ['of a quantity with more decimals', [['2', '1']], '0.125', '0.250', '2.00000000', 1],
  ])('has the average price %s', (_, levels, quantity, cost, averagePrice, count) => {
    const worstPrice = levels[count - 1]?.[0];
    const expected = { quantity, cost, averagePrice, worstPrice, levels: count, isFilled: true, isCertain: true };
    expect(bookOf(levels).sweep('BUY', quantity)).toEqual(expected);
  });

  it('takes what there is of a side that is too small, and nothing of an empty one', () => {
    const levels: Level[] = [
      ['1', '1'],
      ['2', '2'],
    ];
    expect(bookOf(levels).sweep('BUY', '4')).toEqual({
      ...{ quantity: '3', cost: '5', averagePrice: '1.66666667', worstPrice: '2', levels: 2 },
      ...{ isFilled: false, isCertain: true },
    });
    expect(bookOf(levels).sweep('SELL', '4')).toMatchObject({
      ...{ levels: 0, averagePrice: undefined, worstPrice: undefined, isFilled: false, isCertain: true },
    });
  });
});

describe('OrderBook.depthTo', () => {
  it.each<[string, string, string, number]>([
    ['0.9', '0', '0', 0],
    ['1', '1', '1', 1],
    ['1.99999', '1', '1', 1],
    ['2', '3', '5', 2],
    ['2.0000', '3', '5', 2],
    ['9', '3', '5', 2],
  ])('counts the levels up to the price %s', (price, quantity, cost, levels) => {
    const asks: Level[] = [
      ['1', '1'],
      ['2', '2'],
    ];
    expect(bookOf(asks).depthTo('BUY', price)).toEqual({ quantity, cost, levels, isCertain: true });
  });
});
