import { describe, expect, it } from 'vitest';
import { depthCurve } from '../../apps/demo/src/views/depth-curve.js';

type Level = [price: string, quantity: string];

function bookOf(bids: Level[], asks: Level[]) {
  return {
    getBids: (limit?: number) => bids.slice(0, limit),
    getAsks: (limit?: number) => asks.slice(0, limit),
    known: { bids: bids.length, asks: asks.length },
  };
}

describe('depthCurve', () => {
  it('sums the quantities from the best price outwards, at prices with equal distances', () => {
    const { bids, asks } = depthCurve(
      bookOf(
        [
          ['9', '1'],
          ['7', '2'],
        ],
        [
          ['11', '4'],
          ['13', '8'],
        ],
      ),
      0,
    );
    expect(bids).toEqual([{ time: 7, value: 3 }, { time: 8, value: 1 }, { time: 9, value: 1 }, { time: 10 }]);
    expect(asks).toEqual([
      { time: 11, value: 4 },
      { time: 12, value: 4 },
      { time: 13, value: 12 },
    ]);
  });

  it('reaches equally far on both sides, so that a lone order far away does not stretch one side', () => {
    const asks: Level[] = Array.from({ length: 200 }, (_, index) => [(100.5 + index / 2).toFixed(2), '1']);
    const bids: Level[] = [
      ...Array.from({ length: 20 }, (_, index): Level => [(99.5 - index / 2).toFixed(2), '1']),
      ['1.00', '5'],
    ];
    const { bids: bought, asks: sold } = depthCurve(bookOf(bids, asks), 2);
    const prices = [...bought, ...sold].map(({ time }) => time);
    expect(prices[0]).toBeGreaterThanOrEqual(0.5);
    expect(prices.at(-1)).toBeLessThanOrEqual(199.5);
    const gaps = prices.slice(1).map((price, index) => (price - (prices[index] ?? 0)).toFixed(6));
    expect(new Set(gaps).size).toBe(1);
    expect(prices.length).toBeLessThanOrEqual(302);
    expect(bought[0]?.value).toBe(20);
    expect(sold.at(-1)?.value).toBe(asks.filter(([price]) => Number(price) <= (sold.at(-1)?.time ?? 0)).length);
  });

  it('draws a book with one side, and an empty book', () => {
    expect(depthCurve(bookOf([], []), 2)).toEqual({ bids: [], asks: [] });
    const { bids, asks } = depthCurve(
      bookOf(
        [
          ['5', '2'],
          ['3', '1'],
        ],
        [],
      ),
      0,
    );
    expect(bids.at(-1)).toEqual({ time: 5, value: 2 });
    expect(bids[0]).toEqual({ time: 3, value: 3 });
    expect(asks.every(({ value }) => value === undefined)).toBe(true);
  });
});
