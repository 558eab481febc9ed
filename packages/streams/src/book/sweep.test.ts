import { describe, expect, it } from 'vitest';
import { type Level, OrderBook } from './index.js';

/**
 * Returns a book whose snapshot contained all its levels. If the levels differ in their number of decimals, the book
 * stores them as strings.
 */
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

// With `strings`, the best bid has more decimals than the other levels, so the book stores its levels as strings.
describe.each([
  ['integers', '9.0'],
  ['strings', '9.00'],
])('what a book with the best three levels of each side knows, if it stores them as %s', (_, best) => {
  function setUp(): OrderBook {
    const book = new OrderBook('BNBBTC');
    const levels = (...prices: string[]): Level[] => prices.map((price) => [price, '1.0']);
    const snapshot = { lastUpdateId: 1, bids: levels(best, '8.0', '7.0'), asks: levels('11.0', '12.0', '13.0') };
    book.load(snapshot, { limit: 3 });
    return book;
  }

  it.each<['BUY' | 'SELL', string, number, boolean]>([
    ['SELL', '7.1', 2, true],
    ['SELL', '7.0', 3, true],
    ['SELL', '7.000', 3, true],
    ['SELL', '6.9', 3, false],
    ['BUY', '12.9', 2, true],
    ['BUY', '13.0', 3, true],
    ['BUY', '13.000', 3, true],
    ['BUY', '13.1', 3, false],
  ])('depthTo(%s, %s) counts %i levels, certain: %s', (side, price, levels, isCertain) => {
    expect(setUp().depthTo(side, price)).toMatchObject({ levels, isCertain });
  });

  it.each<['BUY' | 'SELL', string, number, boolean]>([
    ['SELL', '2.9', 3, true],
    ['SELL', '3.0', 3, true],
    ['SELL', '3.1', 3, false],
    ['BUY', '3.0', 3, true],
    ['BUY', '3.1', 3, false],
  ])('sweep(%s, %s) takes %i levels, certain: %s', (side, quantity, levels, isCertain) => {
    expect(setUp().sweep(side, quantity)).toMatchObject({ levels, isCertain });
  });

  it('are the levels up to the worst price of the snapshot, until another snapshot is loaded', () => {
    const book = setUp();
    const change = (id: number, b: Level[], a: Level[]): unknown =>
      book.apply(JSON.stringify({ e: 'depthUpdate', E: 1, s: 'BNBBTC', U: id, u: id, b, a }));
    expect([book.known, book.knows(3), book.knows(4)]).toEqual([{ bids: 3, asks: 3 }, true, false]);
    change(2, [['6.5', '1.0']], [['13.5', '1.0']]);
    expect([book.known, book.knows(3), book.knows(4)]).toEqual([{ bids: 3, asks: 3 }, true, false]);
    change(3, [['8.5', '1.0']], []);
    expect([book.known, book.knows(3), book.knows(4)]).toEqual([{ bids: 4, asks: 3 }, true, false]);
    // `knows(3)` is false as soon as one of the two sides has fewer than three certain levels.
    change(4, [], [['11.0', '0.0']]);
    expect([book.known, book.knows(3), book.knows(2)]).toEqual([{ bids: 4, asks: 2 }, false, true]);
    change(
      5,
      [
        ['8.5', '0.0'],
        ['8.0', '0.0'],
        ['7.0', '0.0'],
      ],
      [],
    );
    expect([book.known, book.knows(2), book.knows(1)]).toEqual([{ bids: 1, asks: 2 }, false, true]);
    book.load({ lastUpdateId: 6, bids: [['9.0', '1.0']], asks: [['11.0', '1.0']] }, { limit: 1 });
    expect([book.known, book.knows(1), book.knows(2)]).toEqual([{ bids: 1, asks: 1 }, true, false]);
    const other = setUp();
    expect(other.knows(3)).toBe(true);
    other.load({ lastUpdateId: 6, bids: [['9.0', '1.0']], asks: [['11.0', '1.0']] }, { limit: 1 });
    expect(other.knows(3)).toBe(false);
    book.load({ lastUpdateId: 7, bids: [['9.0', '1.0']], asks: [] }, { limit: 2 });
    expect([book.known, book.knows(1_000)]).toEqual([{ bids: 1, asks: 0 }, true]);
  });
});
