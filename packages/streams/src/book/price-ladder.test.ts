import { describe, expect, it } from 'vitest';
import { PriceLadder } from './price-ladder.js';

/** Returns a generator of pseudo-random numbers in [0, 1), the same ones in each run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Returns the levels that a side must have, computed from a map of quantities by price. */
function sorted(levels: Map<number, number>, direction: 1 | -1): [number, number][] {
  return [...levels].sort(([a], [b]) => (b - a) * direction).map(([price, quantity]) => [price * direction, quantity]);
}

type Market = readonly [name: string, step: (random: () => number) => number, tick: number, levels: number];

const markets: readonly Market[] = [
  ['a dense market that wanders', (random) => Math.floor((random() - 0.5) * 20), 1_000_000, 0],
  ['a market that jumps further than the window', (random) => Math.floor((random() - 0.5) * 5_000), 1, 0],
  ['a sparse market', (random) => Math.floor((random() - 0.5) * 40) * 100, 1, 0],
];

describe.each([1, -1] as const)('PriceLadder of direction %i', (direction) => {
  const deep = markets.map(([name, step, tick]): Market => [`${name}, loaded with 2,000 levels`, step, tick, 2_000]);
  it.each([...markets, ...deep])('holds the same levels as a map: %s', (_, step, tick, levels) => {
    const random = sequence(11);
    const side = new PriceLadder(direction, tick, levels);
    const plain = new Map<number, number>();
    for (let i = 0; i < levels; i++) plain.set((5_000_000 - direction * (i + Math.floor(i ** 2 / 200))) * tick, i + 1);
    side.fill(Float64Array.from(plain.keys()), Float64Array.from(plain.values()), 0, levels);
    const keys = new Float64Array(30);
    const quantities = new Float64Array(30);
    let best = 5_000_000;
    for (let event = 0; event < 700; event++) {
      best += step(random);
      const changes = new Map<number, number>();
      // The best price has moved past these levels, so they are removed.
      for (const price of plain.keys()) if ((price / tick - best) * direction > 0) changes.set(price, 0);
      for (let i = random() * 10; i > 0; i--) {
        const away = Math.floor(-Math.log(1 - random()) * (random() < 0.8 ? 60 : 3_000));
        changes.set((best - away * direction) * tick, random() < 0.4 ? 0 : 1 + Math.floor(random() * 1e9));
      }
      for (const [price, quantity] of changes) {
        if (quantity === 0) plain.delete(price);
        else plain.set(price, quantity);
      }
      side.update(Float64Array.from(changes.keys()), Float64Array.from(changes.values()), 0, changes.size);

      const expected = sorted(plain, direction);
      expect(side.size).toBe(expected.length);
      expect(side.isEmpty).toBe(expected.length === 0);
      if (expected.length > 0)
        expect([[side.bestKey, side.bestQuantity], side.worst]).toEqual([expected[0], expected.at(-1)]);
      const count = side.copy(keys, quantities, 30);
      expect(Array.from(keys.subarray(0, count), (key, i) => [key, quantities[i]])).toEqual(expected.slice(0, 30));
      if (event % 100 === 0) expect([...side.entries()]).toEqual(expected);
    }
  });

  it('reduces the tick when a price is no multiple of it', () => {
    const side = new PriceLadder(direction, 1_000);
    const set = (...prices: number[]) =>
      side.update(Float64Array.from(prices), new Float64Array(prices.length).fill(7), 0, prices.length);
    set(50_000, 51_000, 52_000, 9_000_000, 1_000);
    set(51_500);
    set(51_505, 1_001, 9_000_500);
    const expected = [1_000, 1_001, 50_000, 51_000, 51_500, 51_505, 52_000, 9_000_000, 9_000_500];
    expect([...side.entries()].map(([key]) => key * direction)).toEqual(
      direction === 1 ? expected.reverse() : expected,
    );
    expect(side.tick).toBeLessThan(1_000);
    expect(side.within(51_500)).toBe(5);
  });

  it('is empty after all levels are removed, and takes levels at any price again', () => {
    const side = new PriceLadder(direction, 1);
    const set = (price: number, quantity: number) =>
      side.update(Float64Array.of(price), Float64Array.of(quantity), 0, 1);
    for (const price of [1_000, 90_000, 40, 1_000_000]) {
      set(price, 3);
      expect([side.isEmpty, side.size, side.bestKey, side.bestQuantity]).toEqual([false, 1, price * direction, 3]);
      set(price, 0);
      expect([side.isEmpty, side.size]).toEqual([true, 0]);
    }
  });
});
