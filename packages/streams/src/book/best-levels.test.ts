import { describe, expect, it } from 'vitest';
import { Dice } from '../../../../tests/support/dice.js';
import { NaiveBook } from '../../test/naive-book.js';
import { type DepthEvent, type Level, OrderBook } from './index.js';

const LIMITS = [1, 5, 20, 300, Number.POSITIVE_INFINITY];

/**
 * The tested markets. All values are in ticks: `gap` is the distance between neighbouring levels, `move` is the largest
 * price change in one event, and `spread` is the mean distance of changed levels from the price.
 */
const markets = {
  dense: { gap: 1, move: 2, spread: 40 },
  sparse: { gap: 90, move: 200, spread: 3_000 },
  'fast, so that the window of levels moves': { gap: 1, move: 700, spread: 40 },
} as const;

function text(ticks: number, decimals: number): string {
  const digits = String(ticks).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`.padEnd(digits.length + 9 - decimals, '0');
}

describe('lists of the best levels', () => {
  it.each(Object.entries(markets))(
    'are right at every limit, frozen, and reuse what did not change: %s',
    (_, market) => {
      const dice = new Dice(market.gap + market.move);
      const { gap, move, spread } = market;
      let middle = 6_000_000;
      let u = 1;
      const away = (): number => 1 + Math.floor(-Math.log(1 - dice.next()) * spread);
      const level = (tick: number, isGone: boolean): Level => [
        text(tick, 2),
        isGone ? '0.00000000' : text(1 + Math.floor(dice.next() ** 6 * 1e13), 8),
      ];
      const side = (direction: 1 | -1): Level[] =>
        Array.from({ length: 400 }, (_, i) => level(middle + direction * (1 + i * gap), false));
      const snapshot = { lastUpdateId: u, bids: side(-1), asks: side(1) };
      const book = new OrderBook('BNBBTC');
      book.load(JSON.stringify(snapshot));
      const truth = new NaiveBook();
      truth.load(snapshot);
      for (let count = 0; count < 120; count++) {
        const before = middle;
        middle += dice.between(-move, move);
        const changes = (direction: 1 | -1): Level[] => {
          const gone = new Map<number, Level>();
          for (let tick = before; tick !== middle; tick += Math.sign(middle - before))
            gone.set(tick, level(tick, true));
          gone.set(middle, level(middle, true));
          for (let i = 0; i < 11; i++) {
            const tick = middle + direction * away();
            gone.set(tick, level(tick, dice.chance(0.3)));
          }
          return [...gone.values()];
        };
        u++;
        const event: DepthEvent = { e: 'depthUpdate', E: u, s: 'BNBBTC', U: u, u, b: changes(-1), a: changes(1) };
        const limit = dice.pick(LIMITS);
        const earlier = new Map([...book.getBids(limit), ...book.getAsks(limit)].map((each) => [each[0], each]));
        expect(book.apply(JSON.stringify(event))).toBe('applied');
        truth.apply(event);
        // In half of the rounds the best bid and ask are read first. The lists then reuse these levels, which are
        // already converted to decimals.
        if (dice.chance(0.5)) expect([book.bestBid, book.bestAsk]).toEqual([truth.getBids(1)[0], truth.getAsks(1)[0]]);
        for (const each of [limit, dice.pick(LIMITS)]) {
          const lists = [book.getBids(each), book.getAsks(each)];
          expect(lists).toEqual([truth.getBids(each), truth.getAsks(each)]);
          expect([book.getBids(each), book.getAsks(each)].every((list, i) => list === lists[i])).toBe(true);
          for (const list of lists) expect([list, ...list].every((part) => Object.isFrozen(part))).toBe(true);
        }
        // The book keeps the levels near the best price in a window. A level that enters or leaves the window becomes a
        // new object, so markets in which the window may move are skipped. In the other markets, each unchanged level
        // is the same object as before.
        if (gap > 1 || move > 500) continue;
        const again = [...book.getBids(limit), ...book.getAsks(limit)].filter(([price, quantity]) => {
          return earlier.get(price)?.[1] === quantity;
        });
        expect(again.every((each) => earlier.get(each[0]) === each)).toBe(true);
      }
    },
  );

  it('contain a better level whose distance to the others is new', () => {
    const book = new OrderBook('BNBBTC');
    book.load({
      lastUpdateId: 1,
      bids: [
        ['1.0001', '1.0'],
        ['0.9901', '1.0'],
      ],
      asks: [],
    });
    expect(book.getBids(2).map(([price]) => price)).toEqual(['1.0001', '0.9901']);
    const b: Level[] = [
      ['1.0001', '0.0'],
      ['1.0091', '1.0'],
    ];
    book.apply({ e: 'depthUpdate', E: 2, s: 'BNBBTC', U: 2, u: 2, b, a: [] });
    expect(book.getBids(2).map(([price]) => price)).toEqual(['1.0091', '0.9901']);
  });
});
