import { expect, it } from 'vitest';
import { d } from '../../../test/engine/engine-setup.js';
import { AveragePrice } from './average-price.js';

const MINUTE = 60_000_000;

it('weights the trades of the window by their volume, without one that is exactly as old as the window', () => {
  const average = new AveragePrice();
  average.add(d(10), d(1), 0);
  average.add(d(20), d(3), MINUTE);
  expect(average.over(5, 5 * MINUTE - 1)).toBe(d('17.5'));
  expect(average.over(5, 5 * MINUTE)).toBe(d(20));
  expect(average.over(5, 6 * MINUTE - 1)).toBe(d(20));
  expect(average.over(5, 6 * MINUTE)).toBeUndefined();
});

it('keeps no trades of hours ago', () => {
  const average = new AveragePrice();
  for (let minute = 0; minute <= 48 * 60; minute++) average.add(d(10), d(1), minute * MINUTE);
  expect(average.entries.length).toBeLessThanOrEqual(2 * 60 + 2);
  expect(average.over(60, 48 * 60 * MINUTE)).toBe(d(10));
});
