import { describe, expect, it } from 'vitest';
import { type Level, OrderBook } from './index.js';

// The exchange sends at most 5,000 levels of each side.
describe.each([1, 200, 5_000])('an OrderBook given messages of %i levels of each side', (count) => {
  const levels = (first: number, step: number, quantity: string): Level[] =>
    Array.from({ length: count }, (_, index) => [`${first + index * step}.00000000`, quantity]);
  const bids = levels(100_000, -2, '1.00000000');
  const asks = levels(100_001, 2, '2.00000000');
  const changed = bids.map(([price]): Level => [price, '3.00000000']);
  const snapshot = JSON.stringify({ lastUpdateId: 10, bids, asks });
  const event = JSON.stringify({ e: 'depthUpdate', E: 1, s: 'BNBBTC', U: 11, u: 20, b: changed, a: [] });

  it.each(['text', 'bytes'])('reads them from %s', (form) => {
    const messageOf = (text: string) => (form === 'text' ? text : new TextEncoder().encode(text));
    const book = new OrderBook('BNBBTC');
    // Only the second snapshot is scanned, because the first one sets the format.
    for (let times = 0; times < 2; times++) book.load(messageOf(snapshot));
    expect([book.getBids(), book.getAsks()]).toEqual([bids, asks]);
    expect(book.apply(messageOf(event))).toBe('applied');
    expect([book.getBids(), book.getAsks(), book.lastUpdateId]).toEqual([changed, asks, 20]);
  });
});
