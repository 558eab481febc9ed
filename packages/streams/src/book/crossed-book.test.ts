import { describe, expect, it } from 'vitest';
import { OrderBook } from './order-book.js';

describe('OrderBook.isCrossed', () => {
  // A book stores its levels as strings if they differ in their number of decimal places, as in the second case.
  it.each([
    ['integers', '1.00000000'],
    ['texts', '1.0'],
  ])('is true from the moment at which the best bid equals the best ask: %s', (_, quantity) => {
    const book = new OrderBook('BNBBTC');
    const level = (price: string) => [price, quantity] as const;
    const other = ['0.00000001', '1.00000000'] as const;
    book.load({ lastUpdateId: 1, bids: [level('8.00000000'), other], asks: [level('10.00000000')] });
    expect(book.isCrossed).toBe(false);
    for (const [u, price, expected] of [
      [2, '9.99999999', false],
      [3, '10.00000000', true],
      [4, '10.00000001', true],
    ] as const) {
      book.apply({ U: u, u, b: [level(price)], a: [] });
      expect([price, book.isCrossed]).toEqual([price, expected]);
    }
  });
});
